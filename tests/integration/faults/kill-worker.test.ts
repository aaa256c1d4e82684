import { randomUUID } from "node:crypto";
import type { Pool } from "pg";
import type Stripe from "stripe";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { createDatabase, type LocalStripe, startLocalStripe, type TestDatabase } from "../../support/integration";
import { atStripe, inMirror, type Mirrored } from "../../support/compare";
import { type PostgresProxy, startPostgresProxy } from "../../support/postgres-proxy";
import { eventOf } from "../../support/webhook";
import type { Worker } from "../../support/worker";
import { interruptedBuyer, newBuyer, newPrice, newProduct, newSubscription, newWorker } from "../../support/workshop";
import type { Kind } from "@/lib/billing/mirror/records";

// Each statement costs a process.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

let database: TestDatabase;
let pool: Pool;
let localStripe: LocalStripe;
let stripe: Stripe;
let wire: PostgresProxy;
let worker: Worker;
let standby: Promise<Worker>;
beforeAll(async () => {
  [database, localStripe] = await Promise.all([createDatabase(), startLocalStripe()]);
  ({ pool } = database);
  ({ stripe } = localStripe);
  wire = await startPostgresProxy(database.url);
  worker = await newWorker(wire.url, localStripe);
  standby = newWorker(wire.url, localStripe);
});
afterAll(async () => {
  await Promise.all([worker?.stop(), standby?.then((other) => other.stop())]);
  await wire?.close();
  await Promise.all([database?.drop(), localStripe?.stop()]);
});

/** An event, made ready to be delivered, and the objects that it touches. */
interface Road {
  event: Stripe.Event;
  touches: [Kind, string][];
}

const ago = (seconds: number) => Math.floor(Date.now() / 1000) - seconds;
const aProduct = (features: string) => newProduct(stripe, features);

/**
 * A subscription to so many prices of a product, of which nothing is known to us but its customer.
 * @param workspace false for one that is nobody's, so that nothing follows from it but its rows
 */
async function aSubscription(count: number, { workspace = true } = {}): Promise<Stripe.Subscription> {
  const product = await aProduct("chat export");
  const prices = await Promise.all(
    Array.from({ length: count }, (_, index) => newPrice(stripe, product.id, 1000 * (index + 1))),
  );
  const buyer = await newBuyer(pool, stripe);
  return newSubscription(
    workspace ? buyer : { ...buyer, workspaceId: "" },
    stripe,
    prices.map(({ id }) => id),
  );
}

const partsOf = ({ id, items }: Stripe.Subscription): Road["touches"] => [
  ["subscription", id],
  ...items.data.flatMap(({ price }): Road["touches"] => [
    ["price", price.id],
    ["product", String(price.product)],
  ]),
];

/** The subscription known to us as it was, then changed at Stripe: another plan instead of both. */
async function aChange(): Promise<{ before: Stripe.Subscription; after: Stripe.Subscription }> {
  const before = await aSubscription(2, { workspace: false });
  await worker.deliver(eventOf("customer.subscription.created", before, { created: ago(100) }));
  const [first, second] = before.items.data;
  const product = await aProduct("export");
  const other = await newPrice(stripe, product.id, 3000);
  await worker.deliver(eventOf("product.created", product));
  await worker.deliver(eventOf("price.created", other));
  const after = await stripe.subscriptions.update(before.id, {
    cancel_at_period_end: true,
    items: [
      { id: first?.id, deleted: true },
      { id: second?.id, price: other.id, quantity: 3 },
    ],
  });
  return { before, after };
}

