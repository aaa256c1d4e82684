// Every transition of a subscription's status, one after the other.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type Stripe from "stripe";
import { at, clocked, DAY, firstItem, HOUR, lastEvent, subscribe, emitted, type Clocked } from "./clocks.ts";
import { checkout, confirm, control, refused, startLocal, type Local } from "./support.ts";

let local: Local;
let stripe: Stripe;
beforeAll(async () => {
  local = await startLocal();
  stripe = local.stripe;
});
afterAll(() => local.stop());

const expand = ["latest_invoice"];
const retrieve = (id: string) => stripe.subscriptions.retrieve(id, { expand });
const latest = (subscription: Stripe.Subscription) => subscription.latest_invoice as Stripe.Invoice;
const status = async (id: string) => (await stripe.subscriptions.retrieve(id)).status;
const START = "2027-01-01T00:00:00Z";

async function payWith(on: Pick<Clocked, "customer">, id: string, card: string): Promise<void> {
  const method = await stripe.paymentMethods.attach(card, { customer: on.customer.id });
  await stripe.subscriptions.update(id, { default_payment_method: method.id });
}

/** A subscription whose second month could not be charged. */
async function pastDue() {
  const on = await clocked(stripe, START);
  const { id } = await subscribe(stripe, on);
  await payWith(on, id, "pm_card_chargeCustomerFail");
  await on.to(at("2027-02-01T01:00:00Z"));
  expect(await status(id)).toBe("past_due");
  return { on, id };
}

describe("a beginning", () => {
  it("with a trial is trialing, with a paid or free invoice active", async () => {
    const on = await clocked(stripe, START);
    expect(await subscribe(stripe, on, { trial_end: on.clock.frozen_time + 30 * DAY })).toMatchObject({
      status: "trialing",
      trial_start: on.clock.frozen_time,
    });
    expect(await subscribe(stripe, on)).toMatchObject({ status: "active" });
    const free = await stripe.coupons.create({ percent_off: 100 });
    expect(await subscribe(stripe, on, { discounts: [{ coupon: free.id }] })).toMatchObject({ status: "active" });
    const done = await confirm(stripe, await checkout(stripe, { subscription_data: { trial_period_days: 7 } }));
    expect(await status(String(done.subscription))).toBe("trialing");
  });

  it("whose payment fails is incomplete, active once it is paid, or expired after 23 hours", async () => {
    const on = await clocked(stripe, START, "pm_card_chargeCustomerFail");
    const began = await lastEvent(stripe);
    const paid = await subscribe(stripe, on, { expand });
    expect(paid).toMatchObject({
      status: "incomplete",
      latest_invoice: { status: "open", attempt_count: 1, next_payment_attempt: null },
    });
    expect((await emitted(stripe, paid.id, began)).slice(-3)).toEqual([
      "invoice.created",
      "invoice.finalized",
      "invoice.payment_failed",
    ]);
    const declined = await refused(stripe.invoices.pay(latest(paid).id ?? ""));
    expect(declined).toMatchObject({ statusCode: 402, code: "card_declined", type: "StripeCardError" });
    expect(latest(await retrieve(paid.id)).attempt_count).toBe(2);
    const good = await stripe.paymentMethods.attach("pm_card_visa", { customer: on.customer.id });
    expect(await stripe.invoices.pay(latest(paid).id ?? "", { payment_method: good.id })).toMatchObject({
      status: "paid",
      attempt_count: 3,
    });
    expect(await status(paid.id)).toBe("active");
    expect((await refused(stripe.invoices.pay(latest(paid).id ?? ""))).message).toBe("Invoice is already paid");

    const late = await subscribe(stripe, on, { expand });
    await on.to(on.clock.frozen_time + 23 * HOUR);
    expect(await retrieve(late.id)).toMatchObject({ status: "incomplete_expired", latest_invoice: { status: "void" } });
    expect((await refused(stripe.subscriptions.update(late.id, { cancel_at_period_end: true }))).statusCode).toBe(400);
    expect((await refused(stripe.subscriptions.cancel(late.id))).code).toBe("resource_missing");
  });

  it("whose bank asks for its customer is incomplete, with nothing attempted yet", async () => {
    const on = await clocked(stripe, START, "pm_card_authenticationRequired");
    const began = await lastEvent(stripe);
    const asked = await subscribe(stripe, on, { expand: ["latest_invoice", "latest_invoice.payments"] });
    expect(asked).toMatchObject({
      status: "incomplete",
      latest_invoice: { status: "open", attempted: true, attempt_count: 0 },
    });
    expect(await emitted(stripe, asked.id, began)).toContain("invoice.payment_action_required");
    expect(await emitted(stripe, on.customer.id, began)).toContain("payment_intent.requires_action");
  });

  it("that must not be incomplete is not created", async () => {
    const on = await clocked(stripe, START, "pm_card_chargeCustomerFail");
    expect((await refused(subscribe(stripe, on, { payment_behavior: "error_if_incomplete" }))).statusCode).toBe(402);
    expect((await stripe.subscriptions.list({ customer: on.customer.id, status: "all" })).data).toEqual([]);
  });
});

