// `pending_invoice_item_interval`: what waits is billed before the period's end.
import { afterAll, beforeAll, expect, it } from "vitest";
import type Stripe from "stripe";
import { at, clocked, firstItem, subscribe } from "./clocks.ts";
import { refused, startLocal, type Local } from "./support.ts";

let local: Local;
beforeAll(async () => void (local = await startLocal()));
afterAll(() => local.stop());

async function yearly(params: Partial<Stripe.SubscriptionCreateParams> = {}) {
  const { stripe } = local;
  const on = await clocked(stripe, "2027-01-01T00:00:00Z");
  const { id: price } = await stripe.prices.create({
    currency: "usd",
    unit_amount: 36_500,
    recurring: { interval: "year" },
    product_data: { name: "Seat" },
  });
  return { on, subscription: await subscribe(stripe, on, { items: [{ price, quantity: 1 }], ...params }) };
}

it("bills a new seat within a month, and nothing where nothing waits", async () => {
  const { stripe } = local;
  const { on, subscription } = await yearly({ pending_invoice_item_interval: { interval: "month" } });
  expect(subscription).toMatchObject({
    pending_invoice_item_interval: { interval: "month", interval_count: 1 },
    next_pending_invoice_item_invoice: at("2027-02-01T00:00:00Z"),
  });
  await on.to(at("2027-02-01T02:00:00Z"));
  expect((await stripe.invoices.list({ subscription: subscription.id })).data).toHaveLength(1);
  await on.to(at("2027-02-10T00:00:00Z"));
  await stripe.subscriptions.update(subscription.id, { items: [{ id: firstItem(subscription).id, quantity: 2 }] });
  await on.to(at("2027-03-01T00:00:00Z"));
  const { data } = await stripe.invoices.list({ subscription: subscription.id });
  // $1 a day for 325 days
  expect(data).toHaveLength(2);
  expect(data[0]).toMatchObject({ status: "draft", total: 32_500, created: at("2027-03-01T00:00:00Z") });
  await on.to(at("2027-03-01T01:00:00Z"));
  expect(await stripe.subscriptions.retrieve(subscription.id, { expand: ["latest_invoice"] })).toMatchObject({
    next_pending_invoice_item_invoice: at("2027-04-01T00:00:00Z"),
    latest_invoice: { status: "paid", amount_paid: 32_500 },
  });
});

it("is set, changed and cleared", async () => {
  const { stripe } = local;
  const { on, subscription } = await yearly();
  expect(subscription).toMatchObject({
    pending_invoice_item_interval: null,
    next_pending_invoice_item_invoice: null,
  });
  await on.to(at("2027-01-10T00:00:00Z"));
  const set = (value: Stripe.SubscriptionUpdateParams["pending_invoice_item_interval"]) =>
    stripe.subscriptions.update(subscription.id, { pending_invoice_item_interval: value });
  expect((await set({ interval: "week" })).next_pending_invoice_item_invoice).toBe(at("2027-01-15T00:00:00Z"));
  expect(await set("")).toMatchObject({
    pending_invoice_item_interval: null,
    next_pending_invoice_item_invoice: null,
  });
  expect((await refused(set({ interval: "month", interval_count: 13 }))).param).toBe(
    "pending_invoice_item_interval[interval_count]",
  );
});

it("treats a failed charge of it like every other: past due, and tried again", async () => {
  const { stripe } = local;
  const { on, subscription } = await yearly({ pending_invoice_item_interval: { interval: "month" } });
  await stripe.subscriptions.update(subscription.id, { items: [{ id: firstItem(subscription).id, quantity: 2 }] });
  const { id } = await stripe.paymentMethods.attach("pm_card_chargeCustomerFail", { customer: on.customer.id });
  await stripe.customers.update(on.customer.id, { invoice_settings: { default_payment_method: id } });
  await on.to(at("2027-02-01T02:00:00Z"));
  const failed = await stripe.subscriptions.retrieve(subscription.id, { expand: ["latest_invoice"] });
  expect(failed).toMatchObject({ status: "past_due", latest_invoice: { status: "open", attempt_count: 1 } });
  expect((failed.latest_invoice as Stripe.Invoice).next_payment_attempt).not.toBeNull();
});
