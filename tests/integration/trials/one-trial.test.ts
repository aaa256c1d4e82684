import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { evaluateTrials } from "@/lib/billing/trials/evaluate";
import { disconnect } from "@/lib/db";
import { allDelivered, checkout, falsify, priceOf, rowOf, subscribe, workspaceOf } from "../../support/billing";
import { pageOf, plain } from "../../support/forms";
import { type AppClient, newPerson, startApp, type TestApp, until } from "../../support/integration";
import { useSettings } from "../../support/environment";
import { newBuyer, newSubscription } from "../../support/workshop";

let app: TestApp;
let pro: string;

beforeAll(async () => {
  app = await startApp({ env: { ONE_TRIAL_PER_CARD: "true" } });
  useSettings(app);
  pro = await priceOf(app, "pro_month");
});
afterAll(async () => {
  await disconnect();
  await app?.stop();
});
beforeEach(() => app.localStripe.clearFaults());

// Every test has a card of its own: in test mode there are no more than these.
const CARDS = [
  "tok_visa",
  "tok_mastercard",
  "tok_amex",
  "tok_discover",
  "tok_visa_debit",
  "tok_authenticationRequiredSetupForOffSession",
];
const newCard = (): string => CARDS.shift() ?? "no card is left";

async function payWith(sessionId: string, token: string): Promise<string> {
  const session = await app.stripe.checkout.sessions.retrieve(sessionId);
  const method = await app.stripe.paymentMethods.create({ type: "card", card: { token } });
  const paid = (await app.stripe.rawRequest("POST", `/v1/payment_pages/${sessionId}/confirm`, {
    payment_method: method.id,
    expected_amount: session.amount_total ?? 0,
  })) as unknown as { subscription: string };
  return paid.subscription;
}

/** A checkout that is paid with a card. */
async function buy(client: AppClient, card: string) {
  const workspaceId = await workspaceOf(client);
  const { body } = await checkout(client, pro, workspaceId);
  return { workspaceId, sessionId: body.session_id, subscriptionId: await payWith(body.session_id, card) };
}

const trialOf = async (id: string) =>
  (
    await app.database.pool.query<Record<string, unknown>>("SELECT * FROM trial_ledger WHERE subscription_id = $1", [
      id,
    ])
  ).rows[0];
const evaluated = (id: string) =>
  until(`the trial of ${id} to be evaluated`, async () => {
    const row = await trialOf(id);
    return row && row.outcome !== "open" ? row : null;
  });
const atStripe = (id: string) => app.stripe.subscriptions.retrieve(id);
const offerOf = async (client: AppClient) =>
  (await client.get<{ trialDays: number | null; hadPlan: string | null }>("/api/subscriptions/offer/")).body;

/** As an account is deleted after its customer was: nothing of it is left but history. */
async function deleteAccount(email: string): Promise<void> {
  for (const text of [
    `DELETE FROM stripe_user WHERE user_id = (SELECT id FROM "user" WHERE email = $1)`,
    `DELETE FROM workspace WHERE id IN (SELECT m.workspace_id FROM membership m JOIN "user" u ON u.id = m.user_id WHERE u.email = $1)`,
    `DELETE FROM "user" WHERE email = $1`,
  ]) {
    await app.database.pool.query(text, [email]);
  }
}

