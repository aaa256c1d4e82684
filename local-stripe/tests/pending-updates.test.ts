// `payment_behavior` of updates that are billed at once, `pending_if_incomplete` above all.
import { afterAll, beforeAll, expect, it } from "vitest";
import type Stripe from "stripe";
import { at, clocked, emitted, firstItem, HOUR, lastEvent, subscribe, type Clocked } from "./clocks.ts";
import { control, monthly, refused, startLocal, type Local } from "./support.ts";

let local: Local;
beforeAll(async () => void (local = await startLocal()));
afterAll(() => local.stop());

const HALF = "2027-01-16T12:00:00Z";
type Update = Stripe.SubscriptionUpdateParams;

/** $30 a month since January 1, and it is noon of January 16: half of it is left. */
async function halfway() {
  const { stripe } = local;
  const on = await clocked(stripe, "2027-01-01T00:00:00Z");
  const subscription = await subscribe(stripe, on, { items: [{ price: (await monthly(stripe, 3000)).id }] });
  await on.to(at(HALF));
  return { on, subscription, dearer: (await monthly(stripe, 5000)).id };
}

async function declineNext({ customer }: Clocked): Promise<void> {
  await control(local, "POST", "/declines", { customer: customer.id });
}

const upgrade = (subscription: Stripe.Subscription, price: string, more: Update = {}) =>
  local.stripe.subscriptions.update(subscription.id, {
    items: [{ id: firstItem(subscription).id, price }],
    proration_behavior: "always_invoice",
    payment_behavior: "pending_if_incomplete",
    expand: ["latest_invoice"],
    ...more,
  });

const amountOf = (subscription: Stripe.Subscription) => firstItem(subscription).price.unit_amount;

it("is made at once when its invoice is paid at once", async () => {
  const { subscription, dearer } = await halfway();
  const since = await lastEvent(local.stripe);
  const after = await upgrade(subscription, dearer);
  expect(amountOf(after)).toBe(5000);
  expect(after).toMatchObject({
    pending_update: null,
    status: "active",
    latest_invoice: { billing_reason: "subscription_update", status: "paid", amount_paid: 1000 },
  });
  const types = await emitted(local.stripe, subscription.id, since);
  expect(types).not.toContain("customer.subscription.pending_update_applied");
  expect(types.filter((type) => type === "customer.subscription.updated")).toHaveLength(1);
});

it("waits for its payment, and is made by it", async () => {
  const { stripe } = local;
  const { on, subscription, dearer } = await halfway();
  await declineNext(on);
  const since = await lastEvent(stripe);
  const waiting = await upgrade(subscription, dearer, { metadata: { plan: "dearer" } });
  const invoice = waiting.latest_invoice as Stripe.Invoice;
  expect(amountOf(waiting)).toBe(3000);
  expect(waiting).toMatchObject({ status: "active", metadata: {}, cancel_at: null });
  expect(invoice).toMatchObject({ status: "open", amount_due: 1000, next_payment_attempt: null, attempt_count: 1 });
  expect(waiting.pending_update).toMatchObject({
    expires_at: at(HALF) + 23 * HOUR,
    billing_cycle_anchor: null,
    trial_end: null,
    metadata: { plan: "dearer" },
    subscription_items: [{ id: firstItem(subscription).id, price: { id: dearer } }],
  });
  // A second failure changes nothing
  await declineNext(on);
  expect((await refused(stripe.invoices.pay(invoice.id ?? ""))).code).toBe("card_declined");
  expect(await stripe.subscriptions.retrieve(subscription.id)).toMatchObject({
    status: "active",
    pending_update: { expires_at: at(HALF) + 23 * HOUR },
  });
  await stripe.invoices.pay(invoice.id ?? "");
  const made = await stripe.subscriptions.retrieve(subscription.id);
  expect(amountOf(made)).toBe(5000);
  expect(made).toMatchObject({ pending_update: null, status: "active", metadata: { plan: "dearer" } });
  const types = await emitted(stripe, subscription.id, since);
  expect(types.filter((type) => type.startsWith("customer.subscription"))).toEqual([
    "customer.subscription.updated",
    "customer.subscription.updated",
    "customer.subscription.pending_update_applied",
  ]);
  // The renewal bills the new price and no proration
  await on.to(at("2027-02-01T02:00:00Z"));
  const { data } = await stripe.invoices.list({ subscription: subscription.id });
  expect(data[0]).toMatchObject({ billing_reason: "subscription_cycle", total: 5000, status: "paid" });
});

