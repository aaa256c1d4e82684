/** What becomes of a second free trial: docs/decisions/015-one-trial.md, sentence by sentence. */
import { randomUUID } from "node:crypto";
import type Stripe from "stripe";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { readAccess } from "@/lib/billing/entitlements/read";
import { syncObject } from "@/lib/billing/mirror/sync";
import { tryPendingWork } from "@/lib/billing/pending-work/run";
import { evaluateTrials } from "@/lib/billing/trials/evaluate";
import { trialFor } from "@/lib/billing/trials/offer";
import { now } from "@/lib/clock";
import { METADATA } from "@/lib/stripe/metadata";
import { hear } from "../../support/clocks";
import { type Mirror, startMirror } from "../../support/mirror";

type Buyer = Awaited<ReturnType<Mirror["customer"]>>;

let mirror: Awaited<ReturnType<typeof startMirror>>;
beforeAll(async () => {
  process.env.ONE_TRIAL_PER_CARD = "true";
  mirror = await startMirror();
  await mirror.sync();
});
afterAll(() => mirror?.stop());
beforeEach(() => mirror.database.pool.query("TRUNCATE trial_ledger, trial_ledger_method"));
afterEach(() => mirror.localStripe.clearFaults());

/** A trial as our checkout offers one; without a card unless one is given. */
async function begin(buyer: Buyer, ...cards: string[]): Promise<Stripe.Subscription> {
  await mirror.database.pool.query(
    `INSERT INTO checkout_session (id, workspace_id, user_id, customer_id, price_id, with_trial, fingerprint, parameters, state, created_at)
     VALUES ($1, $2, $3, $4, $5, true, '', '{}', 'complete', $6)`,
    [randomUUID(), buyer.workspaceId, buyer.userId, buyer.customerId, mirror.price.id, now()],
  );
  for (const card of cards) await attach(buyer, card);
  const [first] = (await mirror.stripe.customers.listPaymentMethods(buyer.customerId)).data.toReversed();
  const made = await mirror.stripe.subscriptions.create({
    customer: buyer.customerId,
    items: [{ price: mirror.price.id }],
    trial_period_days: 7,
    ...(first && { default_payment_method: first.id }),
    metadata: { [METADATA.workspaceId]: buyer.workspaceId, [METADATA.userId]: buyer.userId },
  });
  await syncObject("customer", buyer.customerId);
  await syncObject("subscription", made.id);
  return made;
}

async function attach({ customerId }: Buyer, card: string): Promise<string> {
  const method = await mirror.stripe.paymentMethods.create({ type: "card", card: { token: card } });
  await mirror.stripe.paymentMethods.attach(method.id, { customer: customerId });
  await syncObject("payment_method", method.id);
  return method.id;
}

const ledger = async (id: string) =>
  (
    await mirror.database.pool.query<{ outcome: string; ended_at: Date | null; refunded_minor: number | null }>(
      "SELECT outcome, ended_at, refunded_minor::int FROM trial_ledger WHERE subscription_id = $1",
      [id],
    )
  ).rows[0];

const atStripe = async (id: string) => (await mirror.stripe.subscriptions.retrieve(id)).status;

/** Somebody has had a trial with the card. */
async function used(card: string): Promise<void> {
  const before = await mirror.customer();
  const { id } = await begin(before, card);
  await evaluateTrials(before.workspaceId);
  expect(await ledger(id)).toMatchObject({ outcome: "first" });
}