describe("the end of a trial", () => {
  const trial = (on: Clocked, missing_payment_method: "cancel" | "create_invoice" | "pause") =>
    subscribe(stripe, on, { trial_period_days: 7, trial_settings: { end_behavior: { missing_payment_method } } });

  it.each([
    ["cancel", "canceled", ["customer.subscription.deleted"]],
    ["pause", "paused", ["customer.subscription.updated", "customer.subscription.paused"]],
    [
      "create_invoice",
      "past_due",
      [
        "customer.subscription.updated",
        "invoice.created",
        "invoice.updated",
        "invoice.finalized",
        "invoice.payment_failed",
        "invoice.updated",
        "customer.subscription.updated",
      ],
    ],
  ] as const)("without a card, as configured: %s", async (behavior, then, events) => {
    const on = await clocked(stripe, START, "");
    const { id, trial_end } = await trial(on, behavior);
    const end = trial_end ?? 0;
    await on.to(end - 1);
    const began = await lastEvent(stripe);
    await on.to(end);
    expect(await status(id)).toBe(behavior === "create_invoice" ? "active" : then);
    await on.to(end + HOUR);
    expect(await status(id)).toBe(then);
    expect(await emitted(stripe, id, began)).toEqual(events);
    if (behavior === "cancel") expect((await stripe.subscriptions.retrieve(id)).ended_at).toBe(end);
  });

  it("by hand is charged at once", async () => {
    const on = await clocked(stripe, START);
    const { id } = await trial(on, "create_invoice");
    const began = await lastEvent(stripe);
    const active = await stripe.subscriptions.update(id, { trial_end: "now", expand });
    expect(active).toMatchObject({
      status: "active",
      trial_end: on.clock.frozen_time,
      latest_invoice: { status: "paid", amount_paid: 1000 },
    });
    expect((await emitted(stripe, id, began))[0]).toBe("customer.subscription.trial_will_end");
  });

  it("announced at once when the trial is short, or made short", async () => {
    const on = await clocked(stripe, START);
    const began = await lastEvent(stripe);
    const short = await subscribe(stripe, on, { trial_period_days: 2 });
    expect(await emitted(stripe, short.id, began)).toContain("customer.subscription.trial_will_end");
    const { id } = await trial(on, "pause");
    const before = await lastEvent(stripe);
    await stripe.subscriptions.update(id, { trial_end: on.clock.frozen_time + DAY });
    expect(await emitted(stripe, id, before)).toEqual([
      "customer.subscription.updated",
      "customer.subscription.trial_will_end",
    ]);
  });
});

describe("paused", () => {
  async function paused() {
    const on = await clocked(stripe, START, "");
    const { id, trial_end } = await subscribe(stripe, on, {
      trial_period_days: 7,
      trial_settings: { end_behavior: { missing_payment_method: "pause" } },
    });
    await on.to(trial_end ?? 0);
    expect(await stripe.subscriptions.retrieve(id)).toMatchObject({
      status: "paused",
      status_details: { paused: { subscription: { type: "trial_end_without_payment_method" } } },
    });
    await on.to((trial_end ?? 0) + 45 * DAY);
    expect((await stripe.invoices.list({ subscription: id })).data).toHaveLength(1);
    return { on, id, now: (trial_end ?? 0) + 45 * DAY };
  }

  it("runs again when it is resumed and paid", async () => {
    const { on, id, now } = await paused();
    await payWith(on, id, "pm_card_visa");
    const began = await lastEvent(stripe);
    const active = await stripe.subscriptions.resume(id, {
      billing_cycle_anchor: { type: "now" },
      payment_behavior: "resume_on_payment_success",
      expand,
    });
    expect(active).toMatchObject({
      status: "active",
      billing_cycle_anchor: now,
      latest_invoice: { status: "paid", amount_paid: 1000 },
    });
    expect(active.status_details).toBeUndefined();
    expect((await emitted(stripe, id, began)).slice(-2)).toEqual([
      "customer.subscription.updated",
      "customer.subscription.resumed",
    ]);
    expect((await refused(stripe.subscriptions.resume(id))).statusCode).toBe(400);
  });

  it("stays so without a payment for 23 hours, and the invoice is void", async () => {
    const { on, id, now } = await paused();
    expect(await stripe.subscriptions.resume(id, { expand })).toMatchObject({
      status: "paused",
      latest_invoice: { status: "open" },
    });
    await on.to(now + 23 * HOUR);
    expect(await retrieve(id)).toMatchObject({ status: "paused", latest_invoice: { status: "void" } });
  });

  it("resumed in its old rhythm pays for the rest of the period, or for nothing", async () => {
    const { on, id } = await paused();
    await payWith(on, id, "pm_card_visa");
    const active = await stripe.subscriptions.resume(id, {
      billing_cycle_anchor: { type: "unchanged" },
      proration_behavior: "none",
    });
    expect(active.status).toBe("active");
    expect((await stripe.invoices.list({ subscription: id })).data).toHaveLength(1);
  });
});

