import { randomUUID } from "node:crypto";
import type Stripe from "stripe";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { METADATA } from "@/lib/stripe/metadata";
import {
  allDelivered,
  type Bought,
  callsToStripe,
  checkout,
  type Problem,
  PORTAL,
  pay,
  priceOf,
  rowOf,
  sell,
  setRole,
  subscribe,
  userIdOf,
  workspaceOf,
} from "../support/billing";
import { pageOf } from "../support/forms";
import {
  type Answer,
  type AppClient,
  newPerson,
  type Person,
  sharedApp,
  startApp,
  type TestApp,
  until,
} from "../support/integration";

type Portal = Answer<{ url: string } & Problem>;

let app: TestApp;
let payer: AppClient & { person: Person };
let bought: Bought;
let business: string;
beforeAll(async () => {
  app = await sharedApp();
  payer = await app.signUp();
  bought = await subscribe(app, payer, await priceOf(app, "starter_month"));
  business = await priceOf(app, "business_month");
  await allDelivered(app);
});
afterAll(() => app?.stop());
beforeEach(() => app.localStripe.clearRequests());

const open = (client: AppClient, body?: unknown): Promise<Portal> => client.post(PORTAL, body);

const change = (client: AppClient, workspace_id: string, price_id: string): Promise<Portal> =>
  open(client, { workspace_id, flow: "subscription_update_confirm", price_id });

/** The change is confirmed on our own page. */
async function expectHere(client: AppClient, workspaceId: string, priceId: string): Promise<void> {
  const { status, body } = await change(client, workspaceId, priceId);
  const here = `${app.url}/dashboard/change?${new URLSearchParams({ workspace: workspaceId, price: priceId })}`;
  expect([status, body.url]).toEqual([200, here]);
}

/** As of a subscription that was made in the Dashboard, which no program changes. */
async function madeElsewhere(subscriptionId: string): Promise<void> {
  const metadata = { [METADATA.checkoutId]: "", [METADATA.userId]: "" };
  await app.stripe.subscriptions.update(subscriptionId, { metadata });
  await until("word of it", async () => (await rowOf(app, "subscription", subscriptionId))?.user_id === null);
}

/** A product that takes the place of the seeded plans. */
const PLAN = { metadata: { [METADATA.planGroup]: "plan" } };
const ITEMS = "SELECT FROM subscription_item WHERE subscription_id = $1";

/** The session as Stripe made it: its event says what the app does not. */
async function sessionMade(): Promise<Stripe.BillingPortal.Session> {
  const { data } = await app.stripe.events.list({ type: "billing_portal.session.created", limit: 1 });
  return data[0]?.data.object as Stripe.BillingPortal.Session;
}

async function refused(answer: Portal, status: number, code: string): Promise<Problem> {
  expect([answer.status, answer.body.code]).toEqual([status, code]);
  expect(await callsToStripe(app)).toEqual([]);
  return answer.body;
}

