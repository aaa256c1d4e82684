import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  allDelivered,
  callsToStripe,
  checkout,
  priceOf,
  rowOf,
  sell,
  setRole,
  subscribe,
  workspaceOf,
} from "../../support/billing";
import { type AppClient, sharedApp, type TestApp, until } from "../../support/integration";

let app: TestApp;
let ada: AppClient;
let workspace: string;
beforeAll(async () => {
  app = await sharedApp();
  ada = await app.signUp();
  workspace = await workspaceOf(ada);
});
afterAll(() => app?.stop());
beforeEach(() => app.localStripe.clearRequests());

async function isNotOnOffer(priceId: string): Promise<void> {
  const { status, body } = await checkout(ada, priceId, workspace);
  expect([status, body.code]).toEqual([400, "price_not_available"]);
}

describe("a price that is not on offer never reaches Stripe:", () => {
  test.each([
    ["one that does not exist", "price_made_up"],
    ["the lookup key of one", "pro_month"],
    ["a product's id", "prod_made_up"],
    ["a piece of SQL", "' OR 1=1 --"],
    ["a path", "../customers"],
    ["one of 255 letters", "p".repeat(255)],
  ])("%s", async (_, id) => {
    await isNotOnOffer(id);
    expect(await callsToStripe(app)).toEqual([]);
  });

  test("one that exists at Stripe and has not reached the mirror", async () => {
    await app.localStripe.holdDeliveries();
    const product = await app.stripe.products.create({ name: "New" });
    const price = await app.stripe.prices.create({
      product: product.id,
      currency: "usd",
      unit_amount: 1,
      recurring: { interval: "month" },
    });
    await app.localStripe.clearRequests();
    await isNotOnOffer(price.id);
    expect(await callsToStripe(app)).toEqual([]);
    await app.localStripe.sendDeliveries();
  });

  test("one that is archived", async () => {
    const price = await sell(app);
    await app.stripe.prices.update(price.id, { active: false });
    await until("the price to be archived", async () => (await rowOf(app, "price", price.id))?.active === false);
    await allDelivered(app);
    await isNotOnOffer(price.id);
    expect(await callsToStripe(app)).toEqual([]);
  });

  test("one of an archived product", async () => {
    const price = await sell(app);
    await app.stripe.products.update(String(price.product), { active: false });
    await until(
      "the product to be archived",
      async () => (await rowOf(app, "product", String(price.product)))?.active === false,
    );
    await allDelivered(app);
    await isNotOnOffer(price.id);
    expect(await callsToStripe(app)).toEqual([]);
  });

  test("one that is paid once", async () => {
    const price = await sell(app, { recurring: undefined });
    await allDelivered(app);
    await isNotOnOffer(price.id);
    expect(await callsToStripe(app)).toEqual([]);
  });
});

test("a price that Stripe refuses as inactive, before word of it has come, is not on offer", async () => {
  const price = await sell(app);
  await app.localStripe.holdDeliveries();
  await app.stripe.prices.update(price.id, { active: false });
  await isNotOnOffer(price.id);
  // Nothing of it stands in the way of the next checkout.
  expect((await checkout(ada, await priceOf(app, "pro_month"), workspace)).status).toBe(200);
  await app.localStripe.sendDeliveries();
});