describe("past due", () => {
  it("is active again when an attempt succeeds, or a payment by hand", async () => {
    const { on, id } = await pastDue();
    await payWith(on, id, "pm_card_visa");
    await on.to(at("2027-02-04T01:00:00Z"));
    expect(await retrieve(id)).toMatchObject({
      status: "active",
      latest_invoice: { status: "paid", attempt_count: 2 },
    });

    const second = await pastDue();
    await payWith(second.on, second.id, "pm_card_visa");
    const began = await lastEvent(stripe);
    await stripe.invoices.pay(latest(await retrieve(second.id)).id ?? "");
    expect(await emitted(stripe, second.id, began)).toEqual([
      "invoice.paid",
      "invoice.payment_succeeded",
      "customer.subscription.updated",
    ]);
    expect(await status(second.id)).toBe("active");
  });

  it("unpaid at last, it keeps making drafts, and is active again when the latest is paid", async () => {
    await control(local, "PUT", "/billing", { after_retries: "unpaid", retry_days: [1] });
    const { on, id } = await pastDue();
    await on.to(at("2027-02-02T01:00:00Z"));
    expect(await status(id)).toBe("unpaid");
    await on.to(at("2027-03-01T02:00:00Z"));
    expect(await retrieve(id)).toMatchObject({
      status: "unpaid",
      latest_invoice: { status: "draft", auto_advance: false },
    });
    await payWith(on, id, "pm_card_visa");
    await stripe.invoices.pay(latest(await retrieve(id)).id ?? "");
    expect(await status(id)).toBe("active");
    await control(local, "PUT", "/billing", { after_retries: "cancel", retry_days: [3, 5, 7] });
  });
});

describe("any live one", () => {
  it("is canceled by hand, with its customer, or at its date, and stays so", async () => {
    const on = await clocked(stripe, START);
    const [now, later] = [await subscribe(stripe, on), await subscribe(stripe, on, { cancel_at: "min_period_end" })];
    await stripe.subscriptions.update(now.id, { cancel_at_period_end: true });
    const began = await lastEvent(stripe);
    const ended = await stripe.subscriptions.cancel(now.id, {
      cancellation_details: { comment: "bye", feedback: "unused" },
    });
    expect(ended).toMatchObject({
      status: "canceled",
      cancel_at: null,
      cancel_at_period_end: false,
      ended_at: on.clock.frozen_time,
      cancellation_details: { comment: "bye", feedback: "unused", reason: "cancellation_requested" },
    });
    expect(await emitted(stripe, now.id, began)).toEqual(["customer.subscription.deleted"]);
    expect(later.cancel_at).toBe(firstItem(later).current_period_end);
    await on.to(later.cancel_at ?? 0);
    expect(await status(later.id)).toBe("canceled");
    const third = await subscribe(stripe, on);
    await stripe.customers.del(on.customer.id);
    expect(await status(third.id)).toBe("canceled");
  });
});

describe("pausing the collection", () => {
  it.each([
    ["keep_as_draft", "draft"],
    ["mark_uncollectible", "uncollectible"],
    ["void", "void"],
  ] as const)("%s leaves the status alone, and the invoice %s, until it is resumed", async (behavior, invoice) => {
    const on = await clocked(stripe, START);
    const { id } = await subscribe(stripe, on);
    await stripe.subscriptions.update(id, { pause_collection: { behavior, resumes_at: at("2027-02-15T00:00:00Z") } });
    await on.to(at("2027-02-01T02:00:00Z"));
    expect(await retrieve(id)).toMatchObject({
      status: "active",
      pause_collection: { behavior },
      latest_invoice: { status: invoice },
    });
    await on.to(at("2027-03-01T02:00:00Z"));
    expect(await retrieve(id)).toMatchObject({
      status: "active",
      pause_collection: null,
      latest_invoice: { status: "paid" },
    });
    await stripe.subscriptions.update(id, { pause_collection: { behavior } });
    expect((await stripe.subscriptions.update(id, { pause_collection: "" })).pause_collection).toBeNull();
  });
});
