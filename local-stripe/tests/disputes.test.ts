// A charge that its customer disputes with their bank.
import type Stripe from "stripe";
import { afterAll, beforeAll, expect, it } from "vitest";
import { at, clocked, lastEvent, subscribe, emitted } from "./clocks.ts";
import { checkout, confirm, refused, startLocal, type Local } from "./support.ts";

let local: Local;
let stripe: Stripe;
beforeAll(async () => {
  local = await startLocal();
  stripe = local.stripe;
});
afterAll(() => local.stop());

const START = "2027-01-04T09:00:00Z";

/** Paid with the card whose owner disputes it. */
async function disputed(): Promise<{
  subscription: Stripe.Subscription;
  charge: Stripe.Charge;
  dispute: Stripe.Dispute;
}> {
  const on = await clocked(stripe, START, "pm_card_createDispute");
  const subscription = await subscribe(stripe, on);
  const [charge] = (await stripe.charges.list({ customer: on.customer.id })).data;
  const [dispute] = (await stripe.disputes.list({ charge: charge?.id ?? "" })).data;
  if (!charge || !dispute) throw new Error("Nothing was disputed");
  return { subscription, charge, dispute };
}

it("follows the charge of the card for it, and leaves subscription and invoice alone", async () => {
  const { subscription, charge, dispute } = await disputed();
  expect(charge).toMatchObject({ paid: true, status: "succeeded", disputed: true });
  expect(dispute).toMatchObject({
    object: "dispute",
    amount: 1000,
    currency: "usd",
    charge: charge.id,
    payment_intent: charge.payment_intent,
    reason: "fraudulent",
    status: "needs_response",
    created: at(START),
  });
  expect(await stripe.disputes.retrieve(dispute.id, { expand: ["charge"] })).toMatchObject({
    charge: { id: charge.id },
  });
  expect((await stripe.disputes.list({ payment_intent: String(charge.payment_intent) })).data).toHaveLength(1);
  const types = await emitted(stripe, charge.id);
  expect(types.filter((type) => type.startsWith("charge"))).toEqual([
    "charge.succeeded",
    "charge.updated",
    "charge.dispute.created",
    "charge.dispute.funds_withdrawn",
  ]);
  expect(await stripe.subscriptions.retrieve(subscription.id, { expand: ["latest_invoice"] })).toMatchObject({
    status: "active",
    latest_invoice: { status: "paid" },
  });
});

it("follows a checkout by token, too", async () => {
  const done = await confirm(stripe, await checkout(stripe), "tok_createDispute");
  expect(done.payment_status).toBe("paid");
  const [charge] = (await stripe.charges.list({ customer: String(done.customer) })).data;
  expect((await stripe.disputes.list({ charge: charge?.id ?? "" })).data).toHaveLength(1);
});

it.each([
  ["winning_evidence", "won", ["charge.dispute.updated", "charge.dispute.closed", "charge.dispute.funds_reinstated"]],
  ["losing_evidence", "lost", ["charge.dispute.updated", "charge.dispute.closed"]],
  ["We did deliver.", "under_review", ["charge.dispute.updated"]],
])("that is answered with %s is %s", async (uncategorized_text, status, events) => {
  const { dispute } = await disputed();
  const before = await lastEvent(stripe);
  expect(await stripe.disputes.update(dispute.id, { evidence: { uncategorized_text }, submit: false })).toMatchObject({
    status: "needs_response",
    evidence_details: { has_evidence: true, submission_count: 0 },
  });
  expect(await stripe.disputes.update(dispute.id, { evidence: { uncategorized_text } })).toMatchObject({
    status,
    evidence: { uncategorized_text },
    evidence_details: { submission_count: 1 },
  });
  expect(await emitted(stripe, dispute.id, before)).toEqual(["charge.dispute.updated", ...events]);
});

it("is lost when it is closed, and then over", async () => {
  const { dispute } = await disputed();
  expect(await stripe.disputes.close(dispute.id)).toMatchObject({ status: "lost" });
  expect((await refused(stripe.disputes.close(dispute.id))).statusCode).toBe(400);
  expect(
    (await refused(stripe.disputes.update(dispute.id, { evidence: { uncategorized_text: "winning_evidence" } })))
      .statusCode,
  ).toBe(400);
});

it("prevents a refund, unless it is won", async () => {
  const { charge, dispute } = await disputed();
  expect(await refused(stripe.refunds.create({ charge: charge.id }))).toMatchObject({
    statusCode: 400,
    code: "charge_disputed",
  });
  await stripe.disputes.update(dispute.id, { evidence: { uncategorized_text: "winning_evidence" } });
  expect(await stripe.refunds.create({ charge: charge.id })).toMatchObject({ amount: 1000 });
});
