import { secretOf } from "../support/webhook";
import { startApp, type TestApp } from "../support/app";
import { priceOf, subscribe } from "../support/billing";
import type { Bench } from "./bench";
import { deliveries, requests } from "./events";
import { measureFeatureCheck } from "./features";
import { scriptBytes } from "./javascript";
import { type Load, loadInTurns } from "./load";
import { heading, row } from "./numbers";

/** The endpoints and pages that everybody waits for, as ratios to the least that Next can do. */
export async function measureEndpoints({ postgres, build }: Bench): Promise<void> {
  const app = await startApp({ postgres, dir: await build() });
  try {
    await measure(app);
  } finally {
    await app.stop();
  }
}

async function measure(app: TestApp): Promise<void> {
  const client = await app.signUp();
  const price = await priceOf(app, "pro_month");
  await subscribe(app, client, price);
  // Somebody else has the subscriptions that the webhooks tell of; nobody has thousands.
  const { subscriptionId } = await subscribe(app, await app.signUp(), price);
  const template = await app.stripe.subscriptions.retrieve(subscriptionId);
  const next = requests(deliveries({ template, secret: secretOf(app), subscriptions: 2_000, prefix: "sub_bench" }));
  const cookie = client.cookieHeader();
  const products = `${app.url}/api/subscriptions/subscribable-product/`;

  const [bare, ...endpoints] = await loadInTurns([
    { name: "bare handler", url: `${app.url}/api/bare` },
    { name: "subscribable-product/, anonymous", url: products },
    { name: "subscribable-product/, signed in", url: products, headers: { cookie } },
    { name: "webhook/", url: `${app.url}/api/subscriptions/webhook/`, next },
  ]);
  const [plain, ...pages] = await loadInTurns([
    { name: "static page, as long", url: `${app.url}/api/plain` },
    { name: "static page, through proxy.ts", url: `${app.url}/plain` },
    { name: "/pricing", url: `${app.url}/pricing` },
  ]);
  heading("Endpoints and pages, 16 at once", ["requests/s", "p50 ms", "p99 ms", "ratio", "failed"]);
  for (const [measure, results] of [[bare, endpoints], [plain, pages]] as const) {
    if (measure) for (const result of [measure, ...results]) print(result, (result.perSecond / measure.perSecond).toFixed(2));
  }
  print(await measureFeatureCheck(app.database.url), "");

  const bytes = async (url: string) => (await (await fetch(url)).text()).length;
  console.log(`Length of the pages: /pricing ${await bytes(`${app.url}/pricing`)}, the plain one ${await bytes(`${app.url}/api/plain`)}`);
  const empty = await scriptBytes(`${app.url}/api/plain`);
  for (const path of ["/pricing", "/login"]) {
    const more = (await scriptBytes(app.url + path)) - empty;
    console.log(`JavaScript of ${path}: ${(more / 1024).toFixed(1)} KB gzipped over an empty page (${(empty / 1024).toFixed(1)} KB)`);
  }
}

function print({ name, perSecond, p50Ms, p99Ms, failed }: Load, ratio: string): void {
  row(name, [perSecond, p50Ms.toFixed(2), p99Ms.toFixed(2), ratio, failed]);
}
