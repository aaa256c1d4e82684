import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import type Stripe from "stripe";
import { cancelAtPeriodEnd, cancelNow, uncancel } from "../src/billing/subscriptions/cancel.ts";
import { changePlan } from "../src/billing/subscriptions/change-plan.ts";
import { replacePaymentMethod } from "../src/billing/payment-methods/default.ts";
import type { Context } from "../src/conventions/context.ts";
import type { Subscription } from "../src/store/objects.ts";
import { checkout, confirm, monthly, refused, startLocal, type Local } from "./support.ts";

let local: Local;
beforeAll(async () => void (local = await startLocal()));
afterAll(() => local.stop());
afterEach(() => vi.useRealTimers());

/** Moves the wall clock that the server reads. The next request then finds what has become due. */
function travelTo(seconds: number): void {
  vi.useFakeTimers({ toFake: ["Date"], now: seconds * 1000 + 1 });
}

async function subscribe(params: Partial<Stripe.SubscriptionCreateParams> = {}): Promise<Stripe.Subscription> {
  const price = await monthly(local.stripe);
  const customer = await local.stripe.customers.create({ email: "l@example.com" });
  return local.stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: price.id }],
    default_payment_method: "pm_card_visa",
    ...params,
  });
}

const periodEnd = (subscription: Stripe.Subscription) => subscription.items.data[0]?.current_period_end ?? 0;
const act = <T>(work: (ctx: Context) => T) => local.server.app.act(local.server.url, work);
const stored = (ctx: Context, id: string): Subscription =>
  ctx.store.get("subscription", id) ?? expect.fail(`${id} is gone`);
const latest = async () => (await local.stripe.events.list({ limit: 1 })).data[0];