test("who deleted their account and signs up again, with dots and a +tag, gets no second trial offer", async () => {
  const unique = Date.now();
  const ada = { ...newPerson(), email: `ada.lovelace${unique}@gmail.com` };
  const client = await app.signUp(ada);
  expect(await offerOf(client)).toMatchObject({ trialDays: 7 });
  const first = await buy(client, newCard());
  expect(await evaluated(first.subscriptionId)).toMatchObject({ outcome: "first" });
  await app.stripe.customers.del(String((await atStripe(first.subscriptionId)).customer));
  await until(
    "the subscription to have ended",
    async () => (await rowOf(app, "subscription", first.subscriptionId))?.status === "canceled",
  );
  await deleteAccount(ada.email);
  await falsify(app, "UPDATE subscription SET user_id = NULL, workspace_id = NULL WHERE id = $1", [
    first.subscriptionId,
  ]);

  const again = await app.signUp({ ...ada, email: `A.da.Love.lace${unique}+second@GoogleMail.com` });
  expect(await offerOf(again)).toMatchObject({ trialDays: null, hadPlan: "user" });
  expect(plain((await pageOf(again, `/login?price=${pro}`)).html)).not.toContain("You can try");
  const { body } = await checkout(again, pro, await workspaceOf(again));
  expect((await app.stripe.checkout.sessions.retrieve(body.session_id)).amount_total).toBe(2_900);
  const another = await app.signUp({ ...ada, email: `ada.lovelace${unique + 1}@gmail.com` });
  expect(await offerOf(another)).toMatchObject({ trialDays: 7 });
  // Neither an address nor a card can be read in the ledger.
  const ledger = JSON.stringify((await app.database.pool.query("SELECT * FROM trial_ledger")).rows);
  expect(ledger).not.toMatch(/gmail|lovelace/i);
  const { rows } = await app.database.pool.query<{ fingerprint: string }>(
    "SELECT fingerprint FROM payment_method WHERE fingerprint IS NOT NULL",
  );
  expect(rows.length).toBeGreaterThan(0);
  for (const { fingerprint } of rows) expect(ledger).not.toContain(fingerprint);
});

test("two accounts of one inbox that both had a trial offer before either paid: the later one is canceled", async () => {
  const unique = Date.now();
  const clients = [
    await app.signUp({ ...newPerson(), email: `grace.hopper${unique}@gmail.com` }),
    await app.signUp({ ...newPerson(), email: `gracehopper${unique}+two@gmail.com` }),
  ];
  const sessions: string[] = [];
  for (const client of clients) sessions.push((await checkout(client, pro, await workspaceOf(client))).body.session_id);
  const bought: string[] = [];
  for (const session of sessions) {
    const id = await payWith(session, newCard());
    bought.push(id);
    await evaluated(id);
  }
  expect(await Promise.all(bought.map(async (id) => (await trialOf(id))?.outcome))).toEqual(["first", "refused"]);
  await until("the second trial to be canceled", async () => (await trialOf(bought[1] ?? ""))?.ended_at);
  expect((await atStripe(bought[0] ?? "")).status).toBe("trialing");
  expect((await atStripe(bought[1] ?? "")).status).toBe("canceled");
});

test("the same card under another account: it is canceled, nothing is charged, and the payment page and the dashboard say so", async () => {
  const card = newCard();
  const first = await buy(await app.signUp(), card);
  expect(await evaluated(first.subscriptionId)).toMatchObject({ outcome: "first" });
  const second = await app.signUp();
  expect(await offerOf(second)).toMatchObject({ trialDays: 7 });
  const { subscriptionId, sessionId } = await buy(second, card);
  const page = async () => plain((await pageOf(second, `/payment?session=${sessionId}`)).html);
  // From the first look on it never promises what does not hold.
  const said: string[] = [];
  await until("the page to be sure", async () => {
    said.push(await page());
    return said.at(-1)?.includes("We canceled the subscription, and you haven't been charged.");
  });
  for (const one of said) expect(one).not.toContain("Your free trial runs until");
  expect((await atStripe(subscriptionId)).status).toBe("canceled");
  expect((await atStripe(first.subscriptionId)).status).toBe("trialing");
  const { data } = await app.stripe.invoices.list({ subscription: subscriptionId });
  expect(data.map(({ amount_paid }) => amount_paid)).toEqual([0]);
  const dashboard = plain((await pageOf(second, "/dashboard")).html);
  expect(dashboard).toContain("Each customer gets one free trial");
  expect(dashboard).toContain("You weren't charged.");
  expect(await offerOf(second)).toMatchObject({ trialDays: null });
  // The plan without a trial can be bought.
  const { body } = await checkout(second, pro, await workspaceOf(second));
  expect((await app.stripe.checkout.sessions.retrieve(body.session_id)).amount_total).toBe(2_900);
});