describe("the portal", () => {
  test.each([
    ["without a body", undefined],
    ["with an empty one", {}],
  ])("opens %s, for the user's own customer, with one call", async (_, body) => {
    const answer = await open(payer, body);
    expect(answer.status).toBe(200);
    expect(Object.keys(answer.body)).toEqual(["url"]);
    expect(answer.body.url).toContain("/p/session/");
    expect(answer.headers.get("cache-control")).toBe("private, no-store");
    expect(await callsToStripe(app)).toEqual(["POST /v1/billing_portal/sessions"]);
    expect(await sessionMade()).toMatchObject({
      customer: bought.customerId,
      return_url: `${app.url}/dashboard/`,
      flow: null,
    });
  });

  test.each([
    ["payment_method_update", null, "card"],
    ["subscription_cancel", "subscription_cancel", "cancel"],
    ["subscription_update", "subscription_update", "change"],
  ])("opens in the flow %s, and comes back with what was done", async (flow, about, done) => {
    expect((await open(payer, { workspace_id: bought.workspaceId, flow })).status).toBe(200);
    const made = await sessionMade();
    const dashboard = `${app.url}/dashboard/?workspace=${bought.workspaceId}`;
    const redirect = { return_url: `${dashboard}&done=${done}` };
    expect(made).toMatchObject({
      customer: bought.customerId,
      return_url: dashboard,
      flow: { type: flow, after_completion: { type: "redirect", redirect, hosted_confirmation: null } },
    });
    if (about)
      expect(made.flow).toHaveProperty(about, expect.objectContaining({ subscription: bought.subscriptionId }));
  });

  test("opens on the confirmation of a change of plan, with the item that changes", async () => {
    const flow = { workspace_id: bought.workspaceId, flow: "subscription_update_confirm", price_id: business };
    expect((await open(payer, flow)).status).toBe(200);
    const { items } = await app.stripe.subscriptions.retrieve(bought.subscriptionId);
    expect((await sessionMade()).flow?.subscription_update_confirm).toMatchObject({
      subscription: bought.subscriptionId,
      items: [{ id: items.data[0]?.id, price: business, quantity: 1 }],
    });
  });

  test("a change to a metered price is made on our page, also where the configuration lists it", async () => {
    const meter = await app.stripe.billing.meters.create({
      display_name: "Calls",
      event_name: "calls",
      default_aggregation: { formula: "sum" },
    });
    const metered = await sell(app, { recurring: { interval: "month", usage_type: "metered", meter: meter.id } }, PLAN);
    const { data } = await app.stripe.billingPortal.configurations.list({
      is_default: true,
      expand: ["data.features.subscription_update.products"],
    });
    const products =
      data[0]?.features.subscription_update.products?.map(({ product, prices }) => ({ product, prices })) ?? [];
    const offered = { product: String(metered.product), prices: [metered.id] };
    await app.stripe.billingPortal.configurations.update(data[0]?.id ?? "", {
      features: { subscription_update: { enabled: true, products: [...products, offered] } },
    });
    await allDelivered(app);
    await expectHere(payer, bought.workspaceId, metered.id);
    expect(await callsToStripe(app)).toEqual([]);
  });

  test("a flow without a workspace is about what the user pays for", async () => {
    expect((await open(payer, { flow: "subscription_cancel" })).status).toBe(200);
    const { flow } = await sessionMade();
    expect(flow?.subscription_cancel?.subscription).toBe(bought.subscriptionId);
    expect(flow?.after_completion.redirect?.return_url).toBe(`${app.url}/dashboard/?done=cancel`);
  });

  test("a cancellation opens what can still be canceled, one after the other", async () => {
    const client = await app.signUp();
    const { workspaceId, subscriptionId } = await subscribe(app, client, await priceOf(app, "pro_month"));
    const addOn = await subscribe(app, client, (await sell(app)).id, workspaceId);
    const ways: Stripe.SubscriptionUpdateParams[] = [
      { cancel_at_period_end: true },
      { cancel_at: Math.floor(Date.now() / 1000) + 20 * 86_400 },
    ];
    const opened: string[] = [];
    for (const way of ways) {
      expect((await open(client, { workspace_id: workspaceId, flow: "subscription_cancel" })).status).toBe(200);
      const id = (await sessionMade()).flow?.subscription_cancel?.subscription ?? "";
      opened.push(id);
      await app.stripe.subscriptions.update(id, way);
      await until("the cancellation", async () => (await rowOf(app, "subscription", id))?.canceled_at);
    }
    expect(new Set(opened)).toEqual(new Set([subscriptionId, addOn.subscriptionId]));
    await allDelivered(app);
    await refused(
      await open(client, { workspace_id: workspaceId, flow: "subscription_cancel" }),
      409,
      "no_subscription",
    );
  });

  test("both forms of the path answer", async () => {
    expect((await payer.post(PORTAL.slice(0, -1))).status).toBe(200);
  });

  test("whoever pays may open their own, whatever their role has become", async () => {
    const client = await app.signUp();
    const { workspaceId, customerId } = await subscribe(app, client, await priceOf(app, "pro_month"));
    await setRole(app, client.person.email, workspaceId, "member");
    for (const flow of [undefined, "payment_method_update", "subscription_cancel"]) {
      expect((await open(client, { workspace_id: workspaceId, flow })).status).toBe(200);
      expect((await sessionMade()).customer).toBe(customerId);
    }
    expect((await open(client)).status).toBe(200);
  });
});