it("expires after 23 hours: the invoice is void, and what was there is billed as before", async () => {
  const { stripe } = local;
  const { on, subscription, dearer } = await halfway();
  await declineNext(on);
  const waiting = await upgrade(subscription, dearer);
  const since = await lastEvent(stripe);
  await on.to(at(HALF) + 23 * HOUR);
  const left = await stripe.subscriptions.retrieve(subscription.id);
  expect(amountOf(left)).toBe(3000);
  expect(left).toMatchObject({ status: "active", pending_update: null });
  expect(await stripe.invoices.retrieve((waiting.latest_invoice as Stripe.Invoice).id ?? "")).toMatchObject({
    status: "void",
  });
  expect(await emitted(stripe, subscription.id, since)).toEqual([
    "invoice.voided",
    "customer.subscription.updated",
    "customer.subscription.pending_update_expired",
  ]);
  const preview = await stripe.invoices.createPreview({ subscription: subscription.id });
  expect(preview.total).toBe(3000);
});

it("expires with the period when that ends sooner, before the renewal", async () => {
  const { stripe } = local;
  const { on, subscription, dearer } = await halfway();
  // Four hours would cost 11 cents, too little for a charge
  await on.to(at("2027-01-31T02:00:00Z"));
  await declineNext(on);
  const waiting = await upgrade(subscription, dearer);
  expect(waiting.pending_update?.expires_at).toBe(at("2027-02-01T00:00:00Z"));
  await on.to(at("2027-02-01T02:00:00Z"));
  const { data } = await stripe.invoices.list({ subscription: subscription.id });
  expect(data[0]).toMatchObject({ billing_reason: "subscription_cycle", total: 3000, status: "paid" });
  expect(await stripe.subscriptions.retrieve(subscription.id)).toMatchObject({ pending_update: null });
});

it("keeps what waited before: a discarded change gives it back to the next invoice", async () => {
  const { stripe } = local;
  const { on, subscription, dearer } = await halfway();
  const item = firstItem(subscription).id;
  await stripe.subscriptions.update(subscription.id, { items: [{ id: item, quantity: 2 }] });
  await declineNext(on);
  const waiting = await upgrade(subscription, dearer);
  // -30 and +60 for half a month waited; then -60 and +100 for the other price
  expect((waiting.latest_invoice as Stripe.Invoice).amount_due).toBe(1500 + 2000);
  await stripe.invoices.voidInvoice((waiting.latest_invoice as Stripe.Invoice).id ?? "");
  expect(await stripe.subscriptions.retrieve(subscription.id)).toMatchObject({ pending_update: null });
  expect((await stripe.invoices.createPreview({ subscription: subscription.id })).total).toBe(6000 + 1500);
});

it("gives way to another change, and ends with the subscription", async () => {
  const { stripe } = local;
  const { on, subscription, dearer } = await halfway();
  await declineNext(on);
  const first = await upgrade(subscription, dearer);
  const second = await upgrade(subscription, (await monthly(stripe, 4000)).id);
  expect(amountOf(second)).toBe(4000);
  expect(second.pending_update).toBeNull();
  expect(await stripe.invoices.retrieve((first.latest_invoice as Stripe.Invoice).id ?? "")).toMatchObject({
    status: "void",
  });
  await declineNext(on);
  const third = await upgrade(second, dearer);
  const canceled = await stripe.subscriptions.cancel(subscription.id);
  expect(canceled).toMatchObject({ status: "canceled", pending_update: null });
  expect(await stripe.invoices.retrieve((third.latest_invoice as Stripe.Invoice).id ?? "")).toMatchObject({
    status: "void",
  });
});

