// Credit notes and the transactions of a customer's balance.
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

async function invoiced(amount: number, { pay = false } = {}): Promise<Stripe.Invoice> {
  const customer = await stripe.customers.create({
    email: "payer@example.com",
    payment_method: "pm_card_visa",
    invoice_settings: { default_payment_method: "pm_card_visa" },
  });
  await stripe.invoiceItems.create({ customer: customer.id, amount, currency: "usd" });
  const draft = await stripe.invoices.create({ customer: customer.id, pending_invoice_items_behavior: "include" });
  const open = await stripe.invoices.finalizeInvoice(draft.id);
  return pay ? stripe.invoices.pay(open.id) : open;
}

const custom = (unit_amount: number): Pick<Stripe.CreditNoteCreateParams, "lines"> => ({
  lines: [{ type: "custom_line_item", description: "Too much", quantity: 1, unit_amount }],
});

describe("a credit note", () => {
  it("lowers what is due of an open invoice, and can be voided", async () => {
    const invoice = await invoiced(2000);
    const began = await lastEvent(stripe);
    const note = await stripe.creditNotes.create({ invoice: invoice.id, memo: "Sorry", ...custom(500) });
    expect(note).toMatchObject({
      type: "pre_payment",
      amount: 500,
      pre_payment_amount: 500,
      post_payment_amount: 0,
      number: `${invoice.number}-CN-01`,
      status: "issued",
      refunds: [],
    });
    expect(await stripe.invoices.retrieve(invoice.id)).toMatchObject({
      amount_due: 1500,
      amount_remaining: 1500,
      pre_payment_credit_notes_amount: 500,
    });
    expect((await stripe.creditNotes.update(note.id, { metadata: { a: "1" } })).metadata).toEqual({ a: "1" });
    expect(await stripe.creditNotes.voidCreditNote(note.id)).toMatchObject({ status: "void" });
    expect(await emitted(stripe, note.id, began)).toEqual([
      "credit_note.created",
      "credit_note.updated",
      "credit_note.voided",
    ]);
    expect((await stripe.invoices.pay(invoice.id)).amount_paid).toBe(2000);
    expect((await refused(stripe.creditNotes.voidCreditNote(note.id))).statusCode).toBe(400);
  });

  it("for all of it pays an open invoice; the payment intent asks for the rest before", async () => {
    const invoice = await invoiced(2000);
    await stripe.creditNotes.create({ invoice: invoice.id, amount: 700 });
    const [payment] = (await stripe.invoicePayments.list({ invoice: invoice.id })).data;
    expect(payment?.amount_requested).toBe(1300);
    const intent = await stripe.paymentIntents.retrieve(String(payment?.payment.payment_intent));
    expect(intent.amount).toBe(1300);
    await stripe.creditNotes.create({ invoice: invoice.id, amount: 1300 });
    expect(await stripe.invoices.retrieve(invoice.id)).toMatchObject({ status: "paid", amount_due: 0, amount_paid: 0 });
  });

  it("of a paid invoice refunds, credits the customer, or neither", async () => {
    const invoice = await invoiced(3000, { pay: true });
    const refunding = await stripe.creditNotes.create({ invoice: invoice.id, refund_amount: 500, ...custom(500) });
    expect(refunding).toMatchObject({
      type: "post_payment",
      post_payment_amount: 500,
      refunds: [{ amount_refunded: 500, type: "refund" }],
    });
    const charge = (await stripe.charges.list({ customer: String(invoice.customer) })).data[0];
    expect(charge?.amount_refunded).toBe(500);
    const crediting = await stripe.creditNotes.create({ invoice: invoice.id, amount: 400, credit_amount: 400 });
    expect(crediting.customer_balance_transaction).toEqual(expect.stringMatching(/^cbtxn_/));
    await stripe.creditNotes.create({ invoice: invoice.id, amount: 100, out_of_band_amount: 100 });
    expect(await stripe.invoices.retrieve(invoice.id)).toMatchObject({
      status: "paid",
      amount_paid: 3000,
      post_payment_credit_notes_amount: 1000,
    });
    const [moved] = (await stripe.customers.listBalanceTransactions(String(invoice.customer))).data;
    expect(moved).toMatchObject({ amount: -400, ending_balance: -400, type: "credit_note", credit_note: crediting.id });
    const { data } = await stripe.creditNotes.list({ invoice: invoice.id });
    expect(data.map(({ number }) => number?.slice(-2))).toEqual(["03", "02", "01"]);
  });

  it("of a line has that line’s part of the discounts, and is previewed", async () => {
    const customer = await stripe.customers.create({ email: "payer@example.com" });
    const half = await stripe.coupons.create({ percent_off: 50, duration: "once" });
    const price = await stripe.prices.create({ currency: "usd", unit_amount: 1000, product_data: { name: "Pens" } });
    await stripe.invoiceItems.create({ customer: customer.id, pricing: { price: price.id }, quantity: 4 });
    const draft = await stripe.invoices.create({
      customer: customer.id,
      pending_invoice_items_behavior: "include",
      discounts: [{ coupon: half.id }],
    });
    const invoice = await stripe.invoices.finalizeInvoice(draft.id);
    const line = invoice.lines.data[0]?.id ?? "";
    const wanted = {
      invoice: invoice.id,
      lines: [{ type: "invoice_line_item" as const, invoice_line_item: line, quantity: 1 }],
    };
    const expected = { amount: 500, subtotal: 1000, discount_amount: 500, total: 500 };
    expect(await stripe.creditNotes.preview(wanted)).toMatchObject(expected);
    expect((await stripe.creditNotes.listPreviewLineItems(wanted)).data).toHaveLength(1);
    expect((await stripe.creditNotes.list({ invoice: invoice.id })).data).toEqual([]);
    const note = await stripe.creditNotes.create(wanted);
    expect(note).toMatchObject(expected);
    expect((await stripe.creditNotes.listLineItems(note.id)).data[0]).toMatchObject({
      invoice_line_item: line,
      quantity: 1,
    });
    expect((await stripe.invoices.retrieve(invoice.id)).amount_due).toBe(1500);
  });

  it.each<[string, (id: string) => Promise<unknown>, Partial<Stripe.errors.StripeError>]>([
    [
      "more than was paid",
      (invoice) => stripe.creditNotes.create({ invoice, amount: 2001, refund_amount: 2001 }),
      { param: "amount" },
    ],
    [
      "no word on the money",
      (invoice) => stripe.creditNotes.create({ invoice, amount: 100 }),
      { param: "refund_amount" },
    ],
    [
      "an amount and lines",
      (invoice) => stripe.creditNotes.create({ invoice, amount: 100, ...custom(100) }),
      { param: "lines" },
    ],
    [
      "a line of another invoice",
      (invoice) =>
        stripe.creditNotes.create({
          invoice,
          refund_amount: 1,
          lines: [{ type: "invoice_line_item", invoice_line_item: "il_none" }],
        }),
      { code: "resource_missing" },
    ],
  ])("is refused with %s", async (_what, call, expected) => {
    const { id } = await invoiced(2000, { pay: true });
    expect(await refused(call(id))).toMatchObject({ statusCode: 400, ...expected });
  });
});

