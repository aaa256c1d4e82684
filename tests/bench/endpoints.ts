import { secretOf } from "../support/webhook";
import { startApp, type TestApp } from "../support/app";
import { CHECKOUT, checkout, priceOf, subscribe, workspaceOf } from "../support/billing";
import type { Bench } from "./bench";
import { fill } from "./contenders/ours";
import { deliveries, requests } from "./events";
import { measureLoad, type Target } from "./load";
import { printTable } from "./print";
import type { Report } from "./report";

const SUBSCRIPTIONS = 2_000;

/** More than are asked for at once: requests of one person would wait for each other. */
const BUYERS = 32;

/** The endpoints on a customer's way, compared with a handler that does nothing. */
export async function measureEndpoints({ postgres, build, report }: Bench): Promise<void> {
  const dir = await build();
  const env = { CALLS_PER_MINUTE: "10000" };
  const app = await startApp({ postgres, dir, env });
  try {
    const embedded = await startApp({ postgres, dir, beside: app, ownAddress: true, env: { CHECKOUT_UI: "embedded" } });
    try {
      await measure(app, embedded, report);
    } finally {
      await embedded.stop();
    }
  } finally {
    await app.stop();
  }
}

async function measure(app: TestApp, embedded: TestApp, report: Report): Promise<void> {
  const client = await app.signUp();
  const price = await priceOf(app, "pro_month");
  await subscribe(app, client, price);
  // The webhooks are about another customer's subscriptions: nobody has thousands.
  const { subscriptionId } = await subscribe(app, await app.signUp(), price);
  const template = await app.stripe.subscriptions.retrieve(subscriptionId);
  // Rows that are known: what an event tells of an unknown one is fetched, and Stripe has none of these.
  await fill(app.database.url, template, SUBSCRIPTIONS, "sub_bench");
  const stream = { template, secret: secretOf(app), subscriptions: SUBSCRIPTIONS, prefix: "sub_bench" };
  const next = requests(deliveries(stream));
  const cookie = client.cookieHeader();
  const products = `${app.url}/api/subscriptions/subscribable-product/`;

  const loads = await measureLoad([
    { name: "bare handler", url: `${app.url}/api/bare` },
    { name: "subscribable-product/, anonymous", url: products },
    { name: "subscribable-product/, signed in", url: products, headers: { cookie } },
    { name: "checkout/ again, hosted", ...(await openCheckouts(app, price)) },
    { name: "checkout/ again, embedded", ...(await openCheckouts(embedded, price)) },
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
  const failing = loads.filter(({ failed }) => failed > 0);
  if (failing.length > 0) throw new Error(`Requests failed: ${failing.map(({ name }) => name).join(", ")}.`);
}

/** People ask for the checkout that they have open, as a second click or a reload does: Stripe is asked once each time. */
async function openCheckouts(app: TestApp, price: string) {
  const requests: ReturnType<NonNullable<Target["next"]>>[] = [];
  for (let buyer = 0; buyer < BUYERS; buyer++) {
    const client = await app.signUp();
    const workspace = await workspaceOf(client);
    await checkout(client, price, workspace);
    requests.push({
      body: JSON.stringify({ price_id: price, workspace_id: workspace }),
      headers: { "content-type": "application/json", origin: app.url, cookie: client.cookieHeader() },
    });
  }
  let count = 0;
  const next = () => requests[count++ % BUYERS] as (typeof requests)[number];
  return { url: app.url + CHECKOUT, next };
}
