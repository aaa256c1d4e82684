import type Stripe from "stripe";
import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { answerCardQuestion } from "@/lib/billing/cards/answer";
import { getDashboard } from "@/lib/billing/dashboard/dashboard";
import { runPendingWork } from "@/lib/billing/pending-work/run";
import { setClock } from "@/lib/clock";
import { METADATA } from "@/lib/stripe/metadata";
import { DAY_MS, hear, later, onClock } from "../../support/clocks";
import { startMirror } from "../../support/mirror";
import { claimOf } from "../../support/claim";

type Mirror = Awaited<ReturnType<typeof startMirror>>;
let mirror: Mirror;

beforeAll(async () => {
  mirror = await startMirror();
  process.env.FRONT_END_BASE_URL = "http://localhost:3000";
});
afterAll(() => mirror?.stop());
afterEach(() => setClock(null));

type Payer = { userId: string; workspaceId: string; customerId: string };

/** A payer whose customer the copy has heard of, and who bills their workspace. */
async function payer(): Promise<Payer> {
  const made = await mirror.customer();
  await member(made, made.workspaceId);
  await hear(mirror);
  return made;
}

const member = ({ userId }: Payer, workspaceId: string) =>
  mirror.database.pool.query("INSERT INTO membership (user_id, workspace_id, role) VALUES ($1, $2, 'owner')", [
    userId,
    workspaceId,
  ]);

/** Another workspace of the same payer. */
async function second(of: Payer): Promise<Payer> {
  const { workspaceId } = await mirror.user();
  await member(of, workspaceId);
  return { ...of, workspaceId };
}

const cardOf = async ({ customerId }: Payer, name = "pm_card_visa"): Promise<string> =>
  (await mirror.stripe.paymentMethods.attach(name, { customer: customerId })).id;

/** A subscription that a checkout of ours made long ago, unless told otherwise. */
async function bought(of: Payer, more: Partial<Stripe.SubscriptionCreateParams> = {}, ours = true): Promise<string> {
  // In the Dashboard nobody writes the buyer into it.
  const outside = ours ? {} : { metadata: { [METADATA.workspaceId]: of.workspaceId } };
  const { id } = await mirror.subscription(of, { ...outside, ...more });
  if (ours) await checkedOut(of, id, new Date(Date.now() - DAY_MS));
  await hear(mirror);
  return id;
}

const checkedOut = ({ userId, workspaceId, customerId }: Payer, subscriptionId: string, at: Date) =>
  mirror.database.pool.query(
    `INSERT INTO checkout_session (id, workspace_id, user_id, customer_id, price_id, with_trial, fingerprint, parameters, state,
       created_at, completed_at, subscription_id, paid_with)
     SELECT $1, $2, $3, $4, 'price', false, '', '{}', 'complete', $5, $5, $6::text,
       (SELECT default_payment_method_id FROM subscription WHERE id = $6)`,
    [randomUUID(), workspaceId, userId, customerId, at, subscriptionId],
  );

/** What the portal does with a new card: https://docs.stripe.com/customer-management */
async function makeDefault({ customerId }: Payer, id: string | null): Promise<void> {
  await mirror.stripe.customers.update(customerId, { invoice_settings: { default_payment_method: id ?? "" } });
  await hear(mirror);
}

/** The card that Stripe charges for it, by its own or the customer's. */
async function paysWith(subscriptionId: string): Promise<string | null> {
  const subscription = await mirror.stripe.subscriptions.retrieve(subscriptionId, { expand: ["customer"] });
  const customer = subscription.customer as Stripe.Customer;
  const found = subscription.default_payment_method ?? customer.invoice_settings.default_payment_method;
  return typeof found === "string" ? found : (found?.id ?? null);
}

async function stateOf(subscriptionId: string): Promise<string | undefined> {
  const { rows } = await mirror.database.pool.query<{ state: string }>(
    "SELECT state FROM card_change WHERE subscription_id = $1",
    [subscriptionId],
  );
  return rows[0]?.state;
}

const question = async ({ userId, workspaceId }: Payer) =>
  (await getDashboard(await claimOf(userId), workspaceId))?.subscriptions[0]?.newCard ?? null;

const user = ({ userId }: Payer) => ({ id: userId, name: "Ada", email: `${userId}@example.com` });