describe("subscriptions by the API", () => {
  it("begin active and paid, incomplete when the card is refused, or not at all", async () => {
    const { stripe } = local;
    expect(await subscribe()).toMatchObject({ status: "active", plan: { amount: 1000 }, quantity: 1 });
    const { customer } = await subscribe();
    const method = await stripe.paymentMethods.attach("pm_card_chargeCustomerFail", { customer: String(customer) });
    const incomplete = await subscribe({
      customer: String(customer),
      default_payment_method: method.id,
      expand: ["latest_invoice"],
    });
    expect(incomplete).toMatchObject({ status: "incomplete", latest_invoice: { status: "open", attempt_count: 1 } });
    const all = { customer: String(customer), status: "all" } as const;
    const before = (await stripe.subscriptions.list(all)).data.length;
    expect(
      await refused(
        subscribe({
          customer: String(customer),
          default_payment_method: method.id,
          payment_behavior: "error_if_incomplete",
        }),
      ),
    ).toMatchObject({ statusCode: 402, code: "card_declined" });
    expect((await stripe.subscriptions.list(all)).data).toHaveLength(before);
    const cardless = await stripe.customers.create({});
    expect(
      (
        await refused(
          stripe.subscriptions.create({ customer: cardless.id, items: [{ price: (await monthly(stripe)).id }] }),
        )
      ).message,
    ).toMatch("This customer has no attached payment source");
    expect(
      (await refused(stripe.paymentMethods.attach("pm_card_chargeDeclined", { customer: cardless.id }))).statusCode,
    ).toBe(402);
  });

  it("change price and quantity while the item keeps its id", async () => {
    const subscription = await subscribe();
    const item = subscription.items.data[0]?.id ?? "";
    const yearly = await local.stripe.prices.create({
      currency: "usd",
      unit_amount: 10_000,
      recurring: { interval: "year" },
      product_data: { name: "Year" },
    });
    const changed = await local.stripe.subscriptions.update(subscription.id, {
      items: [{ id: item, price: yearly.id, quantity: 3 }],
      proration_behavior: "none",
      metadata: { a: "b" },
    });
    expect(changed.items.data[0]).toMatchObject({ id: item, quantity: 3, price: { id: yearly.id } });
    expect(changed.billing_cycle_anchor).toBe(subscription.billing_cycle_anchor);
    expect(periodEnd(changed) - subscription.created).toBeGreaterThan(364 * 86_400);
    expect(await latest()).toMatchObject({
      type: "customer.subscription.updated",
      data: {
        previous_attributes: { quantity: 1, metadata: { a: null }, items: { data: [{ id: item, quantity: 1 }] } },
      },
    });
  });

  it("plan an end with cancel_at_period_end, take it back, end at once", async () => {
    const { stripe } = local;
    const { id, ...subscription } = await subscribe();
    const planned = await stripe.subscriptions.update(id, { cancel_at_period_end: true });
    expect(planned).toMatchObject({
      status: "active",
      cancel_at_period_end: true,
      cancel_at: periodEnd({ id, ...subscription }),
      cancellation_details: { reason: "cancellation_requested" },
    });
    expect(await stripe.subscriptions.update(id, { cancel_at_period_end: false })).toMatchObject({
      cancel_at_period_end: false,
      cancel_at: null,
      canceled_at: null,
    });
    expect(await stripe.subscriptions.cancel(id)).toMatchObject({ status: "canceled", ended_at: expect.any(Number) });
    expect((await latest())?.type).toBe("customer.subscription.deleted");
    expect((await refused(stripe.subscriptions.update(id, { cancel_at_period_end: true }))).statusCode).toBe(400);
    expect((await stripe.subscriptions.list({ customer: String(subscription.customer) })).data).toEqual([]);
    expect(
      (await stripe.subscriptions.list({ customer: String(subscription.customer), status: "ended" })).data,
    ).toHaveLength(1);
  });

  it("end with their customer", async () => {
    const { id, customer } = await subscribe();
    expect(await local.stripe.customers.del(String(customer))).toEqual(
      expect.objectContaining({ id: customer, deleted: true }),
    );
    expect((await local.stripe.subscriptions.retrieve(id)).status).toBe("canceled");
    expect(await local.stripe.customers.retrieve(String(customer))).toMatchObject({ deleted: true });
    expect(await local.stripe.subscriptions.update(id, { metadata: { note: "gone" } })).toMatchObject({
      metadata: { note: "gone" },
    });
  });

  it("leave an open invoice that can't be collected, when their customer is deleted", async () => {
    const { customer, latest_invoice } = await subscribe({ payment_behavior: "default_incomplete" });
    await local.stripe.customers.del(String(customer));
    expect(await refused(local.stripe.invoices.pay(String(latest_invoice)))).toMatchObject({
      statusCode: 400,
      code: "resource_missing",
    });
  });
});

describe("what the portal does", () => {
  it("cancels at the period end in the flexible way, and takes it back", async () => {
    const subscription = await subscribe();
    act((ctx) => cancelAtPeriodEnd(ctx, stored(ctx, subscription.id)));
    expect(await local.stripe.subscriptions.retrieve(subscription.id)).toMatchObject({
      cancel_at: periodEnd(subscription),
      cancel_at_period_end: false,
    });
    act((ctx) => uncancel(ctx, stored(ctx, subscription.id)));
    expect(await local.stripe.subscriptions.retrieve(subscription.id)).toMatchObject({
      cancel_at: null,
      canceled_at: null,
    });
    expect(await latest()).toMatchObject({
      request: { id: null },
      data: { previous_attributes: { cancel_at: periodEnd(subscription) } },
    });
    act((ctx) => cancelNow(ctx, stored(ctx, subscription.id)));
    expect((await local.stripe.subscriptions.retrieve(subscription.id)).status).toBe("canceled");
  });

  it("changes the plan and replaces the card", async () => {
    const subscription = await subscribe();
    const dearer = await monthly(local.stripe, 5000);
    act((ctx) => changePlan(ctx, stored(ctx, subscription.id), ctx.store.get("price", dearer.id) ?? expect.fail(), 2));
    const method = act((ctx) =>
      replacePaymentMethod(ctx, String(subscription.customer), {
        number: "5555 5555 5555 4444",
        exp_month: 1,
        exp_year: 2040,
      }),
    );
    expect(await local.stripe.subscriptions.retrieve(subscription.id)).toMatchObject({
      // Its own card stays; the new one is the default of the customer
      default_payment_method: subscription.default_payment_method,
      items: { data: [{ price: { id: dearer.id }, quantity: 2 }] },
    });
    expect(await local.stripe.customers.retrieve(String(subscription.customer))).toMatchObject({
      invoice_settings: { default_payment_method: method.id },
    });
    expect(() =>
      act((ctx) =>
        replacePaymentMethod(ctx, String(subscription.customer), {
          number: "4000000000000002",
          exp_month: 1,
          exp_year: 2040,
        }),
      ),
    ).toThrow("Your card was declined.");
  });
});

