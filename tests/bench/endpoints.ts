import { secretOf } from "../support/webhook";
import { startApp, type TestApp } from "../support/app";
import { priceOf, subscribe } from "../support/billing";
import type { Bench } from "./bench";
import { deliveries, requests } from "./events";
import { measureLoad } from "./load";
import { printTable } from "./print";
import type { Report } from "./report";

/** The endpoints on a customer's way, compared with a handler that does nothing. */
export async function measureEndpoints({ postgres, build, report }: Bench): Promise<void> {
  const app = await startApp({ postgres, dir: await build() });
  try {
    await measure(app, report);
  } finally {
    await app.stop();
  }
}

async function measure(app: TestApp, report: Report): Promise<void> {
  const client = await app.signUp();
  const price = await priceOf(app, "pro_month");
  await subscribe(app, client, price);
  // The webhooks are about another customer's subscriptions: nobody has thousands.
  const { subscriptionId } = await subscribe(app, await app.signUp(), price);
  const template = await app.stripe.subscriptions.retrieve(subscriptionId);
  const next = requests(deliveries({ template, secret: secretOf(app), subscriptions: 2_000, prefix: "sub_bench" }));
  const cookie = client.cookieHeader();
  const products = `${app.url}/api/subscriptions/subscribable-product/`;

  const loads = await measureLoad([
    { name: "bare handler", url: `${app.url}/api/bare` },
    { name: "subscribable-product/, anonymous", url: products },
    { name: "subscribable-product/, signed in", url: products, headers: { cookie } },
    { name: "webhook/", url: `${app.url}/api/subscriptions/webhook/`, next },
  ]);
  const [bare] = loads;
  if (!bare) return;
  printTable(
    "Endpoints, 16 at once",
    ["requests/s", "p50 ms", "p99 ms", "to bare handler", "failed"],
    loads.map((one) => [
      one.name,
      one.perSecond,
      one.p50Ms.toFixed(2),
      one.p99Ms.toFixed(2),
      report.ratio(one, bare),
      one.failed,
    ]),
  );
}