test("the only subscription pays with the new card, also where its own card was pinned by the checkout", async () => {
  const ada = await payer();
  const id = await bought(ada);
  const card = await cardOf(ada, "pm_card_mastercard");
  await makeDefault(ada, card);
  expect(await paysWith(id)).toBe(card);
  // The copy knows at once.
  const dashboard = await getDashboard(await claimOf(ada.userId), ada.workspaceId);
  expect(dashboard?.subscriptions[0]?.method).toMatchObject({ brand: "mastercard" });
  expect(await question(ada)).toBeNull();
});

test("of two, the one with the old default follows; the other keeps the card that was chosen for it, and is asked about", async () => {
  const ada = await payer();
  const [old, chosen] = [await cardOf(ada), await cardOf(ada, "pm_card_amex")];
  await makeDefault(ada, old);
  const follows = await bought(ada, { default_payment_method: old });
  const other = await second(ada);
  const keeps = await bought(other, { default_payment_method: chosen });
  const card = await cardOf(ada, "pm_card_mastercard");
  await makeDefault(ada, card);
  expect([await paysWith(follows), await paysWith(keeps)]).toEqual([card, chosen]);
  expect(await question(ada)).toBeNull();
  expect(await question(other)).toMatchObject({ toId: card, brand: "mastercard", last4: "4444" });

  // Not in another workspace, nor by somebody else, nor for another card.
  const yes = { subscriptionId: keeps, toId: card, answer: "use" } as const;
  await expect(answerCardQuestion(user(ada), ada.workspaceId, yes)).rejects.toMatchObject({
    code: "card_question_over",
  });
  const eve = await payer();
  await expect(answerCardQuestion(user(eve), other.workspaceId, yes)).rejects.toMatchObject({
    code: "workspace_not_found",
  });
  await member(eve, other.workspaceId);
  await expect(answerCardQuestion(user(eve), other.workspaceId, yes)).rejects.toMatchObject({ code: "not_the_payer" });
  await expect(answerCardQuestion(user(ada), other.workspaceId, { ...yes, toId: old })).rejects.toMatchObject({
    code: "card_question_over",
  });
  expect(await paysWith(keeps)).toBe(chosen);

  await answerCardQuestion(user(ada), other.workspaceId, yes);
  expect(await paysWith(keeps)).toBe(card);
  expect(await question(other)).toBeNull();
  await expect(answerCardQuestion(user(ada), other.workspaceId, yes)).rejects.toMatchObject({
    code: "card_question_over",
  });
});

test("who keeps a card is not asked again about the same one", async () => {
  const ada = await payer();
  const id = await bought(ada);
  const own = await paysWith(id);
  await bought(await second(ada));
  const card = await cardOf(ada, "pm_card_mastercard");
  await makeDefault(ada, card);
  expect(await question(ada)).not.toBeNull();
  await answerCardQuestion(user(ada), ada.workspaceId, { subscriptionId: id, toId: card, answer: "keep" });
  expect(await question(ada)).toBeNull();
  await mirror.stripe.customers.update(ada.customerId, { name: "Ada L." });
  await hear(mirror);
  expect([await question(ada), await paysWith(id)]).toEqual([null, own]);
});

test("a card that was just refused gives way to the new one, and the card of a healthy workspace does not", async () => {
  const start = new Date("2027-01-04T10:00:00Z");
  const clocked = await onClock(mirror, start);
  const { rows } = await mirror.database.pool.query<{ user_id: string }>(
    "SELECT user_id FROM stripe_user WHERE customer_id = $1",
    [clocked.customerId],
  );
  const ada: Payer = { ...clocked, userId: rows[0]?.user_id ?? "" };
  await member(ada, ada.workspaceId);
  const other = await second(ada);
  const healthy = await cardOf(ada, "pm_card_amex");
  const metadata = { [METADATA.workspaceId]: other.workspaceId, [METADATA.userId]: ada.userId };
  const failing = await cardOf(ada, "pm_card_chargeCustomerFail");
  const fine = await clocked.subscribe(mirror.price.id, { default_payment_method: healthy });
  const owing = await clocked.subscribe(mirror.price.id, {
    metadata,
    trial_end: Math.floor(later(start, 10).getTime() / 1000),
  });
  await mirror.stripe.subscriptions.update(owing.id, { default_payment_method: failing });
  await checkedOut(ada, fine.id, start);
  await checkedOut(other, owing.id, start);
  await clocked.to(later(start, 11));
  expect((await mirror.stripe.subscriptions.retrieve(owing.id)).status).toBe("past_due");
  const card = await cardOf(ada, "pm_card_mastercard");
  await makeDefault(ada, card);
  expect([await paysWith(owing.id), await paysWith(fine.id)]).toEqual([card, healthy]);
  const debt = (await getDashboard(await claimOf(ada.userId), other.workspaceId))?.debt;
  expect(debt).toMatchObject({
    status: "past_due",
    amount: { minor: 2900 },
    payNow: { method: { brand: "mastercard" } },
  });
  expect(debt?.nextAttempt).not.toBeNull();
});

