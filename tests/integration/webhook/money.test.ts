import type Stripe from "stripe";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type Bought,
  checkout,
  pay,
  PORTAL,
  priceOf,
  rowOf,
  sell,
  subscribe,
  workspaceOf,
} from "../../support/billing";
import { type AppClient, sharedApp, type TestApp, until } from "../../support/integration";
import { featuresOf } from "../../support/plan-features";
import { deliver, eventOf } from "../../support/webhook";

let app: TestApp;
let pro: string;
beforeAll(async () => {
  app = await sharedApp();
  pro = await priceOf(app, "pro_month");
});
afterAll(() => app?.stop());

interface Mine {
  subscription_id: string;
  status: string;
}
const mine = async (client: AppClient) => (await client.get<Mine[]>("/api/subscriptions/my-subscription/")).body;
const offer = async (client: AppClient, workspace: string) =>
  (await client.get<{ current: { subscriptionId: string }[] }>(`/api/subscriptions/offer/?workspace_id=${workspace}`))
    .body;

/** The features that a workspace has, as the one rule says. */
async function grantedTo(workspace: string): Promise<string[]> {
  const { rows } = await app.database.pool.query<{ feature_id: string }>(
    `SELECT DISTINCT f.feature_id FROM subscription s JOIN subscription_item i ON i.subscription_id = s.id
     JOIN product_feature f ON f.product_id = i.product_id
     WHERE s.workspace_id = $1 AND s.status IN ('active', 'trialing', 'past_due')`,
    [workspace],
  );
  return rows.map((row) => row.feature_id).toSorted();
}

const ended = (id: string) =>
  until(`${id} to end`, async () => (await rowOf(app, "subscription", id))?.status === "canceled");

test("an older subscription's late event does not take the newer one away", async () => {
  const client = await app.signUp();
  const first: Bought = await subscribe(app, client, pro);
  const before = await app.stripe.subscriptions.retrieve(first.subscriptionId);
  await app.stripe.subscriptions.cancel(first.subscriptionId);
  await ended(first.subscriptionId);
  const next = await subscribe(app, client, pro, first.workspaceId);
  // Word of the time when the first one was trialing arrives now.
  await deliver(app, eventOf("customer.subscription.updated", before, { created: before.created }));
  expect((await mine(client)).map((one) => one.subscription_id)).toEqual([next.subscriptionId]);
  expect((await offer(client, first.workspaceId)).current).toMatchObject([{ subscriptionId: next.subscriptionId }]);
});

test.each([
  ["without a workspace in its metadata", {}],
  ["of a workspace that is not ours", { workspace_id: "0b9df9a1-6a3c-4a5e-9d4e-2c8f1f0f7a11" }],
  ["with something else for a workspace", { workspace_id: "ws_1" }],
])("a subscription %s is stored and grants nothing", async (_, metadata) => {
  const client = await app.signUp();
  const workspace = await workspaceOf(client);
  const { customerId } = await subscribe(app, client, (await sell(app)).id, workspace);
  const made = await app.stripe.subscriptions.create({
    customer: customerId,
    items: [{ price: pro }],
    trial_period_days: 7,
    metadata: metadata as Record<string, string>,
  });
  const row = await until("it to be stored", () => rowOf(app, "subscription", made.id));
  expect(row).toMatchObject({ workspace_id: null, status: "trialing" });
  expect(await grantedTo(workspace)).toEqual([]);
  expect((await offer(client, workspace)).current).toHaveLength(1);
});

test("a customer who is deleted at Stripe has no subscription any more, and can buy again as another customer", async () => {
  const client = await app.signUp();
  const { customerId, subscriptionId, workspaceId } = await subscribe(app, client, pro);
  expect(await grantedTo(workspaceId)).toEqual(featuresOf("pro").toSorted());
  await app.stripe.customers.del(customerId);
  await ended(subscriptionId);
  await until("the customer to be gone", async () => (await rowOf(app, "customer", customerId))?.deleted === true);
  expect(await mine(client)).toEqual([]);
  expect(await grantedTo(workspaceId)).toEqual([]);
  expect((await client.post<{ code: string }>(PORTAL)).body.code).toBe("no_billing_account");
  const again = await subscribe(app, client, pro, workspaceId);
  expect(again.customerId).not.toBe(customerId);
  // The trial was for the first time.
  expect((await mine(client)).map(({ status }) => status)).toEqual(["active"]);
});

