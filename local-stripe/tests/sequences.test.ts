// The events that belong together, in the order in which they are emitted here. Stripe guarantees none.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type Stripe from "stripe";
import { applyPromotionCode } from "../src/billing/checkout/checkout-amounts.ts";
import { cancelAtPeriodEnd, uncancel } from "../src/billing/subscriptions/cancel.ts";
import { changePlan } from "../src/billing/subscriptions/change-plan.ts";
import { at, clocked, firstItem, HOUR, lastEvent, subscribe } from "./clocks.ts";
import { checkout, confirm, monthly, refused, startLocal, type Local } from "./support.ts";

let local: Local;
let stripe: Stripe;
beforeAll(async () => {
  local = await startLocal();
  stripe = local.stripe;
});
afterAll(() => local.stop());

async function since(event: string): Promise<Stripe.Event[]> {
  return (await stripe.events.list({ limit: 100, ending_before: event })).data.reverse();
}
const types = async (event: string) => (await since(event)).map(({ type }) => type as string);
const stored = (id: string) => local.server.app.store.get("subscription", id) ?? expect.fail();

const PAID = ["invoice.paid", "invoice.payment_succeeded"];
const CHARGED = ["payment_intent.created", "payment_intent.succeeded", "charge.succeeded"];
const FIRST = ["customer.subscription.created", "invoice.created", "invoice.finalized", ...PAID];

describe("a checkout", () => {
  it("1. without a trial", async () => {
    const session = await checkout(stripe);
    const began = await lastEvent(stripe);
    await confirm(stripe, session);
    expect(await types(began)).toEqual([
      "customer.created",
      "payment_method.attached",
      ...CHARGED,
      ...FIRST,
      "invoice_payment.paid",
      "customer.updated",
      "checkout.session.completed",
    ]);
  });

  it("2. with a trial and a card", async () => {
    const session = await checkout(stripe, { subscription_data: { trial_period_days: 14 } });
    const began = await lastEvent(stripe);
    const done = await confirm(stripe, session);
    expect(await types(began)).toEqual([
      "customer.created",
      "setup_intent.created",
      "setup_intent.succeeded",
      "payment_method.attached",
      ...FIRST,
      "customer.updated",
      "checkout.session.completed",
    ]);
    const paid = (await since(began)).find(({ type }) => type === "invoice.paid");
    expect(paid?.data.object).toMatchObject({
      amount_paid: 0,
      lines: { data: [{ description: "Free trial for 1 × Starter" }] },
    });
    expect(done).toMatchObject({ amount_total: 0 });
  });

  it("3. with a trial and no card", async () => {
    const session = await checkout(stripe, {
      payment_method_collection: "if_required",
      subscription_data: {
        trial_period_days: 14,
        trial_settings: { end_behavior: { missing_payment_method: "pause" } },
      },
    });
    const began = await lastEvent(stripe);
    await stripe.rawRequest("POST", `/v1/payment_pages/${session.id}/confirm`, { expected_amount: 0 });
    expect(await types(began)).toEqual([
      "customer.created",
      ...FIRST,
      "customer.updated",
      "checkout.session.completed",
    ]);
  });

  it("4. whose card is declined emits nothing of a subscription, and then succeeds", async () => {
    const session = await checkout(stripe);
    const began = await lastEvent(stripe);
    await refused(confirm(stripe, session, "tok_chargeDeclined"));
    expect(await types(began)).toEqual([]);
    expect((await confirm(stripe, session)).status).toBe("complete");
  });

  it("6. that is free by a promotion code", async () => {
    const coupon = await stripe.coupons.create({ percent_off: 100 });
    await stripe.promotionCodes.create({ promotion: { type: "coupon", coupon: coupon.id }, code: "FREE" });
    const open = await checkout(stripe, { allow_promotion_codes: true });
    local.server.app.act(local.server.url, (ctx) =>
      applyPromotionCode(ctx, ctx.store.get("checkout.session", open.id) ?? expect.fail(), "free"),
    );
    const began = await lastEvent(stripe);
    const done = await confirm(stripe, await stripe.checkout.sessions.retrieve(open.id));
    expect(done).toMatchObject({
      amount_total: 0,
      total_details: { amount_discount: 1000 },
      payment_status: "no_payment_required",
    });
    const emitted = await types(began);
    expect(emitted.filter((type) => type.startsWith("payment_intent"))).toEqual([]);
    expect(emitted).toEqual(
      expect.arrayContaining([
        "customer.subscription.created",
        "customer.discount.created",
        "invoice.paid",
        "checkout.session.completed",
      ]),
    );
  });

  it("7. that is abandoned", async () => {
    const session = await checkout(stripe);
    const began = await lastEvent(stripe);
    await stripe.checkout.sessions.expire(session.id);
    expect(await types(began)).toEqual(["checkout.session.expired"]);
  });
});