describe("as time passes", () => {
  it("an abandoned session expires", async () => {
    const session = await checkout(local.stripe);
    travelTo(session.expires_at);
    expect(await local.stripe.checkout.sessions.retrieve(session.id)).toMatchObject({ status: "expired", url: null });
    const expired = await local.stripe.events.list({ type: "checkout.session.expired", limit: 1 });
    expect(expired.data[0]).toMatchObject({ data: { object: { id: session.id } }, request: { id: null } });
  });

  it("a trial becomes active, and is charged an hour later", async () => {
    const done = await confirm(
      local.stripe,
      await checkout(local.stripe, { subscription_data: { trial_period_days: 7 } }),
    );
    const trial = await local.stripe.subscriptions.retrieve(String(done.subscription));
    travelTo(trial.trial_end ?? 0);
    const active = await local.stripe.subscriptions.retrieve(trial.id, { expand: ["latest_invoice"] });
    expect(active).toMatchObject({
      status: "active",
      latest_invoice: { status: "draft", amount_due: 1000, billing_reason: "subscription_cycle" },
    });
    expect(active.items.data[0]?.current_period_start).toBe(trial.trial_end);
    travelTo((trial.trial_end ?? 0) + 3600);
    expect(await local.stripe.subscriptions.retrieve(trial.id, { expand: ["latest_invoice"] })).toMatchObject({
      latest_invoice: { status: "paid", amount_paid: 1000 },
    });
  });

  it("a trial whose card fails is past due, and ends after the last attempt", async () => {
    const done = await confirm(
      local.stripe,
      await checkout(local.stripe, { subscription_data: { trial_period_days: 7 } }),
      "tok_chargeCustomerFail",
    );
    const { trial_end, id } = await local.stripe.subscriptions.retrieve(String(done.subscription));
    travelTo((trial_end ?? 0) + 3600);
    expect(await local.stripe.subscriptions.retrieve(id, { expand: ["latest_invoice"] })).toMatchObject({
      status: "past_due",
      latest_invoice: { attempt_count: 1, next_payment_attempt: expect.any(Number) },
    });
    travelTo((trial_end ?? 0) + 16 * 86_400);
    expect(await local.stripe.subscriptions.retrieve(id)).toMatchObject({
      status: "canceled",
      cancellation_details: { reason: "payment_failed" },
    });
  });

  it("a period is renewed, unless the end was planned", async () => {
    const [kept, ended] = [await subscribe(), await subscribe()];
    await local.stripe.subscriptions.update(ended.id, { cancel_at_period_end: true });
    travelTo(Math.max(periodEnd(kept), periodEnd(ended)) + 2 * 3600);
    const renewed = await local.stripe.subscriptions.retrieve(kept.id, { expand: ["latest_invoice"] });
    expect(renewed).toMatchObject({ status: "active", latest_invoice: { status: "paid" } });
    expect(renewed.items.data[0]?.current_period_start).toBe(periodEnd(kept));
    expect(await local.stripe.subscriptions.retrieve(ended.id)).toMatchObject({
      status: "canceled",
      ended_at: periodEnd(ended),
    });
    expect((await local.stripe.invoices.list({ subscription: ended.id })).data).toHaveLength(1);
  });
});