describe("a second trial", () => {
  test("is canceled, and nothing is charged", async () => {
    await used("tok_visa");
    const buyer = await mirror.customer();
    const { id } = await begin(buyer, "tok_visa");
    await evaluateTrials(buyer.workspaceId);
    expect(await ledger(id)).toMatchObject({
      outcome: "refused",
      ended_at: expect.any(Date) as Date,
      refunded_minor: 0,
    });
    expect(await atStripe(id)).toBe("canceled");
    const { data } = await mirror.stripe.invoices.list({ subscription: id });
    expect(data.map(({ amount_paid }) => amount_paid)).toEqual([0]);
  });

  test("is refunded all that was paid for it meanwhile, once", async () => {
    await used("tok_visa");
    const buyer = await mirror.customer();
    const { id } = await begin(buyer, "tok_visa");
    await mirror.stripe.subscriptions.update(id, { trial_end: "now" });
    await syncObject("subscription", id);
    expect(await atStripe(id)).toBe("active");
    await evaluateTrials(buyer.workspaceId);
    await evaluateTrials(buyer.workspaceId);
    expect(await ledger(id)).toMatchObject({ outcome: "refused", refunded_minor: 2900 });
    const refunds = (await mirror.stripe.refunds.list({ limit: 100 })).data.filter(({ amount }) => amount === 2900);
    expect(refunds).toHaveLength(1);
    expect(await atStripe(id)).toBe("canceled");
  });

  describe("leaves what the same customer pays for elsewhere as it is", () => {
    /** A second trial, and an invoice of another subscription that Stripe tries to collect. */
    async function withDebt() {
      await used("tok_visa");
      const buyer = await mirror.customer();
      const failing = await mirror.stripe.paymentMethods.attach("pm_card_chargeCustomerFail", {
        customer: buyer.customerId,
      });
      const { latest_invoice } = await mirror.stripe.subscriptions.create({
        customer: buyer.customerId,
        items: [{ price: mirror.price.id }],
        default_payment_method: failing.id,
      });
      const invoice = String(latest_invoice);
      await mirror.stripe.invoices.update(invoice, { auto_advance: true });
      const { id } = await begin(buyer, "tok_visa");
      return { buyer, id, isCollected: async () => (await mirror.stripe.invoices.retrieve(invoice)).auto_advance };
    }

    test("its invoices are still collected", async () => {
      const { buyer, id, isCollected } = await withDebt();
      await evaluateTrials(buyer.workspaceId);
      expect(await atStripe(id)).toBe("canceled");
      expect(await isCollected()).toBe(true);
    });

    test("also when the try that canceled came no further", async () => {
      const { buyer, id, isCollected } = await withDebt();
      const path = "^/v1/invoices/in_[^/]+$";
      await mirror.localStripe.fault({ method: "POST", path, kind: "status", status: 503, times: 10 });
      await expect(evaluateTrials(buyer.workspaceId)).rejects.toThrow();
      expect([await atStripe(id), await isCollected()]).toEqual(["canceled", false]);
      await mirror.localStripe.clearFaults();
      await evaluateTrials(buyer.workspaceId);
      expect(await isCollected()).toBe(true);
      expect(await ledger(id)).toMatchObject({ outcome: "refused", ended_at: expect.any(Date) as Date });
    });
  });

  test("is canceled with what its customer planned for it", async () => {
    await used("tok_visa");
    const buyer = await mirror.customer();
    const { id } = await begin(buyer, "tok_visa");
    const { rows } = await mirror.database.pool.query<{ id: string }>("SELECT id FROM installation");
    const schedule = await mirror.stripe.subscriptionSchedules.create({ from_subscription: id });
    await mirror.stripe.subscriptionSchedules.update(schedule.id, {
      metadata: { [METADATA.installationId]: rows[0]?.id ?? "" },
    });
    await syncObject("subscription_schedule", schedule.id);
    await evaluateTrials(buyer.workspaceId);
    expect(await atStripe(id)).toBe("canceled");
    expect((await mirror.stripe.subscriptionSchedules.retrieve(schedule.id)).status).toBe("released");
  });

  test("grants nothing from the decision on, before Stripe is told", async () => {
    await used("tok_visa");
    const buyer = await mirror.customer();
    const { id } = await begin(buyer, "tok_visa");
    expect((await readAccess(buyer.workspaceId, "export")).allowed).toBe(true);
    await mirror.localStripe.fault({
      method: "GET",
      path: `^/v1/subscriptions/${id}$`,
      kind: "status",
      status: 503,
      times: 1_000,
    });
    await expect(evaluateTrials(buyer.workspaceId)).rejects.toThrow();
    expect(await ledger(id)).toMatchObject({ outcome: "refused", ended_at: null });
    expect(await readAccess(buyer.workspaceId, "export")).toMatchObject({
      allowed: false,
      reason: { kind: "ended", was: "trial" },
    });
    await mirror.localStripe.clearFaults();
    expect(await atStripe(id)).toBe("trialing");
    await tryPendingWork(buyer.workspaceId);
    expect(await atStripe(id)).toBe("canceled");
    expect((await readAccess(buyer.workspaceId, "export")).allowed).toBe(false);
  });

  test("counts as a trial had, and as no plan: the next offer is without one", async () => {
    await used("tok_visa");
    const buyer = await mirror.customer();
    await begin(buyer, "tok_visa");
    await evaluateTrials(buyer.workspaceId);
    expect(await trialFor(buyer.userId, buyer.workspaceId)).toEqual({ days: null, had: "user" });
  });

  test("that an earlier release refused and did not come to end is canceled too", async () => {
    const buyer = await mirror.customer();
    const { id } = await begin(buyer, "tok_visa");
    await mirror.database.pool.query("UPDATE trial_ledger SET outcome = 'second' WHERE subscription_id = $1", [id]);
    await evaluateTrials(buyer.workspaceId);
    expect([await ledger(id), await atStripe(id)]).toMatchObject([{ outcome: "refused" }, "canceled"]);
  });

  test("that an earlier release ended and billed stays a plan", async () => {
    const buyer = await mirror.customer();
    const { id } = await begin(buyer, "tok_visa");
    await mirror.stripe.subscriptions.update(id, { trial_end: "now" });
    await syncObject("subscription", id);
    await mirror.database.pool.query(
      "UPDATE trial_ledger SET outcome = 'second', ended_at = now() WHERE subscription_id = $1",
      [id],
    );
    await evaluateTrials(buyer.workspaceId);
    expect([await atStripe(id), (await readAccess(buyer.workspaceId, "export")).allowed]).toEqual(["active", true]);
  });
});

