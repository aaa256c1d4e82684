import type Stripe from "stripe";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { callsToStripe, checkout, pay, priceOf, rowOf, userIdOf, workspaceOf } from "../../support/billing";
import { type AppClient, type Person, sharedApp, type TestApp } from "../../support/integration";
import { deliver, eventOf } from "../../support/webhook";

let app: TestApp;
let pro: string;
beforeAll(async () => {
  app = await sharedApp();
  pro = await priceOf(app, "pro_month");
  await app.localStripe.holdDeliveries();
});
afterAll(() => app?.stop());
beforeEach(async () => {
  await app.localStripe.clearFaults();
  await app.localStripe.clearRequests();
});

const seconds = (ago = 0) => Math.floor(Date.now() / 1000) - ago;

interface Buyer {
  client: AppClient & { person: Person };
  workspace: string;
  subscription: Stripe.Subscription;
}

/** Somebody who has paid, of which no webhook has told the app anything. */
async function buyer(price = pro): Promise<Buyer> {
  const client = await app.signUp();
  const workspace = await workspaceOf(client);
  const { body } = await checkout(client, price, workspace);
  const session = await pay(app, body.session_id);
  const subscription = await app.stripe.subscriptions.retrieve(String(session.subscription));
  await app.localStripe.clearRequests();
  return { client, workspace, subscription };
}

const subscriptionsOf = async (client: AppClient) =>
  (
    await client.get<{ subscription_id: string; status: string; cancel_at_period_end: boolean }[]>(
      "/api/subscriptions/my-subscription/",
    )
  ).body;
const itemsOf = async (client: AppClient) =>
  (await client.get<{ services: object[] }[]>("/api/subscriptions/my-subscription-items/")).body;

describe("an event's words", () => {
  test("that are the newest beyond doubt are taken, and cost no call to Stripe", async () => {
    const product = await app.stripe.products.create({ name: "Old name" });
    await app.localStripe.clearRequests();
    await deliver(app, eventOf("product.created", product, { created: seconds(60) }));
    await deliver(app, eventOf("product.updated", { ...product, name: "New name" }, { created: seconds(59) }));
    expect(await rowOf(app, "product", product.id)).toMatchObject({ name: "New name" });
    expect(await callsToStripe(app)).toEqual([]);
  });

  test("of the same second as those before are in doubt: Stripe is asked, once", async () => {
    const product = await app.stripe.products.create({ name: "What Stripe says" });
    await app.localStripe.clearRequests();
    const created = seconds(60);
    await deliver(app, eventOf("product.created", { ...product, name: "One" }, { created }));
    await deliver(app, eventOf("product.updated", { ...product, name: "Two" }, { created }));
    expect(await rowOf(app, "product", product.id)).toMatchObject({ name: "What Stripe says" });
    expect(await callsToStripe(app)).toEqual([`GET /v1/products/${product.id}`]);
  });

  test("that come late never bring back a state that was left", async () => {
    const product = await app.stripe.products.create({ name: "First" });
    const latest = await app.stripe.products.update(product.id, { name: "Latest" });
    await deliver(app, eventOf("product.updated", latest, { created: seconds(10) }));
    await app.localStripe.clearRequests();
    expect(await deliver(app, eventOf("product.created", product, { created: seconds(20) }))).toMatchObject({
      outcome: "processed",
    });
    expect(await rowOf(app, "product", product.id)).toMatchObject({ name: "Latest" });
    expect(await callsToStripe(app)).toEqual([`GET /v1/products/${product.id}`]);
  });

  test("of another API version are not read: Stripe is asked", async () => {
    const { client, subscription } = await buyer();
    const older = { ...subscription, status: "unpaid", items: { data: [] } };
    const event = eventOf("customer.subscription.updated", older, { api_version: "2024-06-20" });
    expect(await deliver(app, event)).toMatchObject({ outcome: "processed" });
    expect(await callsToStripe(app)).toContain(`GET /v1/subscriptions/${subscription.id}`);
    expect(await subscriptionsOf(client)).toMatchObject([{ subscription_id: subscription.id, status: "trialing" }]);
    await app.localStripe.clearRequests();
    expect(await deliver(app, event)).toMatchObject({ outcome: "duplicate" });
    expect(await callsToStripe(app)).toEqual([]);
  });

  test("in any order and any number of times lead to what Stripe has", async () => {
    const { client, subscription } = await buyer();
    await app.stripe.subscriptions.update(subscription.id, { cancel_at_period_end: true });
    await app.stripe.subscriptions.update(subscription.id, { cancel_at_period_end: false });
    await app.stripe.subscriptions.update(subscription.id, { cancel_at_period_end: true });
    const { data } = await app.stripe.events.list({ limit: 100 });
    const about = data.filter((event) => JSON.stringify(event.data.object).includes(subscription.id));
    expect(about.length).toBeGreaterThan(4);
    const shuffled = [...about.slice(3), ...about.slice(0, 3), about[1], ...about.toReversed()];
    for (const event of shuffled) expect((await deliver(app, event ?? {})).status).toBe(200);
    await Promise.all(about.map((event) => deliver(app, { ...event, id: `${event.id}again` })));
    expect(await subscriptionsOf(client)).toMatchObject([{ cancel_at_period_end: true }]);
  });
});