const roads: Record<string, () => Promise<Road>> = {
  "news of a subscription that brings its own proof": async () => {
    const { after } = await aChange();
    return { event: eventOf("customer.subscription.updated", after, { created: ago(50) }), touches: partsOf(after) };
  },
  "news of a subscription that comes too late to be believed": async () => {
    const { before, after } = await aChange();
    return { event: eventOf("customer.subscription.updated", before, { created: ago(150) }), touches: partsOf(after) };
  },
  "news in an older version": async () => {
    const { before, after } = await aChange();
    const event = eventOf("customer.subscription.updated", before, { api_version: "2020-08-27" });
    return { event, touches: partsOf(after) };
  },
  "a subscription whose prices and products nobody knows": async () => {
    const subscription = await aSubscription(1);
    return { event: eventOf("customer.subscription.created", subscription), touches: partsOf(subscription) };
  },
  "a product with other features": async () => {
    const product = await aProduct("chat export rag");
    await worker.deliver(eventOf("product.created", product, { created: ago(100) }));
    const changed = await stripe.products.update(product.id, { metadata: { features: "rag audit" } });
    return { event: eventOf("product.updated", changed, { created: ago(50) }), touches: [["product", product.id]] };
  },
  "the customer of a claim that was interrupted": async () => {
    const { customer } = await interruptedBuyer(pool, stripe);
    return { event: eventOf("customer.created", customer), touches: [["customer", customer.id]] };
  },
  "a checkout that was paid": async () => {
    const { customer, userId, workspaceId } = await newBuyer(pool, stripe);
    const product = await aProduct("chat");
    const price = await newPrice(stripe, product.id);
    await worker.deliver(eventOf("product.created", product));
    const checkoutId = randomUUID();
    const session = await stripe.checkout.sessions.create({
      customer: customer.id,
      mode: "subscription",
      line_items: [{ price: price.id, quantity: 1 }],
      success_url: "https://app.example.com/",
      client_reference_id: checkoutId,
      subscription_data: { metadata: { workspace_id: workspaceId, user_id: userId } },
    });
    await pool.query(
      `INSERT INTO checkout_session (id, workspace_id, user_id, customer_id, price_id, with_trial, fingerprint, parameters, state, created_at)
       VALUES ($1, $2, $3, $4, $5, false, '', '{}', 'creating', now())`,
      [checkoutId, workspaceId, userId, customer.id, price.id],
    );
    const method = await stripe.paymentMethods.create({ type: "card", card: { token: "tok_visa" } });
    await stripe.rawRequest("POST", `/v1/payment_pages/${session.id}/confirm`, {
      payment_method: method.id,
      expected_amount: 1000,
    });
    const paid = await stripe.checkout.sessions.retrieve(session.id, { expand: ["subscription"] });
    const subscription = paid.subscription as Stripe.Subscription;
    const event = eventOf("checkout.session.completed", { ...paid, subscription: subscription.id });
    return { event, touches: partsOf(subscription) };
  },
  "a type that we do not handle": () =>
    Promise.resolve({ event: eventOf("charge.succeeded", { id: "ch_1" }), touches: [] }),
};

const seen = ({ touches }: Road): Promise<Mirrored[]> =>
  Promise.all(touches.map(([kind, id]) => inMirror(pool, kind, id)));
const wanted = ({ touches }: Road): Promise<Mirrored[]> =>
  Promise.all(touches.map(([kind, id]) => atStripe(pool, stripe, kind, id)));

async function inbox({ event }: Road): Promise<string | null> {
  const { rows } = await pool.query<{ state: string }>("SELECT state FROM stripe_event WHERE id = $1", [event.id]);
  return rows[0]?.state ?? null;
}

/** Delivers an event, kills who works on it at the nth statement, and delivers it again. Answers whether there was an nth. */
async function killedAt(nth: number, side: "before" | "after", make: () => Promise<Road>): Promise<boolean> {
  const road = await make();
  const [before, after] = [await seen(road), await wanted(road)];
  const stop = wire.stopAt({ nth, side });
  const delivery = worker.deliver(road.event).catch(() => "killed");
  const reached = await Promise.race([stop.reached.then(() => true), delivery.then(() => false)]);
  if (reached) {
    await worker.kill();
    worker = await standby;
    standby = newWorker(wire.url, localStripe);
    // The next delivery comes when its lease is over.
    await pool.query("UPDATE pending_work SET lease_until = now() WHERE lease_until > now()");
  }
  stop.release();

  // No reader meets anything but what Stripe had, before or now; and no event counts as handled whose work is not done.
  const met = await seen(road);
  for (const [index, one] of met.entries()) expect([before[index], after[index]]).toContainEqual(one);
  if ((await inbox(road)) === "processed") expect(met).toEqual(after);

  await worker.deliver(road.event);
  expect(await seen(road)).toEqual(after);
  expect(await inbox(road)).toBe(road.touches.length > 0 ? "processed" : "ignored");
  return reached;
}

describe("whoever works on an event is killed at any statement, and the next delivery makes it good:", () => {
  test.each(Object.keys(roads))("%s", async (name) => {
    const make = roads[name] ?? (() => Promise.reject(new Error(name)));
    let nth = 1;
    while (await killedAt(nth, "after", make)) nth++;
    expect(nth).toBeGreaterThan(1);
  });
});