test("who canceled before their second trial was ended is charged nothing", async () => {
  const card = "tok_chargeCustomerFail"; // nobody charges it
  await evaluated((await buy(await app.signUp(), card)).subscriptionId);
  await app.localStripe.fault({
    method: "GET",
    path: "^/v1/subscriptions/sub_[^/]+$",
    kind: "status",
    status: 503,
    times: 1_000,
  });
  const { subscriptionId } = await buy(await app.signUp(), card);
  expect(await evaluated(subscriptionId)).toMatchObject({ outcome: "refused", ended_at: null });
  await app.localStripe.holdDeliveries();
  await app.localStripe.clearFaults();
  await app.stripe.subscriptions.update(subscriptionId, { cancel_at_period_end: true });
  await app.localStripe.sendDeliveries();
  await until("the trial to be ended", async () => {
    await app.localStripe.redeliver();
    return (await trialOf(subscriptionId))?.ended_at;
  });
  expect((await atStripe(subscriptionId)).status).toBe("canceled");
  const { data } = await app.stripe.invoices.list({ subscription: subscriptionId });
  expect(data.map(({ amount_due }) => amount_due)).toEqual([0]);
});

test("a failure of Stripe makes it deliver again; it is canceled once", async () => {
  const card = newCard();
  await evaluated((await buy(await app.signUp(), card)).subscriptionId);
  await app.localStripe.fault({ path: "^/v1/subscriptions/sub_[^/]+$", kind: "stored_500", executed: false, times: 1 });
  const { subscriptionId, workspaceId } = await buy(await app.signUp(), card);
  await until("the trial to be canceled", async () => {
    await app.localStripe.redeliver();
    return (await trialOf(subscriptionId))?.ended_at;
  });
  expect((await atStripe(subscriptionId)).status).toBe("canceled");
  await allDelivered(app);
  await app.localStripe.clearRequests();
  await Promise.all([evaluateTrials(workspaceId), evaluateTrials(workspaceId)]);
  expect(await app.localStripe.requests()).toEqual([]);
  const { data } = await app.stripe.invoices.list({ subscription: subscriptionId });
  expect(data.filter(({ amount_paid }) => amount_paid > 0)).toHaveLength(0);
});

test("while the end is refused the payment page asks no more than once in two seconds, however often it is looked at", async () => {
  const card = "tok_chargeCustomerFail"; // it is charged only if its trial ends
  await evaluated((await buy(await app.signUp(), card)).subscriptionId);
  await app.localStripe.fault({ path: "^/v1/subscriptions/sub_[^/]+$", kind: "status", status: 400, times: 1_000 });
  const client = await app.signUp();
  const { subscriptionId, sessionId } = await buy(client, card);
  await evaluated(subscriptionId);
  await allDelivered(app);
  const began = performance.now();
  for (let view = 0; view < 12; view++) await pageOf(client, `/payment?session=${sessionId}`);
  const asked = (await app.localStripe.requests()).filter(({ method }) => method === "POST");
  expect(asked.length).toBeLessThanOrEqual(1 + Math.floor((performance.now() - began) / 2_000));
});

test("of two accounts that use a card at once, one has the trial", async () => {
  const card = newCard();
  const clients = await Promise.all([app.signUp(), app.signUp(), app.signUp()]);
  const bought = await Promise.all(clients.map((client) => buy(client, card)));
  const outcomes = await Promise.all(
    bought.map(async ({ subscriptionId }) => (await evaluated(subscriptionId))?.outcome),
  );
  expect(outcomes.toSorted()).toEqual(["first", "refused", "refused"]);
});

test("a trial that was given by hand at Stripe counts, and is not refused", async () => {
  const client = await app.signUp();
  const { workspaceId, subscriptionId } = await subscribe(app, client, pro);
  await evaluated(subscriptionId);
  await allDelivered(app);
  // Its card may have had a trial by another test.
  if ((await atStripe(subscriptionId)).status !== "canceled") await app.stripe.subscriptions.cancel(subscriptionId);
  const buyer = await newBuyer(app.database.pool, app.stripe);
  const given = await newSubscription({ ...buyer, workspaceId }, app.stripe, [pro]);
  expect(await evaluated(given.id)).toMatchObject({ outcome: "first" });
  expect((await atStripe(given.id)).status).toBe("trialing");
});
