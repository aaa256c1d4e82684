// Invoices that are paid in several parts, by payment intents of the seller.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type Stripe from "stripe";
import { emitted, lastEvent } from "./clocks.ts";
import { refused, startLocal, type Local } from "./support.ts";

let local: Local;
let stripe: Stripe;
beforeAll(async () => {
  local = await startLocal();
  stripe = local.stripe;
});
afterAll(() => local.stop());

async function openInvoice(amount = 10_000, currency = "usd"): Promise<Stripe.Invoice & { customer: string }> {
  const { id: customer } = await stripe.customers.create({ email: "payer@example.com" });
  await stripe.invoiceItems.create({ customer, amount, currency });
  const draft = await stripe.invoices.create({ customer, currency, pending_invoice_items_behavior: "include" });
  return (await stripe.invoices.finalizeInvoice(draft.id)) as Stripe.Invoice & { customer: string };
}
const intent = (customer: string, amount: number, params: Partial<Stripe.PaymentIntentCreateParams> = {}) =>
  stripe.paymentIntents.create({
    customer,
    amount,
    currency: "usd",
    automatic_payment_methods: { enabled: true, allow_redirects: "never" },
    ...params,
  });
const attach = (invoice: string, payment_intent: string) =>
  stripe.invoices.attachPayment(invoice, { payment_intent, expand: ["payments"] });
const payWith = (id: string, card = "pm_card_visa") => stripe.paymentIntents.confirm(id, { payment_method: card });
const sums = ({ status, amount_due, amount_paid, amount_remaining }: Stripe.Invoice) => [
  status,
  amount_due,
  amount_paid,
  amount_remaining,
];