describe("a subscription", () => {
  const START = "2027-01-01T00:00:00Z";

  it("5. whose first payment asks for the customer", async () => {
    const on = await clocked(stripe, START, "pm_card_threeDSecure2Required");
    const price = await monthly(stripe);
    const began = await lastEvent(stripe);
    await subscribe(stripe, on, { items: [{ price: price.id }] });
    expect(await types(began)).toEqual([
      "payment_intent.created",
      "payment_intent.requires_action",
      "customer.subscription.created",
      "invoice.created",
      "invoice.finalized",
      "invoice.payment_failed",
      "invoice.payment_action_required",
      "customer.updated",
    ]);
  });

  it("8. that is upgraded in the portal, with its proration", async () => {
    const on = await clocked(stripe, START);
    const subscription = await subscribe(stripe, on);
    await on.to(at("2027-01-16T12:00:00Z"));
    const dearer = await monthly(stripe, 3000);
    const began = await lastEvent(stripe);
    local.server.app.act(local.server.url, (ctx) =>
      changePlan(ctx, stored(subscription.id), ctx.store.get("price", dearer.id) ?? expect.fail(), 1, {
        proration_behavior: "always_invoice",
      }),
    );
    const [updated, ...rest] = await since(began);
    expect(updated).toMatchObject({
      type: "customer.subscription.updated",
      request: { id: null },
      data: { previous_attributes: { items: { data: [{ id: firstItem(subscription).id }] }, plan: { amount: 1000 } } },
    });
    expect(rest.map(({ type }) => type as string)).toEqual([
      "invoiceitem.created",
      "invoiceitem.created",
      "invoice.created",
      "invoice.finalized",
      ...CHARGED,
      ...PAID,
      "invoice_payment.paid",
    ]);
  });

  it("9. to 11. whose end is planned, undone, and reached", async () => {
    const on = await clocked(stripe, START);
    const subscription = await subscribe(stripe, on);
    const began = await lastEvent(stripe);
    local.server.app.act(local.server.url, (ctx) => cancelAtPeriodEnd(ctx, stored(subscription.id)));
    local.server.app.act(local.server.url, (ctx) => uncancel(ctx, stored(subscription.id)));
    await stripe.subscriptions.cancel(subscription.id);
    const events = await since(began);
    expect(events.map(({ type }) => type as string)).toEqual([
      "customer.subscription.updated",
      "customer.subscription.updated",
      "customer.subscription.deleted",
    ]);
    expect(events[0]?.data).toMatchObject({
      object: { cancel_at: firstItem(subscription).current_period_end, cancel_at_period_end: false },
      previous_attributes: { cancel_at: null, canceled_at: null, cancellation_details: { reason: null } },
    });
    expect(events[2]?.data.previous_attributes).toBeUndefined();
  });

  it("12. that is renewed", async () => {
    const on = await clocked(stripe, START);
    const subscription = await subscribe(stripe, on);
    const began = await lastEvent(stripe);
    await on.to(at("2027-02-01T00:00:00Z"));
    const atEnd = (await since(began)).filter(({ type }) => !type.startsWith("test_helpers"));
    expect(atEnd.map(({ type }) => type as string)).toEqual([
      "invoice.upcoming",
      "customer.subscription.updated",
      "invoice.created",
    ]);
    expect(atEnd[0]?.data.object).not.toHaveProperty("id");
    expect(atEnd[1]?.data).toMatchObject({
      object: { status: "active" },
      previous_attributes: {
        latest_invoice: subscription.latest_invoice,
        items: { data: [{ current_period_end: at("2027-02-01T00:00:00Z") }] },
      },
    });
    const renewed = await lastEvent(stripe);
    await on.to(at("2027-02-01T00:00:00Z") + HOUR);
    expect((await types(renewed)).filter((type) => !type.startsWith("test_helpers"))).toEqual([
      "invoice.updated",
      "invoice.finalized",
      ...CHARGED,
      ...PAID,
      "invoice_payment.paid",
    ]);
  });

  it("13. whose renewal fails", async () => {
    const on = await clocked(stripe, START);
    const { id } = await subscribe(stripe, on);
    const bad = await stripe.paymentMethods.attach("pm_card_chargeCustomerFail", { customer: on.customer.id });
    await stripe.subscriptions.update(id, { default_payment_method: bad.id });
    await on.to(at("2027-02-01T00:30:00Z"));
    const began = await lastEvent(stripe);
    await on.to(at("2027-02-01T01:00:00Z"));
    const events = (await since(began)).filter(({ type }) => !type.startsWith("test_helpers"));
    expect(events.map(({ type }) => type as string)).toEqual([
      "invoice.updated",
      "invoice.finalized",
      "payment_intent.created",
      "payment_intent.payment_failed",
      "charge.failed",
      "invoice.payment_failed",
      "invoice.updated",
      "customer.subscription.updated",
    ]);
    expect(events.at(-1)?.data.previous_attributes).toEqual({ status: "active" });
  });

  it("15. whose customer is deleted", async () => {
    const on = await clocked(stripe, START);
    await subscribe(stripe, on);
    const began = await lastEvent(stripe);
    await stripe.customers.del(on.customer.id);
    expect(await types(began)).toEqual(["customer.subscription.deleted", "customer.deleted"]);
  });

  it("16. whose price and product are archived continues, while new ones are refused", async () => {
    const on = await clocked(stripe, START);
    const price = await monthly(stripe);
    const { id } = await subscribe(stripe, on, { items: [{ price: price.id }] });
    const began = await lastEvent(stripe);
    await stripe.prices.update(price.id, { active: false });
    await stripe.products.update(String(price.product), { active: false });
    const events = await since(began);
    expect(events.map(({ type, data }) => [type, data.previous_attributes])).toEqual([
      ["plan.updated", { active: true }],
      ["price.updated", { active: true }],
      ["product.updated", expect.objectContaining({ active: true })],
    ]);
    await on.to(at("2027-02-01T01:00:00Z"));
    expect(await stripe.subscriptions.retrieve(id, { expand: ["latest_invoice"] })).toMatchObject({
      status: "active",
      latest_invoice: { status: "paid" },
    });
    expect((await refused(subscribe(stripe, on, { items: [{ price: price.id }] }))).statusCode).toBe(400);
  });

  it("17. on a clock: between `advancing` and `ready`", async () => {
    const on = await clocked(stripe, START);
    await subscribe(stripe, on);
    const began = await lastEvent(stripe);
    await on.to(at("2027-02-01T01:00:00Z"));
    const emitted = await types(began);
    expect([emitted[0], emitted.at(-1)]).toEqual([
      "test_helpers.test_clock.advancing",
      "test_helpers.test_clock.ready",
    ]);
  });
});