describe("is refused", () => {
  test("to another site", async () => {
    await refused(await payer.post(PORTAL, {}, { headers: { origin: "null" } }), 403, "cross_origin");
  });

  test("to nobody", async () => {
    await refused(await open(app.anonymous()), 401, "unauthenticated");
  });

  test.each([
    ["an unknown flow", { flow: "pay_nothing" }, ["flow"]],
    ["fields of the wrong type", { flow: 1, workspace_id: 2, price_id: 3 }, ["workspace_id", "flow", "price_id"]],
    ["a price with a NUL", { flow: "subscription_update_confirm", price_id: "price_1\0" }, ["price_id"]],
    ["a confirmation without a price", { flow: "subscription_update_confirm" }, ["price_id"]],
  ])("with %s", async (_, body, fields) => {
    const { errors } = await refused(await open(payer, body), 400, "invalid_request");
    expect(errors?.map((error) => error.field)).toEqual(fields);
  });

  test("with a large body", async () => {
    await refused(await open(payer, { more: "x".repeat(20_000) }), 413, "too_large");
  });

  test("for a foreign workspace, in the words for an unknown one", async () => {
    const eve = await app.signUp();
    const foreign = await refused(await open(eve, { workspace_id: bought.workspaceId }), 404, "workspace_not_found");
    const unknown = await refused(await open(eve, { workspace_id: randomUUID() }), 404, "workspace_not_found");
    expect(JSON.stringify(foreign)).toBe(JSON.stringify(unknown));
  });

  test("to a member without a billing role", async () => {
    const bob = await app.signUp();
    await setRole(app, bob.person.email, bought.workspaceId, "member");
    await refused(await open(bob, { workspace_id: bought.workspaceId }), 403, "billing_role_required");
  });

  test("to who never bought anything", async () => {
    const eve = await app.signUp();
    const own = await workspaceOf(eve);
    await refused(await open(eve), 409, "no_billing_account");
    await refused(await open(eve, { workspace_id: own, flow: "subscription_cancel" }), 409, "no_billing_account");
  });

  test("to an admin of a workspace that somebody else pays for, with the payer's name", async () => {
    const bob = await app.signUp();
    await setRole(app, bob.person.email, bought.workspaceId, "admin");
    const { payer: name, detail } = await refused(
      await open(bob, { workspace_id: bought.workspaceId }),
      409,
      "not_the_payer",
    );
    expect(name).toBe(payer.person.name);
    expect(detail).toContain(payer.person.name);
  });

  test("for a change to what the workspace has by somebody else's subscription", async () => {
    const [ida, bert] = [await app.signUp(), newPerson()];
    const his = await app.signUp(bert);
    const { workspaceId } = await subscribe(app, ida, await priceOf(app, "pro_month"));
    await setRole(app, bert.email, workspaceId, "admin");
    const { body } = await checkout(his, await priceOf(app, "starter_month"), await workspaceOf(his));
    const made = String((await pay(app, body.session_id)).subscription);
    await app.stripe.subscriptions.update(made, {
      metadata: { workspace_id: workspaceId, user_id: await userIdOf(app, bert.email) },
    });
    await until(
      "it to be the workspace's",
      async () => (await rowOf(app, "subscription", made))?.workspace_id === workspaceId,
    );
    const starter = await priceOf(app, "starter_month");
    await allDelivered(app);
    await refused(await change(ida, workspaceId, starter), 409, "already_subscribed");
    await refused(
      await open(ida, { flow: "subscription_update_confirm", price_id: starter }),
      409,
      "already_subscribed",
    );
  });

  test("in a flow, to who has no live subscription", async () => {
    const eve = await app.signUp();
    const own = await workspaceOf(eve);
    await checkout(eve, business, own);
    await app.localStripe.clearRequests();
    for (const flow of ["payment_method_update", "subscription_cancel", "subscription_update"]) {
      await refused(await open(eve, { workspace_id: own, flow }), 409, "no_subscription");
    }
    expect((await open(eve, { workspace_id: own })).status).toBe(200);
  });

  test("for a change to a price that is not on offer", async () => {
    const flow = { workspace_id: bought.workspaceId, flow: "subscription_update_confirm", price_id: "price_made_up" };
    await refused(await open(payer, flow), 400, "price_not_available");
  });

  test("for a change that its preview refuses too", async () => {
    const [euro, same] = [await sell(app, { currency: "eur" }, PLAN), await priceOf(app, "starter_month")];
    const double = await app.signUp();
    const { workspaceId, subscriptionId } = await subscribe(app, double, await priceOf(app, "pro_month"));
    const another = await sell(app, {}, PLAN);
    await app.stripe.subscriptionItems.create({ subscription: subscriptionId, price: another.id });
    await until("the second item", async () => (await app.database.pool.query(ITEMS, [subscriptionId])).rowCount === 2);
    await allDelivered(app);
    expect(await refused(await change(payer, bought.workspaceId, euro.id), 409, "other_currency")).toMatchObject({
      currency: "usd",
    });
    const { manage } = await refused(await change(payer, bought.workspaceId, same), 409, "already_subscribed");
    expect(manage?.body).toEqual({ workspace_id: bought.workspaceId });
    await refused(await change(double, workspaceId, business), 409, "change_not_possible");
  });

  test("while Stripe fails, and not after", async () => {
    await app.localStripe.fault({ path: "/v1/billing_portal", kind: "status", status: 500, times: 9 });
    const { status, body } = await open(payer);
    expect([status, body.code]).toEqual([502, "stripe_unavailable"]);
    await app.localStripe.clearFaults();
    expect((await open(payer)).status).toBe(200);
  });
});