describe("a payment attached to an invoice", () => {
  it("pays its part when its intent succeeds, and the default payment asks for the rest", async () => {
    const invoice = await openInvoice();
    const part = await intent(invoice.customer, 4000);
    const attached = await attach(invoice.id, part.id);
    expect(sums(attached)).toEqual(["open", 10_000, 0, 10_000]);
    const [newest, first] = attached.payments?.data.toSorted((a) => (a.is_default ? 1 : -1)) ?? [];
    expect(newest).toMatchObject({ amount_requested: 4000, amount_paid: null, is_default: false, status: "open" });
    const began = await lastEvent(stripe);
    await payWith(part.id);
    const after = await stripe.invoices.retrieve(invoice.id, { expand: ["payments"] });
    expect(sums(after)).toEqual(["open", 10_000, 4000, 6000]);
    expect(await emitted(stripe, invoice.id, began)).toEqual(
      expect.arrayContaining(["invoice.updated", "invoice_payment.paid"]),
    );
    expect(await emitted(stripe, invoice.id, began)).not.toContain("invoice.paid");
    expect(await stripe.invoicePayments.retrieve(newest?.id ?? "")).toMatchObject({
      amount_paid: 4000,
      status: "paid",
    });
    expect(await stripe.invoicePayments.retrieve(first?.id ?? "")).toMatchObject({ amount_requested: 6000 });
    const card = await stripe.paymentMethods.attach("pm_card_visa", { customer: invoice.customer });
    const paid = await stripe.invoices.pay(invoice.id, { payment_method: card.id });
    expect(sums(paid)).toEqual(["paid", 10_000, 10_000, 0]);
    const [charge] = (await stripe.charges.list({ customer: invoice.customer })).data;
    expect(charge?.amount).toBe(6000);
    expect(await stripe.invoicePayments.retrieve(first?.id ?? "")).toMatchObject({ amount_paid: 6000, status: "paid" });
  });

  it("is credited immediately when it succeeded before, and the last one pays the invoice", async () => {
    const invoice = await openInvoice();
    for (const amount of [2500, 7500]) {
      const part = await intent(invoice.customer, amount, { confirm: true, payment_method: "pm_card_visa" });
      await attach(invoice.id, part.id);
    }
    const paid = await stripe.invoices.retrieve(invoice.id, { expand: ["payments"] });
    expect(sums(paid)).toEqual(["paid", 10_000, 10_000, 0]);
    expect(paid.payments?.data.map(({ is_default, status }) => [is_default, status]).toSorted()).toEqual([
      [false, "paid"],
      [false, "paid"],
      [true, "canceled"],
    ]);
  });

  it("is credited to the customer as far as the invoice needs it no longer", async () => {
    const invoice = await openInvoice();
    const [one, two] = [await intent(invoice.customer, 6000), await intent(invoice.customer, 6000)];
    for (const { id } of [one, two]) await attach(invoice.id, id);
    await payWith(one.id);
    const began = await lastEvent(stripe);
    await payWith(two.id);
    expect(await emitted(stripe, invoice.id, began)).toEqual(
      expect.arrayContaining(["invoice.overpaid", "invoice.paid"]),
    );
    const paid = await stripe.invoices.retrieve(invoice.id);
    expect([...sums(paid), paid.amount_overpaid]).toEqual(["paid", 10_000, 10_000, 0, 2000]);
    expect(await stripe.customers.retrieve(invoice.customer)).toMatchObject({ balance: -2000 });
    const [move] = (await stripe.customers.listBalanceTransactions(invoice.customer)).data;
    expect(move).toMatchObject({ amount: -2000, type: "invoice_overpaid", invoice: invoice.id });
  });

  it("waits for a capture and is canceled with its intent", async () => {
    const invoice = await openInvoice();
    const held = await intent(invoice.customer, 4000, { capture_method: "manual" });
    const dropped = await intent(invoice.customer, 1000);
    for (const { id } of [held, dropped]) await attach(invoice.id, id);
    await payWith(held.id);
    expect(sums(await stripe.invoices.retrieve(invoice.id))).toEqual(["open", 10_000, 0, 10_000]);
    await stripe.paymentIntents.capture(held.id, { amount_to_capture: 3000 });
    expect(sums(await stripe.invoices.retrieve(invoice.id))).toEqual(["open", 10_000, 3000, 7000]);
    await stripe.paymentIntents.cancel(dropped.id);
    const { data } = await stripe.invoicePayments.list({ invoice: invoice.id, status: "canceled" });
    expect(data.map(({ payment }) => payment.payment_intent)).toEqual([dropped.id]);
  });

  it("keeps its invoice from being voided, and while it is open from being written off", async () => {
    const invoice = await openInvoice();
    const part = await intent(invoice.customer, 4000);
    await attach(invoice.id, part.id);
    const tried = async () => [
      (await refused(stripe.invoices.voidInvoice(invoice.id))).message,
      (await refused(stripe.invoices.create({ from_invoice: { action: "revision", invoice: invoice.id } }))).message,
    ];
    const revision = "You can't revise an invoice that has `open` or `paid` payments.";
    expect(await tried()).toEqual(["Invoices with `open` payments cannot be voided.", revision]);
    await refused(stripe.invoices.markUncollectible(invoice.id));
    await payWith(part.id);
    expect(await tried()).toEqual(["Invoices with `paid` payments cannot be voided.", revision]);
    expect((await stripe.invoices.markUncollectible(invoice.id)).status).toBe("uncollectible");
  });

  it("must fit the invoice, which must be open", async () => {
    const invoice = await openInvoice();
    const other = await openInvoice();
    const eur = await intent(invoice.customer, 100, { currency: "eur" });
    const fits = await intent(invoice.customer, 100);
    const strange = [
      await intent(other.customer, 100),
      eur,
      await intent(invoice.customer, 10_001),
      await stripe.paymentIntents.cancel((await intent(invoice.customer, 100)).id),
    ];
    for (const { id } of strange)
      expect(await refused(attach(invoice.id, id))).toMatchObject({ statusCode: 400, param: "payment_intent" });
    await attach(invoice.id, fits.id);
    expect((await refused(attach(invoice.id, fits.id))).message).toContain("already");
    expect(await refused(attach(invoice.id, "pi_none"))).toMatchObject({ code: "resource_missing", statusCode: 400 });
    expect(await refused(stripe.invoices.attachPayment(other.id, {}))).toMatchObject({ code: "parameter_missing" });
    await stripe.invoices.voidInvoice(other.id);
    const late = await intent(other.customer, 100);
    expect((await refused(attach(other.id, late.id))).message).toContain("isn't open");
  });
});
