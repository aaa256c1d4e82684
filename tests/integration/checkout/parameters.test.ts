import type Stripe from "stripe";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkout, pay, priceOf, userIdOf, workspaceOf } from "../../support/billing";
import { type AppClient, type Person, sharedApp, startApp, type TestApp } from "../../support/integration";

const DAY_SECONDS = 86_400;

let app: TestApp;
let price: string;
beforeAll(async () => {
  app = await sharedApp();
  price = await priceOf(app, "pro_month");
});
afterAll(() => app?.stop());

interface Begun {
  session: Stripe.Checkout.Session;
  workspace: string;
  person: Person;
}

/** What Stripe knows of the checkout that somebody new begins. */
async function begin(at: TestApp = app): Promise<Begun> {
  const client: AppClient & { person: Person } = await app.signUp();
  const workspace = await workspaceOf(client);
  const { status, body } = await checkout(client.at(at.url), price, workspace);
  expect(status).toBe(200);
  const session = await app.stripe.checkout.sessions.retrieve(body.session_id);
  expect(body).toEqual({ session_id: session.id, url: session.url });
  return { session, workspace, person: client.person };
}

describe("the session that a checkout makes", () => {
  let begun: Begun;
  beforeAll(async () => {
    begun = await begin();
  });

  test("is for a customer with the user's name and address, and with our and the user's id", async () => {
    const customer = await app.stripe.customers.retrieve(String(begun.session.customer));
    const { rows } = await app.database.pool.query<{ id: string }>("SELECT id FROM installation");
    expect(customer).toMatchObject({
      email: begun.person.email,
      name: begun.person.name,
      metadata: { user_id: await userIdOf(app, begun.person.email), installation_id: rows[0]?.id },
    });
  });

  test("comes back to the payment page with the session's id, and to the dashboard when given up", () => {
    expect(begun.session.success_url).toBe(`${app.url}/payment?session={CHECKOUT_SESSION_ID}`);
    expect(begun.session.cancel_url).toBe(`${app.url}/dashboard`);
  });

  test("takes the payment methods of the setting, sells a subscription, and takes promotion codes", () => {
    expect(begun.session).toMatchObject({
      allowed_payment_method_types: ["card"],
      mode: "subscription",
      allow_promotion_codes: true,
    });
  });

  test("has one line: the price, once", async () => {
    const { data } = await app.stripe.checkout.sessions.listLineItems(begun.session.id);
    expect(data.map((line) => [line.price?.id, line.quantity])).toEqual([[price, 1]]);
  });

  test("names the workspace, and the user", async () => {
    const names = { workspace_id: begun.workspace, user_id: await userIdOf(app, begun.person.email) };
    expect(begun.session.metadata).toEqual(names);
    expect(begun.session.client_reference_id).toMatch(/^[0-9a-f-]{36}$/);
  });

  test("leads to a subscription that names the workspace, with a trial of seven days and one", async () => {
    const paid = await pay(app, begun.session.id);
    const subscription = await app.stripe.subscriptions.retrieve(String(paid.subscription));
    expect(subscription.metadata.workspace_id).toBe(begun.workspace);
    const end = subscription.trial_end ?? 0;
    expect(Math.abs(end - (Date.now() / 1000 + 8 * DAY_SECONDS))).toBeLessThan(30);
  });
});

// Other payment methods are in the unit test of the parameters: local Stripe takes cards only.
test("follows the settings: paths, no promotion codes, no trial", async () => {
  const other = await startApp({
    beside: app,
    env: {
      CHECKOUT_SUCCESS_URL_PATH: "/billing/thanks",
      CHECKOUT_CANCEL_URL_PATH: "pricing",
      ALLOW_PROMOTION_CODES: "false",
      NEW_USER_FREE_TRIAL_DAYS: "None",
    },
  });
  const { session } = await begin(other);
  expect(session).toMatchObject({
    success_url: `${app.url}/billing/thanks?session={CHECKOUT_SESSION_ID}`,
    cancel_url: `${app.url}/pricing`,
    allow_promotion_codes: false,
  });
  const paid = await pay(app, session.id);
  expect((await app.stripe.subscriptions.retrieve(String(paid.subscription))).trial_end).toBeNull();
  // There the payment page answers, which leads who is not signed in to sign in.
  expect((await other.anonymous().raw("/billing/thanks")).status).toBe(307);
  await other.stop();
});

test("a checkout's answer is kept by nobody", async () => {
  const client = await app.signUp();
  const { headers } = await checkout(client, price, await workspaceOf(client));
  expect(headers.get("cache-control")).toBe("private, no-store");
});