describe("what Stripe refuses is said in words of its own:", () => {
  afterEach(() => app.localStripe.sendDeliveries());

  test("a price that the portal does not offer, of a subscription that only the portal may change", async () => {
    const { id } = await sell(app, {}, PLAN);
    await expectHere(payer, bought.workspaceId, id);
    const client = await app.signUp();
    const { workspaceId, subscriptionId } = await subscribe(app, client, await priceOf(app, "starter_month"));
    await madeElsewhere(subscriptionId);
    const { status, body } = await change(client, workspaceId, id);
    expect([status, body.code]).toEqual([400, "price_not_available"]);
  });

  test("a price in a currency that the portal doesn't hold, with what to do instead", async () => {
    const [euros, more] = [
      await sell(app, { currency: "eur" }, PLAN),
      await sell(app, { currency: "eur", unit_amount: 5_000 }, PLAN),
    ];
    const client = await app.signUp();
    const { workspaceId, subscriptionId } = await subscribe(app, client, euros.id);
    await expectHere(client, workspaceId, more.id);
    await madeElsewhere(subscriptionId);
    const { status, body } = await change(client, workspaceId, more.id);
    expect([status, body.code, body.currency]).toEqual([409, "change_in_other_currency", "eur"]);
    expect(body.detail).toBe(
      "Plans in EUR can't be changed here. Cancel your plan, then choose the new one when it ends.",
    );
  });

  test("a price that was archived, before word of it has come", async () => {
    const year = await priceOf(app, "business_year");
    await app.localStripe.holdDeliveries();
    await app.stripe.prices.update(year, { active: false });
    const { status, body } = await change(payer, bought.workspaceId, year);
    await app.stripe.prices.update(year, { active: true });
    expect([status, body.code]).toEqual([400, "price_not_available"]);
  });

  test("a change of a subscription that has ended, before word of it has come", async () => {
    const client = await app.signUp();
    const { workspaceId, subscriptionId } = await subscribe(app, client, await priceOf(app, "pro_month"));
    await app.localStripe.holdDeliveries();
    await app.stripe.subscriptions.cancel(subscriptionId);
    const { status, body } = await change(client, workspaceId, business);
    expect([status, body.code]).toEqual([409, "no_subscription"]);
  });

  test("a cancellation of what is being canceled, before word of it has come; the answer says until when", async () => {
    const client = await app.signUp();
    const { workspaceId, subscriptionId } = await subscribe(app, client, await priceOf(app, "pro_month"));
    await app.localStripe.holdDeliveries();
    const ending = await app.stripe.subscriptions.update(subscriptionId, { cancel_at_period_end: true });
    const answer = await open(client, { workspace_id: workspaceId, flow: "subscription_cancel" });
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([409, null]);
    expect(answer.body).toMatchObject({
      code: "no_subscription",
      subscription: { id: subscriptionId, ends_at: new Date((ending.cancel_at ?? 0) * 1000).toISOString() },
    });
  });

  test("a customer who was deleted, before word of it has come; the user may then become one anew", async () => {
    const client = await app.signUp();
    const { customerId } = await subscribe(app, client, await priceOf(app, "pro_month"));
    await app.localStripe.holdDeliveries();
    await app.stripe.customers.del(customerId);
    const { status, body } = await open(client);
    expect([status, body.code]).toEqual([409, "no_billing_account"]);
    const { rowCount } = await app.database.pool.query("SELECT FROM stripe_user WHERE customer_id = $1", [customerId]);
    expect(rowCount).toBe(0);
  });
});

