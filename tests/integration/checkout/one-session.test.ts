import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { callsToStripe, checkout, pay, priceOf, PRODUCTS, setRole, workspaceOf } from "../../support/billing";
import { newPerson, sharedApp, startApp, until, type AppClient, type TestApp } from "../../support/integration";

/** The one that is asked, and the two that there are: with the checkout on Stripe's page, and on ours. */
let app: TestApp;
let apps: Record<"hosted" | "embedded", TestApp>;
let pro: string;
let starter: string;

beforeAll(async () => {
  app = await sharedApp();
  apps = { hosted: app, embedded: await startApp({ beside: app, env: { CHECKOUT_UI: "embedded" } }) };
  pro = await priceOf(app, "pro_month");
  starter = await priceOf(app, "starter_month");
});
afterAll(async () => {
  await apps?.embedded.stop();
  await apps?.hosted.stop();
});
beforeEach(async () => {
  await app.localStripe.clearFaults();
  await app.localStripe.sendDeliveries();
});

/** Somebody who has an open checkout of Pro. */
async function withOpenCheckout(): Promise<{ client: AppClient; workspace: string; sessionId: string }> {
  const client = await app.signUp();
  const workspace = await workspaceOf(client);
  const { body } = await checkout(client, pro, workspace);
  await app.localStripe.clearRequests();
  return { client, workspace, sessionId: body.session_id };
}

const statusOf = async (sessionId: string) => (await app.stripe.checkout.sessions.retrieve(sessionId)).status;

describe.each(["hosted", "embedded"] as const)("one open session per workspace, %s", (ui) => {
  beforeAll(() => {
    app = apps[ui];
  });

  test("a first checkout asks Stripe twice", async () => {
    const client = await app.signUp();
    const workspace = await workspaceOf(client);
    await app.localStripe.clearRequests();
    // The customer's own event, coming before the answer does, would make the app ask whose it is.
    await app.localStripe.holdDeliveries();
    expect((await checkout(client, pro, workspace)).status).toBe(200);
    expect(await callsToStripe(app)).toEqual(["POST /v1/customers", "POST /v1/checkout/sessions"]);
  });

  test("the same price again is the same session, and at most one call", async () => {
    const { client, workspace, sessionId } = await withOpenCheckout();
    const { body } = await checkout(client, pro, workspace);
    expect(body.session_id).toBe(sessionId);
    expect(await callsToStripe(app)).toEqual([`GET /v1/checkout/sessions/${sessionId}`]);
  });

  test("another price expires the first session: one call to end it, one to begin", async () => {
    const { client, workspace, sessionId } = await withOpenCheckout();
    const { status, body } = await checkout(client, starter, workspace);
    expect([status, await statusOf(sessionId), await statusOf(body.session_id)]).toEqual([200, "expired", "open"]);
    const calls = (await callsToStripe(app)).slice(0, 2);
    expect(calls).toEqual([`POST /v1/checkout/sessions/${sessionId}/expire`, "POST /v1/checkout/sessions"]);
  });

  test("a session with less than half an hour left is replaced", async () => {
    const { client, workspace, sessionId } = await withOpenCheckout();
    await app.database.pool.query(
      "UPDATE checkout_session SET expires_at = now() + interval '29 minutes' WHERE stripe_session_id = $1",
      [sessionId],
    );
    const { body } = await checkout(client, pro, workspace);
    expect(body.session_id).not.toBe(sessionId);
    expect(await statusOf(sessionId)).toBe("expired");
  });

  test("another member never gets it: theirs is new, and the first one ends", async () => {
    const { workspace, sessionId } = await withOpenCheckout();
    const person = newPerson("Grace");
    const colleague = await app.signUp(person);
    await setRole(app, person.email, workspace, "admin");
    const { body } = await checkout(colleague, pro, workspace);
    expect(body.session_id).not.toBe(sessionId);
    expect(await statusOf(sessionId)).toBe("expired");
  });

  test("a session that was completed while its webhook is late is no second purchase", async () => {
    const { client, workspace, sessionId } = await withOpenCheckout();
    await app.localStripe.holdDeliveries();
    await pay(app, sessionId);
    const again = await checkout(client, pro, workspace);
    expect([again.status, again.body.code]).toEqual([409, "already_subscribed"]);
  });

  test("nor is another plan, also when the old session can no longer be expired", async () => {
    const { client, workspace, sessionId } = await withOpenCheckout();
    await app.localStripe.holdDeliveries();
    await pay(app, sessionId);
    const other = await checkout(client, starter, workspace);
    expect([other.status, other.body.code]).toEqual([409, "plan_change_required"]);
    const { data } = await app.stripe.subscriptions.list({ customer: await customerOf(sessionId) });
    expect(data).toHaveLength(1);
  });

  test("when Stripe's answer is lost, the next try finds the session that was made", async () => {
    const client = await app.signUp();
    const workspace = await workspaceOf(client);
    await app.localStripe.fault({ path: "^/v1/checkout/sessions$", kind: "lose_response", times: 2 });
    expect((await checkout(client, pro, workspace)).status).toBe(502);
    const { status, body } = await checkout(client, pro, workspace);
    expect(status).toBe(200);
    expect(await openSessions(body.session_id)).toEqual([body.session_id]);
  });

  for (const executed of [true, false]) {
    test(`a 500 stored under the key does not stand in the way (session ${executed ? "made" : "not made"})`, async () => {
      const client = await app.signUp();
      const workspace = await workspaceOf(client);
      await app.localStripe.fault({ path: "^/v1/checkout/sessions$", kind: "stored_500", times: 1, executed });
      expect((await checkout(client, pro, workspace)).status).toBe(502);
      const { status, body } = await checkout(client, pro, workspace);
      expect(status).toBe(200);
      expect(await openSessions(body.session_id)).toEqual([body.session_id]);
    });
  }

  test("a price that is archived ends its open sessions", async () => {
    const { sessionId } = await withOpenCheckout();
    await app.stripe.prices.update(pro, { active: false });
    await until("the session to be expired", async () => (await statusOf(sessionId)) === "expired");
    await app.stripe.prices.update(pro, { active: true });
    const offered = async () =>
      (await app.anonymous().get<{ price_id: string }[]>(PRODUCTS)).body.map((one) => one.price_id);
    await until("the price to be on offer again", async () => (await offered()).includes(pro));
  });
});

const customerOf = async (sessionId: string) =>
  String((await app.stripe.checkout.sessions.retrieve(sessionId)).customer);

async function openSessions(sessionId: string): Promise<string[]> {
  const { data } = await app.stripe.checkout.sessions.list({ customer: await customerOf(sessionId), status: "open" });
  return data.map((session) => session.id);
}