it("a customer’s balance is moved by calls and invoices, and each move is a transaction", async () => {
  const { id } = await stripe.customers.create({ email: "payer@example.com" });
  const began = await lastEvent(stripe);
  const given = await stripe.customers.createBalanceTransaction(id, {
    amount: -1500,
    currency: "usd",
    description: "A gift",
    metadata: { why: "kind" },
  });
  expect(given).toMatchObject({ type: "adjustment", ending_balance: -1500, description: "A gift", invoice: null });
  await stripe.invoiceItems.create({ customer: id, amount: 1000, currency: "usd" });
  const draft = await stripe.invoices.create({ customer: id, pending_invoice_items_behavior: "include" });
  const paid = await stripe.invoices.finalizeInvoice(draft.id);
  expect(paid).toMatchObject({ status: "paid", amount_due: 0, starting_balance: -1500, ending_balance: -500 });
  await stripe.invoiceItems.create({ customer: id, amount: 2000, currency: "usd" });
  const second = await stripe.invoices.create({ customer: id, pending_invoice_items_behavior: "include" });
  expect(await stripe.invoices.finalizeInvoice(second.id)).toMatchObject({ status: "open", amount_due: 1500 });
  await stripe.invoices.voidInvoice(second.id);
  const { data } = await stripe.customers.listBalanceTransactions(id);
  expect(data.map(({ amount, type, ending_balance }) => [amount, type, ending_balance])).toEqual([
    [-500, "unapplied_from_invoice", -500],
    [500, "applied_to_invoice", 0],
    [1000, "applied_to_invoice", -500],
    [-1500, "adjustment", -1500],
  ]);
  expect(await stripe.customers.retrieveBalanceTransaction(id, given.id)).toMatchObject({ id: given.id });
  const changed = await stripe.customers.updateBalanceTransaction(id, given.id, { metadata: { why: "" } });
  expect(changed.metadata).toEqual({});
  expect((await emitted(stripe, id, began)).filter((type) => type === "customer.updated").length).toBeGreaterThan(3);
  await stripe.customers.update(id, { balance: 100 });
  const [set] = (await stripe.customers.listBalanceTransactions(id)).data;
  expect(set).toMatchObject({ amount: 600, ending_balance: 100, type: "adjustment" });
  expect((await refused(stripe.customers.createBalanceTransaction(id, { amount: 0, currency: "usd" }))).param).toBe(
    "amount",
  );
});
