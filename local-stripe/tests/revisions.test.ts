// Finalized invoices that are revised: a draft of the same, which takes the place of the invoice when it is finalized.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type Stripe from "stripe";
import { emitted, lastEvent, subscribe } from "./clocks.ts";
import { refused, startLocal, type Local } from "./support.ts";

let local: Local;
let stripe: Stripe;
beforeAll(async () => {
  local = await startLocal();
  stripe = local.stripe;
});
afterAll(() => local.stop());

async function openInvoice(balance = 0, params: Partial<Stripe.InvoiceCreateParams> = {}) {
  const { id: customer } = await stripe.customers.create({ email: "payer@example.com", name: "Ada", balance });
  for (const amount of [1000, 2000]) await stripe.invoiceItems.create({ customer, amount, currency: "usd" });
  const draft = await stripe.invoices.create({ customer, pending_invoice_items_behavior: "include", ...params });
  return { customer, invoice: await stripe.invoices.finalizeInvoice(draft.id) };
}
const revise = (invoice: string, params: Stripe.InvoiceCreateParams = {}) =>
  stripe.invoices.create({ from_invoice: { action: "revision", invoice }, ...params });

describe("a revision", () => {
  it("is a draft with the lines and texts of the invoice, for its customer as it is now", async () => {
    const { customer, invoice } = await openInvoice(0, {
      description: "June",
      metadata: { order: "7" },
      collection_method: "send_invoice",
      days_until_due: 30,
    });
    await stripe.customers.update(customer, { name: "Ada Lovelace" });
    await stripe.invoiceItems.create({ customer, amount: 500, currency: "usd" });
    const draft = await revise(invoice.id, { footer: "Corrected" });
    expect(draft).toMatchObject({
      status: "draft",
      from_invoice: { action: "revision", invoice: invoice.id },
      latest_revision: null,
      customer,
      customer_name: "Ada Lovelace",
      description: "June",
      footer: "Corrected",
      due_date: invoice.due_date,
      metadata: { order: "7" },
      number: null,
      total: 3000,
      auto_advance: false,
    });
    expect(draft.lines.data.map(({ amount }) => amount)).toEqual(invoice.lines.data.map(({ amount }) => amount));
    const old = new Set(invoice.lines.data.map(({ parent }) => parent?.invoice_item_details?.invoice_item));
    for (const { parent } of draft.lines.data) expect(old).not.toContain(parent?.invoice_item_details?.invoice_item);
    expect(await stripe.invoices.retrieve(invoice.id)).toMatchObject({ status: "open", latest_revision: null });
  });

  it("voids the invoice when it is finalized, and uses the credit that the invoice gave back", async () => {
    const { customer, invoice } = await openInvoice(-1000);
    const draft = await revise(invoice.id);
    const item = draft.lines.data[0]?.parent?.invoice_item_details?.invoice_item ?? "";
    await stripe.invoiceItems.update(item, { amount: 5000 });
    const began = await lastEvent(stripe);
    const final = await stripe.invoices.finalizeInvoice(draft.id);
    const total = 5000 + (invoice.lines.data[1]?.amount ?? 0);
    expect(final).toMatchObject({ status: "open", total, amount_due: total - 1000 });
    expect(final.number).not.toBe(invoice.number);
    const before = await stripe.invoices.retrieve(invoice.id, { expand: ["latest_revision"] });
    expect(before).toMatchObject({ status: "void", total: 3000, latest_revision: { id: final.id, status: "open" } });
    expect(await emitted(stripe, invoice.id, began)).toEqual(
      expect.arrayContaining(["invoice.voided", "invoice.finalized"]),
    );
    expect(await stripe.customers.retrieve(customer)).toMatchObject({ balance: 0 });
  });

  it("is named by all before it", async () => {
    const { invoice } = await openInvoice();
    const second = await stripe.invoices.finalizeInvoice((await revise(invoice.id)).id);
    await stripe.invoices.markUncollectible(second.id);
    const third = await stripe.invoices.finalizeInvoice((await revise(second.id)).id);
    for (const { id } of [invoice, second])
      expect(await stripe.invoices.retrieve(id)).toMatchObject({ latest_revision: third.id, status: "void" });
    const expanded = await stripe.invoices.retrieve(third.id, { expand: ["from_invoice.invoice"] });
    expect(expanded.from_invoice?.invoice).toMatchObject({ id: second.id, from_invoice: { invoice: invoice.id } });
  });

  it("can be deleted, and can’t be finalized when its invoice was paid meanwhile", async () => {
    const { invoice } = await openInvoice();
    const [one, two] = [await revise(invoice.id), await revise(invoice.id)];
    await stripe.invoices.del(one.id);
    await stripe.invoices.pay(invoice.id, { paid_out_of_band: true });
    expect((await refused(stripe.invoices.finalizeInvoice(two.id))).message).toContain(invoice.id);
    expect((await stripe.invoices.retrieve(two.id)).status).toBe("draft");
  });

  it("is refused of what is paid, void, a draft or a subscription’s, and for another customer", async () => {
    const { invoice } = await openInvoice();
    const another = await stripe.customers.create();
    expect(await refused(revise(invoice.id, { customer: another.id }))).toMatchObject({ param: "customer" });
    expect(await refused(revise(invoice.id, { currency: "usd" }))).toMatchObject({ param: "currency" });
    expect(await refused(revise("in_none"))).toMatchObject({ code: "resource_missing", statusCode: 400 });
    expect(await refused(stripe.invoices.create({}))).toMatchObject({ code: "parameter_missing", param: "customer" });
    const draft = await revise(invoice.id);
    expect((await refused(revise(draft.id))).message).toContain("`draft`");
    await stripe.invoices.voidInvoice(invoice.id);
    expect((await refused(revise(invoice.id))).message).toContain("`void`");
    const subscription = await subscribe(stripe, { customer: another }, { payment_behavior: "default_incomplete" });
    const latest = subscription.latest_invoice as string;
    expect((await refused(revise(latest))).message).toContain("subscription");
  });
});