describe("what is missing is fetched:", () => {
  test("a price's product", async () => {
    const product = await app.stripe.products.create({ name: "Second to come" });
    const price = await app.stripe.prices.create({
      product: product.id,
      currency: "usd",
      unit_amount: 5,
      recurring: { interval: "month" },
    });
    await app.localStripe.clearRequests();
    expect(await deliver(app, eventOf("price.created", price))).toMatchObject({ outcome: "processed" });
    expect(await rowOf(app, "product", product.id)).toMatchObject({ name: "Second to come" });
    // The price as well, since an event says neither its currencies nor its tiers.
    expect((await callsToStripe(app)).toSorted()).toEqual([
      `GET /v1/prices/${price.id}`,
      `GET /v1/products/${product.id}`,
    ]);
  });

  test("a subscription's price and product, so that it is never seen without them", async () => {
    const product = await app.stripe.products.create({ name: "Unheard of", metadata: { features: "x" } });
    const price = await app.stripe.prices.create({
      product: product.id,
      currency: "usd",
      unit_amount: 5,
      recurring: { interval: "month" },
    });
    const { client, subscription } = await buyer();
    const changed = {
      ...subscription,
      items: { ...subscription.items, data: [{ ...subscription.items.data[0], price }] },
    };
    await deliver(app, eventOf("customer.subscription.updated", changed, { created: seconds(-5) }));
    expect(await itemsOf(client)).toMatchObject([{ product_name: "Unheard of", services: [{ feature_id: "x" }] }]);
  });

  test("once, however many miss it at the same moment", async () => {
    const product = await app.stripe.products.create({ name: "Missed by many" });
    const price = await app.stripe.prices.create({
      product: product.id,
      currency: "usd",
      unit_amount: 5,
      recurring: { interval: "month" },
    });
    const { subscription } = await buyer();
    const many = Array.from({ length: 40 }, (_, n) => {
      const items = {
        ...subscription.items,
        data: [{ ...subscription.items.data[0], id: `si_${product.id}_${n}`, price }],
      };
      return eventOf("customer.subscription.deleted", {
        ...subscription,
        id: `sub_${product.id}_${n}`,
        status: "canceled",
        items,
      });
    });
    const outcomes = await Promise.all(many.map(async (event) => (await deliver(app, event)).outcome));
    expect(new Set(outcomes)).toEqual(new Set(["processed"]));
    const calls = await callsToStripe(app);
    expect(calls.toSorted()).toEqual([`GET /v1/prices/${price.id}`, `GET /v1/products/${product.id}`]);
  });

  test("a subscription's customer, when the claim was interrupted between Stripe's answer and ours", async () => {
    const { client, subscription } = await buyer();
    const userId = await userIdOf(app, client.person.email);
    await app.database.pool.query("UPDATE stripe_user SET customer_id = NULL WHERE user_id = $1", [userId]);
    expect(await subscriptionsOf(client)).toEqual([]);
    expect(await deliver(app, eventOf("customer.subscription.created", subscription))).toMatchObject({
      outcome: "processed",
    });
    expect(await subscriptionsOf(client)).toMatchObject([{ subscription_id: subscription.id }]);
  });
});

test("no reader ever sees a subscription without its items", async () => {
  const { client, subscription } = await buyer();
  let writing = true;
  const seen: number[][] = [];
  const reader = (async () => {
    while (writing) seen.push([(await subscriptionsOf(client)).length, (await itemsOf(client)).length]);
  })();
  const [item] = subscription.items.data;
  for (let round = 0; round < 15; round++) {
    const items = { ...subscription.items, data: [{ ...item, id: `si_${subscription.id}_${round}` }] };
    const event = eventOf(
      "customer.subscription.updated",
      { ...subscription, items },
      { created: seconds(-round - 1) },
    );
    expect(await deliver(app, event)).toMatchObject({ outcome: "processed" });
  }
  writing = false;
  await reader;
  expect(seen.filter(([subscriptions, items]) => (subscriptions ?? 0) > (items ?? 0))).toEqual([]);
  expect(await itemsOf(client)).toHaveLength(1);
});