describe("a trial without a card", () => {
  test("is given, and refused when its first card has had one", async () => {
    await used("tok_mastercard");
    const buyer = await mirror.customer();
    const { id } = await begin(buyer);
    await evaluateTrials(buyer.workspaceId);
    expect(await ledger(id)).toMatchObject({ outcome: "first" });
    expect((await readAccess(buyer.workspaceId, "export")).allowed).toBe(true);
    const method = await mirror.stripe.paymentMethods.create({ type: "card", card: { token: "tok_mastercard" } });
    await mirror.stripe.paymentMethods.attach(method.id, { customer: buyer.customerId });
    await hear(mirror);
    expect([await ledger(id), await atStripe(id)]).toMatchObject([{ outcome: "refused" }, "canceled"]);
  });

  test("is kept when its first card is new, and is not evaluated again with the next", async () => {
    await used("tok_mastercard");
    const buyer = await mirror.customer();
    const { id } = await begin(buyer);
    await evaluateTrials(buyer.workspaceId);
    await attach(buyer, "tok_amex");
    await evaluateTrials(buyer.workspaceId);
    await attach(buyer, "tok_mastercard");
    await evaluateTrials(buyer.workspaceId);
    expect([await ledger(id), await atStripe(id)]).toMatchObject([{ outcome: "first" }, "trialing"]);
  });
});

test("every card that a customer has counts, not only the one that pays", async () => {
  await used("tok_discover");
  const buyer = await mirror.customer();
  const { id } = await begin(buyer, "tok_visa_debit", "tok_discover");
  await evaluateTrials(buyer.workspaceId);
  expect(await ledger(id)).toMatchObject({ outcome: "refused" });
});
