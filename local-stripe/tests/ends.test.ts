// What waits for the next invoice when a subscription ends, and which invoices an end stops.
import { afterAll, beforeAll, expect, it } from "vitest";
import type Stripe from "stripe";
import { at, clocked, DAY, emitted, firstItem, HOUR, lastEvent, subscribe } from "./clocks.ts";
import { control, monthly, refused, startLocal, type Local } from "./support.ts";

let local: Local;
beforeAll(async () => void (local = await startLocal()));
afterAll(() => local.stop());

const FEB = at("2027-02-01T00:00:00Z");
const expand = ["latest_invoice"];

/** $15 wait: a second seat of $30 for the second half of January. */
async function waiting() {
  const { stripe } = local;
  const on = await clocked(stripe, "2027-01-01T00:00:00Z");
  const subscription = await subscribe(stripe, on, { items: [{ price: (await monthly(stripe, 3000)).id }] });
  await on.to(at("2027-01-16T12:00:00Z"));
  await stripe.subscriptions.update(subscription.id, { items: [{ id: firstItem(subscription).id, quantity: 2 }] });
  return { on, subscription };
}
const waits = async (customer: string) =>
  (await local.stripe.invoiceItems.list({ customer, pending: true })).data.length;

it("a cancellation at the period's end collects it with a last invoice, as the preview says", async () => {
  const { stripe } = local;
  for (const card of ["pm_card_visa", "pm_card_chargeCustomerFail"]) {
    const { on, subscription } = await waiting();
    await stripe.subscriptions.update(subscription.id, { cancel_at_period_end: true });
    const { id } = await stripe.paymentMethods.attach(card, { customer: on.customer.id });
    await stripe.customers.update(on.customer.id, { invoice_settings: { default_payment_method: id } });
    expect((await stripe.invoices.createPreview({ subscription: subscription.id })).total).toBe(1500);
    await on.to(FEB);
    const ended = await stripe.subscriptions.retrieve(subscription.id, { expand });
    expect(ended).toMatchObject({ status: "canceled", latest_invoice: { status: "draft", total: 1500 } });
    await on.to(FEB + 2 * HOUR);
    const status = card === "pm_card_visa" ? "paid" : "open";
    const last = await stripe.subscriptions.retrieve(subscription.id, { expand });
    expect(last).toMatchObject({ status: "canceled", latest_invoice: { status, attempt_count: 1 } });
    expect(await waits(on.customer.id)).toBe(0);
  }
});

it("without anything that waits there is no last invoice", async () => {
  const { stripe } = local;
  const on = await clocked(stripe, "2027-01-01T00:00:00Z");
  const { id, latest_invoice } = await subscribe(stripe, on, { cancel_at_period_end: true });
  await on.to(FEB + DAY);
  expect(await stripe.subscriptions.retrieve(id)).toMatchObject({ status: "canceled", latest_invoice });
});

it("a cancellation at once removes it, bills it, or keeps it with a credit", async () => {
  const { stripe } = local;
  const dropped = await waiting();
  const since = await lastEvent(stripe);
  await stripe.subscriptions.cancel(dropped.subscription.id);
  expect(await waits(dropped.on.customer.id)).toBe(0);
  expect(await emitted(stripe, dropped.subscription.id, since)).toContain("invoiceitem.deleted");
  expect((await stripe.invoices.list({ customer: dropped.on.customer.id })).data).toHaveLength(1);

  const billed = await waiting();
  await stripe.subscriptions.cancel(billed.subscription.id, { invoice_now: true });
  expect((await stripe.invoices.list({ customer: billed.on.customer.id })).data[0]).toMatchObject({
    total: 1500,
    status: "paid",
  });
  const credited = await waiting();
  await stripe.subscriptions.cancel(credited.subscription.id, { prorate: true });
  expect(await waits(credited.on.customer.id)).toBe(3);
});

it("stops the collection of all open invoices of the customer, until it is switched on again", async () => {
  const { stripe } = local;
  const on = await clocked(stripe, "2027-01-01T00:00:00Z");
  const kept = await subscribe(stripe, on);
  const other = await subscribe(stripe, on);
  await control(local, "POST", "/declines", { customer: on.customer.id, times: 2 });
  await on.to(FEB + 2 * HOUR);
  const open = (await stripe.subscriptions.retrieve(kept.id, { expand })).latest_invoice as Stripe.Invoice;
  expect(open.next_payment_attempt).not.toBeNull();
  await stripe.subscriptions.cancel(other.id);
  const stopped = await stripe.invoices.retrieve(open.id ?? "");
  expect(stopped).toMatchObject({ status: "open", auto_advance: false, next_payment_attempt: null });
  await stripe.invoices.update(open.id ?? "", { auto_advance: true });
  await on.to(FEB + 4 * HOUR);
  expect((await stripe.invoices.retrieve(open.id ?? "")).status).toBe("paid");
  expect((await stripe.subscriptions.retrieve(kept.id)).status).toBe("active");
});

it("a renewal that can't be finalized stays a draft, its subscription active, until it is repaired", async () => {
  const { stripe } = local;
  const on = await clocked(stripe, "2027-01-01T00:00:00Z");
  const { id } = await subscribe(stripe, on);
  await control(local, "POST", "/finalization-failures", { customer: on.customer.id, times: 2 });
  const since = await lastEvent(stripe);
  await on.to(FEB + 5 * DAY);
  const active = await stripe.subscriptions.retrieve(id, { expand });
  const draft = active.latest_invoice as Stripe.Invoice;
  expect(active.status).toBe("active");
  expect(draft).toMatchObject({
    status: "draft",
    last_finalization_error: { code: "customer_tax_location_invalid", type: "invalid_request_error" },
  });
  expect(await emitted(stripe, id, since)).toContain("invoice.finalization_failed");
  const again = await refused(stripe.invoices.finalizeInvoice(draft.id ?? ""));
  expect(again).toMatchObject({ statusCode: 400, code: "customer_tax_location_invalid" });
  const repaired = await stripe.invoices.finalizeInvoice(draft.id ?? "");
  expect(repaired).toMatchObject({ status: "open", last_finalization_error: null });
  expect((await stripe.invoices.pay(draft.id ?? "")).status).toBe("paid");
});

it("a subscription's draft can't be deleted by the API, but in the Dashboard", async () => {
  const { stripe } = local;
  const on = await clocked(stripe, "2027-01-01T00:00:00Z");
  const { id } = await subscribe(stripe, on);
  await on.to(FEB);
  const draft = String((await stripe.subscriptions.retrieve(id)).latest_invoice);
  expect((await refused(stripe.invoices.del(draft))).statusCode).toBe(400);
  const since = await lastEvent(stripe);
  await control(local, "POST", "/invoices/delete", { invoice: draft });
  expect(await emitted(stripe, draft, since)).toEqual(["invoice.deleted"]);
  expect((await refused(stripe.invoices.retrieve(draft))).statusCode).toBe(404);
  await on.to(FEB + DAY);
});
