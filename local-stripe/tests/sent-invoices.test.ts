// `collection_method=send_invoice`: invoices that a payer pays by hand, until a day.
import { afterAll, beforeAll, expect, it } from "vitest";
import type Stripe from "stripe";
import { at, clocked, DAY, emitted, firstItem, HOUR, lastEvent, subscribe } from "./clocks.ts";
import { control, monthly, refused, startLocal, type Local } from "./support.ts";

let local: Local;
beforeAll(async () => void (local = await startLocal()));
afterAll(() => local.stop());

const JAN = at("2027-01-01T00:00:00Z");
const FEB = at("2027-02-01T00:00:00Z");
const expand = ["latest_invoice"];
const retrieve = (id: string) => local.stripe.subscriptions.retrieve(id, { expand });

async function begin(params: Partial<Stripe.SubscriptionCreateParams> = {}) {
  const { stripe } = local;
  const on = await clocked(stripe, "2027-01-01T00:00:00Z", "");
  const items = [{ price: (await monthly(stripe, 3000)).id }];
  const sent = { collection_method: "send_invoice", days_until_due: 30, items, expand, ...params } as const;
  return { on, subscription: await subscribe(stripe, on, sent) };
}

it("is active at once, its first invoice a draft for an hour, then sent, and paid by hand", async () => {
  const { stripe } = local;
  const { on, subscription } = await begin();
  expect(subscription).toMatchObject({
    status: "active",
    collection_method: "send_invoice",
    days_until_due: 30,
    latest_invoice: { status: "draft", collection_method: "send_invoice", due_date: JAN + 30 * DAY },
  });
  const since = await lastEvent(stripe);
  await on.to(JAN + HOUR);
  const sent = (await retrieve(subscription.id)).latest_invoice as Stripe.Invoice;
  expect(sent).toMatchObject({ status: "open", attempted: false, attempt_count: 0, next_payment_attempt: null });
  expect((await emitted(stripe, subscription.id, since)).slice(-2)).toEqual(["invoice.finalized", "invoice.sent"]);
  await stripe.invoices.pay(sent.id ?? "", { paid_out_of_band: true });
  await on.to(JAN + 31 * DAY - 1);
  expect(await retrieve(subscription.id)).toMatchObject({ status: "active", latest_invoice: { status: "paid" } });
});

it("is past due when an invoice is overdue, and active again when it is paid", async () => {
  const { stripe } = local;
  const { on, subscription } = await begin({ days_until_due: 7 });
  await on.to(JAN + 7 * DAY - 1);
  expect((await retrieve(subscription.id)).status).toBe("active");
  const since = await lastEvent(stripe);
  await on.to(JAN + 7 * DAY);
  const late = await retrieve(subscription.id);
  expect(late).toMatchObject({ status: "past_due", latest_invoice: { status: "open" } });
  const types = await emitted(stripe, subscription.id, since);
  expect(types).toEqual(["invoice.overdue", "customer.subscription.updated"]);
  // A refused card changes nothing
  const { id } = await stripe.paymentMethods.attach("pm_card_chargeCustomerFail", { customer: on.customer.id });
  const invoice = (late.latest_invoice as Stripe.Invoice).id ?? "";
  expect((await refused(stripe.invoices.pay(invoice, { payment_method: id }))).statusCode).toBe(402);
  await stripe.invoices.pay(invoice, { payment_method: "pm_card_visa" });
  expect((await retrieve(subscription.id)).status).toBe("active");
});

it("renews with a draft that is sent; one that is not finalized is not overdue", async () => {
  const { stripe } = local;
  const { on, subscription } = await begin({ days_until_due: 10 });
  await on.to(JAN + HOUR);
  await stripe.invoices.pay(String(((await retrieve(subscription.id)).latest_invoice as Stripe.Invoice).id), {
    paid_out_of_band: true,
  });
  await on.to(FEB);
  expect(await retrieve(subscription.id)).toMatchObject({
    status: "active",
    latest_invoice: { status: "draft", due_date: FEB + 10 * DAY },
  });
  await control(local, "POST", "/finalization-failures", { customer: on.customer.id });
  await on.to(FEB + 12 * DAY);
  expect(await retrieve(subscription.id)).toMatchObject({ status: "active", latest_invoice: { status: "draft" } });
});

it("bills changes by an invoice that is sent, and needs no card for the end of a trial", async () => {
  const { stripe } = local;
  const { on, subscription } = await begin();
  await on.to(at("2027-01-16T12:00:00Z"));
  const changed = await stripe.subscriptions.update(subscription.id, {
    items: [{ id: firstItem(subscription).id, quantity: 2 }],
    proration_behavior: "always_invoice",
    payment_behavior: "error_if_incomplete",
    expand,
  });
  expect(changed).toMatchObject({ status: "active", latest_invoice: { status: "draft", total: 1500 } });
  expect(firstItem(changed).quantity).toBe(2);
  const pending = stripe.subscriptions.update(subscription.id, { payment_behavior: "pending_if_incomplete" });
  expect((await refused(pending)).param).toBe("payment_behavior");

  const missing_payment_method = "cancel";
  const trial = await begin({ trial_period_days: 3, trial_settings: { end_behavior: { missing_payment_method } } });
  await trial.on.to(JAN + 3 * DAY + HOUR);
  expect(await retrieve(trial.subscription.id)).toMatchObject({ status: "active", latest_invoice: { status: "open" } });
});

it("is set and unset by an update, and asks for its days", async () => {
  const { stripe } = local;
  const on = await clocked(stripe, "2027-01-01T00:00:00Z");
  const { id } = await subscribe(stripe, on);
  expect((await refused(stripe.subscriptions.update(id, { collection_method: "send_invoice" }))).param).toBe(
    "days_until_due",
  );
  expect((await refused(stripe.subscriptions.update(id, { days_until_due: 5 }))).param).toBe("days_until_due");
  const sent = await stripe.subscriptions.update(id, { collection_method: "send_invoice", days_until_due: 5 });
  expect(sent).toMatchObject({ collection_method: "send_invoice", days_until_due: 5 });
  const charged = await stripe.subscriptions.update(id, { collection_method: "charge_automatically" });
  expect(charged).toMatchObject({ collection_method: "charge_automatically", days_until_due: null });
});

it("is owed when its subscription has ended, and falls overdue", async () => {
  const { stripe } = local;
  const { on, subscription } = await begin({ days_until_due: 10, cancel_at: JAN + 5 * DAY });
  await on.to(JAN + 6 * DAY);
  const since = await lastEvent(stripe);
  await on.to(JAN + 11 * DAY);
  expect(await retrieve(subscription.id)).toMatchObject({ status: "canceled", latest_invoice: { status: "open" } });
  expect(await emitted(stripe, subscription.id, since)).toEqual(["invoice.overdue"]);
});
