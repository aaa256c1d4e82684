import type { Stripe, StripeEmbeddedCheckout } from "@stripe/stripe-js";
// The other entry loads Stripe.js as soon as it is imported.
import { loadStripe } from "@stripe/stripe-js/pure";

const SILENT_AFTER_MS = 5_000;

export type Wanted = {
  publishableKey: string;
  /** Where Stripe.js is loaded from; empty for Stripe's own address. */
  scriptUrl: string;
  clientSecret: string;
};

type Told = { onShown: () => void; onFailed: () => void };

/** Stripe allows one page at a time and takes a while to make it, so the next one waits until the one before is gone. */
let before: Promise<unknown> = Promise.resolve();

/**
 * Shows Stripe's payment page in an element. It fails where the script is blocked, Stripe refuses, or either is silent
 * for five seconds.
 * @returns what removes it
 */
export function showStripePage(element: HTMLElement, wanted: Wanted, { onShown, onFailed }: Told): () => void {
  const removal = new AbortController();
  const isWanted = () => !removal.signal.aborted;
  const making = before.then(() => (isWanted() ? makePage(wanted) : null));
  before = making.then(
    (page) => aborted(removal.signal).then(() => page?.destroy()),
    () => undefined,
  );
  making
    .then((page) => {
      if (!isWanted()) return;
      page?.mount(element);
      onShown();
    })
    .catch(() => {
      if (isWanted()) onFailed();
    });
  return () => removal.abort();
}

async function makePage({ publishableKey, scriptUrl, clientSecret }: Wanted): Promise<StripeEmbeddedCheckout> {
  const stripe = await inTime(load(publishableKey, scriptUrl));
  if (!stripe) throw new Error("Stripe.js needs a browser.");
  return inTime(stripe.createEmbeddedCheckoutPage({ clientSecret }));
}

/** Where Stripe.js is on the page already, the package loads none. */
async function load(publishableKey: string, scriptUrl: string): Promise<Stripe | null> {
  if (scriptUrl !== "" && !window.Stripe) await addScript(scriptUrl);
  return loadStripe(publishableKey);
}

/** @throws Error also where it was no Stripe.js, because the package would load Stripe's then */
const addScript = (src: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const script = Object.assign(document.createElement("script"), { src });
    const fail = () => reject(new Error(`${src} brought no Stripe.js.`));
    script.addEventListener("load", () => (window.Stripe ? resolve() : fail()));
    script.addEventListener("error", fail);
    document.head.append(script);
  });

function inTime<T>(work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const ending = setTimeout(() => reject(new Error("Stripe was silent.")), SILENT_AFTER_MS);
    work.then(resolve, reject).finally(() => clearTimeout(ending));
  });
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