describe("what the workspace has already", () => {
  test("the same product is already subscribed, for any of its prices, with the way to manage it", async () => {
    const client = await app.signUp();
    const { workspaceId } = await subscribe(app, client, await priceOf(app, "pro_month"));
    await app.localStripe.clearRequests();
    for (const key of ["pro_month", "pro_year"]) {
      const { status, body } = await checkout(client, await priceOf(app, key), workspaceId);
      expect([status, body.code]).toEqual([409, "already_subscribed"]);
      expect(body.manage).toEqual({
        method: "POST",
        href: "/api/subscriptions/customer-portal/",
        body: { workspace_id: workspaceId },
      });
      expect((await client.post(body.manage?.href ?? "", body.manage?.body)).status).toBe(200);
    }
    expect((await callsToStripe(app)).filter((call) => call.includes("checkout"))).toEqual([]);
  });

  test("another product of its plan group is a change of plan, and the call that the answer names leads to it", async () => {
    const client = await app.signUp();
    const { workspaceId } = await subscribe(app, client, await priceOf(app, "starter_month"));
    const business = await priceOf(app, "business_year");
    const { status, body } = await checkout(client, business, workspaceId);
    expect([status, body.code]).toEqual([409, "plan_change_required"]);
    const change = { workspace_id: workspaceId, flow: "subscription_update_confirm", price_id: business };
    expect(body.manage).toEqual({ method: "POST", href: "/api/subscriptions/customer-portal/", body: change });
    const portal = await client.post<{ url: string }>(body.manage?.href ?? "", body.manage?.body);
    expect(portal.status).toBe(200);
    expect(portal.body.url).toMatch(/\/p\/session\//);
  });

  test("products without a plan group stand side by side, each once", async () => {
    const client = await app.signUp();
    const [disk, voice] = [await sell(app, {}, { name: "Disk" }), await sell(app, {}, { name: "Voice" })];
    const { workspaceId } = await subscribe(app, client, await priceOf(app, "pro_month"));
    await subscribe(app, client, disk.id, workspaceId);
    await subscribe(app, client, voice.id, workspaceId);
    expect((await checkout(client, disk.id, workspaceId)).body.code).toBe("already_subscribed");
    const { body } = await client.get<unknown[]>("/api/subscriptions/my-subscription/");
    expect(body).toHaveLength(3);
  });

  test("a subscription that has ended no longer stands in the way", async () => {
    const client = await app.signUp();
    const price = await priceOf(app, "pro_month");
    const { subscriptionId, workspaceId } = await subscribe(app, client, price);
    await app.stripe.subscriptions.cancel(subscriptionId);
    await until(
      "the end to arrive",
      async () => (await rowOf(app, "subscription", subscriptionId))?.status === "canceled",
    );
    expect((await checkout(client, price, workspaceId)).status).toBe(200);
  });

  test("what one workspace has does not stand in the way of another", async () => {
    const [one, two] = [await app.signUp(), await app.signUp()];
    const price = await priceOf(app, "pro_month");
    await subscribe(app, one, price);
    expect((await checkout(two, price, await workspaceOf(two))).status).toBe(200);
  });
});

test("the currency that is offered in a workspace with a plan in another one is the one that the checkout takes", async () => {
  const offered = async (client: AppClient, id: string) =>
    (await client.get<{ currency: string | null }>(`/api/subscriptions/offer/?workspace_id=${id}`)).body.currency;
  const [payer, visitor, newcomer] = [await app.signUp(), await app.signUp(), await app.signUp()];
  const [plan, euro, dollar] = [
    await sell(app, { currency: "eur" }),
    await sell(app, { currency: "eur" }),
    await sell(app),
  ];
  const { workspaceId } = await subscribe(app, payer, plan.id);
  const { subscriptionId } = await subscribe(app, visitor, await priceOf(app, "pro_month"));
  for (const { person } of [visitor, newcomer]) await setRole(app, person.email, workspaceId, "admin");

  expect(await offered(visitor, workspaceId)).toBe("usd");
  expect((await checkout(visitor, euro.id, workspaceId)).body.code).toBe("other_currency");
  expect((await checkout(visitor, dollar.id, workspaceId)).status).toBe(200);
  for (const client of [payer, newcomer]) expect(await offered(client, workspaceId)).toBe("eur");

  // Nobody is held to a currency that they no longer pay in.
  await app.stripe.subscriptions.cancel(subscriptionId);
  await until(
    "the end to arrive",
    async () => (await rowOf(app, "subscription", subscriptionId))?.status === "canceled",
  );
  expect(await offered(visitor, workspaceId)).toBe("eur");
  expect((await checkout(visitor, euro.id, workspaceId)).status).toBe(200);
});

test("with Stripe failing the answer says so, and a repeat works", async () => {
  const client = await app.signUp();
  const own = await workspaceOf(client);
  const price = await priceOf(app, "pro_month");
  await app.localStripe.fault({ path: "/v1/checkout/sessions", kind: "status", status: 503, times: 9 });
  const { status, body } = await checkout(client, price, own);
  expect([status, body.code]).toEqual([502, "stripe_unavailable"]);
  expect(JSON.stringify(body)).not.toMatch(/planned|req_|sk_test/);
  await app.localStripe.clearFaults();
  expect((await checkout(client, price, own)).status).toBe(200);
});