test("who can't sign in is led to Stripe's login page while it is on, and no page asks Stripe for it", async () => {
  const [portal] = (await app.stripe.billingPortal.configurations.list({ is_default: true })).data;
  const change = async (enabled: boolean) =>
    (await app.stripe.billingPortal.configurations.update(portal?.id ?? "", { login_page: { enabled } })).login_page
      .url;
  const linked = async (path: string, client = app.anonymous()) =>
    /<a href="([^"]*)"[^>]*>(?:Manage billing by e-mail|Abrechnung per E-Mail verwalten)/.exec(
      (await pageOf(client, path)).html,
    )?.[1];
  expect(await linked("/login")).toBeUndefined();
  const url = (await change(true)) ?? "";
  await until("the link", async () => (await linked("/login")) !== undefined);
  await app.localStripe.clearRequests();
  expect([await linked("/login"), await linked(`/login?price=${business}`), await linked("/forgot-password")]).toEqual([
    url,
    url,
    url,
  ]);
  expect(await linked(`/login?price=${business}`, payer)).toBeUndefined();
  expect(await callsToStripe(app)).toEqual([]);
  await change(false);
  await until("no link", async () => (await linked("/login")) === undefined);
  expect(await linked("/forgot-password")).toBeUndefined();
});

test("the configuration of the setting is sent, and without one Stripe's default applies; calls are limited", async () => {
  const made = await app.stripe.billingPortal.configurations.create({
    features: { invoice_history: { enabled: true } },
  });
  const other = await startApp({ beside: app, env: { STRIPE_PORTAL_CONFIGURATION: made.id, CALLS_PER_MINUTE: "2" } });
  const client = await app.signUp();
  await checkout(client, business, await workspaceOf(client));
  expect((await open(client.at(other.url))).status).toBe(200);
  expect((await sessionMade()).configuration).toBe(made.id);
  // Calls are counted over both instances.
  expect((await open(client)).status).toBe(200);
  expect((await sessionMade()).configuration).not.toBe(made.id);
  const { status, headers, body } = await open(client.at(other.url));
  expect([status, body.code]).toEqual([429, "rate_limited"]);
  expect(Number(headers.get("retry-after"))).toBeGreaterThan(30);
  await other.stop();
});