describe("what is no longer sold", () => {
  const openSession = async (price: Stripe.Price) => {
    const client = await app.signUp();
    const { body } = await checkout(client, price.id, await workspaceOf(client));
    return body.session_id;
  };
  const expires = (id: string) =>
    until(`${id} to expire`, async () => (await app.stripe.checkout.sessions.retrieve(id)).status === "expired");

  test("takes its open checkouts with it when its price is archived", async () => {
    const price = await sell(app);
    const sessions = [await openSession(price), await openSession(price)];
    await app.stripe.prices.update(price.id, { active: false });
    for (const session of sessions) await expires(session);
  });

  test("takes its open checkouts with it when its product is archived", async () => {
    const price = await sell(app);
    const session = await openSession(price);
    await app.stripe.products.update(String(price.product), { active: false });
    await expires(session);
  });

  test("is off sale, and its other checkouts end, although one of them can't be ended yet", async () => {
    const price = await sell(app);
    const sessions = [await openSession(price), await openSession(price)];
    await app.localStripe.fault({
      path: `^/v1/checkout/sessions/${sessions[0] ?? ""}/expire$`,
      kind: "status",
      status: 500,
      times: 1_000,
    });
    await app.stripe.prices.update(price.id, { active: false });
    await expires(sessions[1] ?? "");
    expect((await rowOf(app, "price", price.id))?.active).toBe(false);
    await app.localStripe.clearFaults();
    await until("the first one to expire as well", async () => {
      await app.localStripe.redeliver();
      return (await app.stripe.checkout.sessions.retrieve(sessions[0] ?? "")).status === "expired";
    });
  });

  test("stays with those who have it", async () => {
    const price = await sell(app, {}, { metadata: { features: "kept" } });
    const client = await app.signUp();
    const { workspaceId, subscriptionId } = await subscribe(app, client, price.id);
    await app.stripe.prices.update(price.id, { active: false });
    await until("the price to be archived", async () => (await rowOf(app, "price", price.id))?.active === false);
    expect(await mine(client)).toMatchObject([{ subscription_id: subscriptionId }]);
    expect(await grantedTo(workspaceId)).toEqual(["kept"]);
  });
});

test("a feature id that is removed from a product is revoked, and so is every one with the whole key", async () => {
  const price = await sell(app, {}, { metadata: { features: "one two three" } });
  const product = String(price.product);
  const { workspaceId } = await subscribe(app, await app.signUp(), price.id);
  expect(await grantedTo(workspaceId)).toEqual(["one", "three", "two"]);
  await app.stripe.products.update(product, { metadata: { features: "one three" } });
  await until("the feature to be revoked", async () => (await grantedTo(workspaceId)).join() === "one,three");
  await app.stripe.products.update(product, { metadata: { features: "" } });
  await until("the rest to be revoked", async () => (await grantedTo(workspaceId)).length === 0);
});

test("a completed checkout is written down by its own event, also when it is the only one that arrives", async () => {
  const client = await app.signUp();
  const { body } = await checkout(client, pro, await workspaceOf(client));
  await app.localStripe.holdDeliveries();
  await pay(app, body.session_id);
  const session = await app.stripe.checkout.sessions.retrieve(body.session_id);
  expect(await deliver(app, eventOf("checkout.session.completed", session))).toMatchObject({ outcome: "processed" });
  expect(await mine(client)).toMatchObject([{ subscription_id: session.subscription, status: "trialing" }]);
  const { rows } = await app.database.pool.query("SELECT state FROM checkout_session WHERE stripe_session_id = $1", [
    session.id,
  ]);
  expect(rows).toEqual([{ state: "complete" }]);
  await app.localStripe.sendDeliveries();
});
