import { secretOf } from "../support/webhook";
import { startApp, type TestApp } from "../support/app";
import { priceOf, subscribe } from "../support/billing";
import type { Bench } from "./bench";
import { deliveries, requests } from "./events";
import { type Load, loadInTurns } from "./load";
import { heading, row } from "./numbers";

/** The endpoints that everybody waits for, as ratios to the least that Next can do. */
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
  heading("Endpoints, 16 at once", ["requests/s", "p50 ms", "p99 ms", "ratio", "failed"]);
  if (bare) for (const result of [bare, ...endpoints]) print(result, (result.perSecond / bare.perSecond).toFixed(2));
}

function print({ name, perSecond, p50Ms, p99Ms, failed }: Load, ratio: string): void {
  row(name, [perSecond, p50Ms.toFixed(2), p99Ms.toFixed(2), ratio, failed]);
}