test("a detached card gives way, whatever it was", async () => {
  const ada = await payer();
  const id = await bought(ada);
  await bought(await second(ada));
  const own = (await paysWith(id)) ?? "";
  // Stripe may leave the reference; our copy knows that the card is gone.
  await mirror.database.pool.query("UPDATE payment_method SET customer_id = NULL WHERE id = $1", [own]);
  const card = await cardOf(ada, "pm_card_mastercard");
  await makeDefault(ada, card);
  expect(await paysWith(id)).toBe(card);
});

test("never at first sight, by a backfill, or to none", async () => {
  const bob = await mirror.customer();
  await member(bob, bob.workspaceId);
  const seen = await cardOf(bob);
  await mirror.stripe.customers.update(bob.customerId, { invoice_settings: { default_payment_method: seen } });
  const first = await bought(bob);
  const own = await paysWith(first);
  expect([await stateOf(first), own === seen]).toEqual([undefined, false]);

  const missed = await cardOf(bob, "pm_card_mastercard");
  await mirror.stripe.customers.update(bob.customerId, { invoice_settings: { default_payment_method: missed } });
  await mirror.sync();
  expect([await stateOf(first), await paysWith(first)]).toEqual([undefined, own]);
  await hear(mirror); // late, and nothing new
  expect([await stateOf(first), await paysWith(first)]).toEqual([undefined, own]);

  await makeDefault(bob, null);
  expect([await stateOf(first), await paysWith(first)]).toEqual([undefined, own]);
});

test("what a checkout of ours brings is no card change, whichever event comes first", async () => {
  const ada = await payer();
  const id = await bought(ada);
  const own = await paysWith(id);
  const other = await second(ada);
  const card = await cardOf(ada, "pm_card_mastercard");
  const { id: bySecond } = await mirror.subscription(other, { default_payment_method: card });
  await hear(mirror);
  await checkedOut(other, bySecond, new Date(Date.now() - 20_000));
  await makeDefault(ada, card);
  expect([await stateOf(id), await paysWith(id), await question(ada)]).toEqual(["none", own, null]);
  // Another card in that minute was given on purpose.
  await makeDefault(ada, await cardOf(ada, "pm_card_amex"));
  expect([await stateOf(id), await paysWith(id)]).toEqual(["asked", own]);
});

test("nobody else's subscription is touched: made in the Dashboard, by invoice, or in a currency that the method can't pay", async () => {
  const ada = await payer();
  const sales = await bought(ada, {}, false);
  const own = await paysWith(sales);
  const card = await cardOf(ada, "pm_card_mastercard");
  await makeDefault(ada, card);
  expect([await stateOf(sales), await paysWith(sales)]).toEqual(["none", own]);

  const bob = await payer();
  const dollars = await bought(bob);
  const before = await paysWith(dollars);
  const { id: sepa } = await mirror.stripe.paymentMethods.attach("pm_sepaDebit_success_de", {
    customer: bob.customerId,
  });
  await makeDefault(bob, sepa);
  expect([await stateOf(dollars), await paysWith(dollars)]).toEqual(["none", before]);
});

test("a change that Stripe could not be told is told later, once", async () => {
  const ada = await payer();
  const id = await bought(ada);
  const card = await cardOf(ada, "pm_card_mastercard");
  await mirror.stripe.customers.update(ada.customerId, { invoice_settings: { default_payment_method: card } });
  await mirror.localStripe.clearRequests();
  await mirror.localStripe.fault({
    method: "POST",
    path: `/v1/subscriptions/${id}`,
    kind: "status",
    status: 500,
    times: 4,
  });
  await hear(mirror).catch(() => undefined);
  expect([await stateOf(id), (await paysWith(id)) === card]).toEqual(["open", false]);
  await mirror.localStripe.clearFaults();
  await runPendingWork(ada.workspaceId);
  expect([await stateOf(id), await paysWith(id)]).toEqual(["followed", card]);
  await hear(mirror);
  const writes = (await mirror.localStripe.requests()).filter(
    ({ method, path, status }) => method === "POST" && path === `/v1/subscriptions/${id}` && status === 200,
  );
  expect(writes).toHaveLength(1);
});