it("takes only what Stripe supports with it", async () => {
  const { stripe } = local;
  const { subscription } = await halfway();
  const also: Update[] = [
    { cancel_at_period_end: true },
    { discounts: [{ coupon: "none" }] },
    { default_payment_method: "pm_x" },
    { off_session: true },
  ];
  for (const more of also) {
    const error = await refused(
      stripe.subscriptions.update(subscription.id, { payment_behavior: "pending_if_incomplete", ...more }),
    );
    expect(error).toMatchObject({ statusCode: 400, param: Object.keys(more)[0] });
  }
  const { customer } = subscription;
  const items = [{ price: (await monthly(stripe)).id }];
  const create = stripe.subscriptions.create({
    customer: String(customer),
    items,
    payment_behavior: "pending_if_incomplete",
  });
  expect((await refused(create)).param).toBe("payment_behavior");
});

it("ends a trial only with its payment", async () => {
  const { stripe } = local;
  const on = await clocked(stripe, "2027-01-01T00:00:00Z");
  const trial = await subscribe(stripe, on, { trial_period_days: 14 });
  await declineNext(on);
  const waiting = await stripe.subscriptions.update(trial.id, {
    trial_end: "now",
    payment_behavior: "pending_if_incomplete",
    expand: ["latest_invoice"],
  });
  expect(waiting).toMatchObject({ status: "trialing", pending_update: { trial_end: at("2027-01-01T00:00:00Z") } });
  const invoice = waiting.latest_invoice as Stripe.Invoice;
  expect(invoice).toMatchObject({ status: "open", amount_due: 1000 });
  await stripe.invoices.pay(invoice.id ?? "");
  const paid = await stripe.subscriptions.retrieve(trial.id);
  expect(paid).toMatchObject({ status: "active", pending_update: null });
  expect(firstItem(paid).current_period_end).toBe(at("2027-02-01T00:00:00Z"));
});

it("with error_if_incomplete a refused payment is a 402, and nothing changed", async () => {
  const { stripe } = local;
  const { on, subscription, dearer } = await halfway();
  await declineNext(on);
  const since = await lastEvent(stripe);
  const error = await refused(upgrade(subscription, dearer, { payment_behavior: "error_if_incomplete" }));
  expect(error).toMatchObject({ statusCode: 402, code: "card_declined" });
  expect(await stripe.subscriptions.retrieve(subscription.id)).toEqual(
    expect.objectContaining({ status: "active", latest_invoice: subscription.latest_invoice }),
  );
  expect(amountOf(await stripe.subscriptions.retrieve(subscription.id))).toBe(3000);
  expect(await emitted(stripe, subscription.id, since)).toEqual([]);
  // Without any card it is not the card that was refused
  const none = await clocked(stripe, "2027-01-01T00:00:00Z", "");
  const free = await subscribe(stripe, none, { items: [{ price: (await monthly(stripe, 0)).id }] });
  const noCard = await refused(upgrade(free, dearer, { payment_behavior: "error_if_incomplete" }));
  expect(noCard).toMatchObject({ statusCode: 400, code: "resource_missing" });
});

it.each([
  ["allow_incomplete", { status: "past_due", latest_invoice: { status: "open", attempted: true } }],
  ["default_incomplete", { status: "past_due", latest_invoice: { status: "open", attempted: false } }],
] as const)("with %s the change stays unpaid", async (payment_behavior, expected) => {
  const { on, subscription, dearer } = await halfway();
  await declineNext(on);
  const after = await upgrade(subscription, dearer, { payment_behavior });
  expect(amountOf(after)).toBe(5000);
  expect(after).toMatchObject(expected);
  await control(local, "DELETE", "/declines");
});
