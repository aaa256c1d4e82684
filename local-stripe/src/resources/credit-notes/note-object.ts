// What a credit note would be: checked and counted, nothing stored.
import type { Given } from "../../billing/credit-notes/credit-note.ts";
import { sumOf, totalTaxes } from "../../billing/tax/tax-lines.ts";
import { refundable } from "../../billing/payments/refund.ts";
import { nowFor } from "../../conventions/clock.ts";
import type { Context } from "../../conventions/context.ts";
import { formatMoney } from "../../conventions/currencies.ts";
import { fetchNamed } from "../../conventions/endpoint.ts";
import { invalid } from "../../conventions/errors.ts";
import { newId } from "../../conventions/ids.ts";
import { changeMetadata } from "../../conventions/metadata.ts";
import type { Charge, CreditNote, CreditNoteLine, Invoice } from "../../store/objects.ts";
import type { CreateNoteParams } from "./credit-note-params.ts";
import { noteLine } from "./note-lines.ts";

export interface Planned {
  note: CreditNote;
  invoice: Invoice;
  given: Given;
}

export function planNote(ctx: Context, params: CreateNoteParams): Planned {
  const invoice = fetchNamed(ctx, "invoice", params.invoice, "invoice");
  if (!["open", "paid", "uncollectible"].includes(invoice.status ?? "") || invoice.customer === null)
    throw invalid(
      `You can only create credit notes for open or paid invoices. This invoice has the status \`${invoice.status}\`.`,
      "invoice",
    );
  const lines = linesOf(ctx, params, invoice);
  const subtotal = lines.reduce((sum, { amount }) => sum + amount, 0);
  const off = lines.reduce((sum, { discount_amount }) => sum + discount_amount, 0);
  const taxes = totalTaxes(lines);
  const total = subtotal - off + sumOf(taxes, "exclusive");
  const paid = invoice.status === "paid";
  const left = paid ? invoice.amount_paid - invoice.post_payment_credit_notes_amount : invoice.amount_remaining;
  if (total > left)
    throw invalid(
      `The sum of credit notes (${formatMoney(total, invoice.currency)}) can't be more than what is left of the invoice (${formatMoney(left, invoice.currency)}).`,
      params.amount === undefined ? "lines" : "amount",
    );
  const given = paid ? givenOf(ctx, params, invoice, total) : nothing(params);
  const now = nowFor(ctx, invoice.customer);
  const id = newId("cn");
  return {
    invoice,
    given,
    note: {
      id,
      object: "credit_note",
      amount: total,
      amount_shipping: 0,
      created: now,
      currency: invoice.currency,
      customer: invoice.customer,
      customer_account: null,
      customer_balance_transaction: null,
      discount_amount: off,
      discount_amounts: byDiscount(lines),
      effective_at: params.effective_at ?? now,
      invoice: invoice.id,
      lines: { object: "list", data: lines, has_more: false, url: `/v1/credit_notes/${id}/lines` },
      livemode: false,
      memo: params.memo ?? null,
      metadata: changeMetadata({}, params.metadata),
      number: numberOf(ctx, invoice),
      out_of_band_amount: paid && given.outOfBand > 0 ? given.outOfBand : null,
      pdf: `${ctx.baseUrl}/invoice/${invoice.id}/pdf`,
      post_payment_amount: paid ? total : 0,
      pre_payment_amount: paid ? 0 : total,
      pretax_credit_amounts: byDiscount(lines).map((one) => ({ ...one, type: "discount" })),
      reason: params.reason ?? null,
      refunds: given.refunds,
      shipping_cost: null,
      status: "issued",
      subtotal,
      subtotal_excluding_tax: subtotal - sumOf(taxes, "inclusive"),
      total,
      total_excluding_tax: total - sumOf(taxes),
      total_taxes: taxes,
      type: paid ? "post_payment" : "pre_payment",
      voided_at: null,
    },
  };
}

function linesOf(ctx: Context, params: CreateNoteParams, invoice: Invoice): CreditNoteLine[] {
  const { amount, lines } = params;
  if (amount !== undefined && lines)
    throw invalid("You may only specify one of these parameters: amount, lines.", "lines");
  if (lines && lines.length > 0) return lines.map((line, index) => noteLine(ctx, invoice, line, `lines[${index}]`));
  const whole = amount ?? params.refund_amount ?? params.credit_amount ?? params.out_of_band_amount;
  if (whole === undefined) throw invalid("Missing required param: amount.", "amount", "parameter_missing");
  const described = {
    type: "custom_line_item",
    description: `Credit for ${invoice.number}`,
    unit_amount: whole,
  } as const;
  return [noteLine(ctx, invoice, described, "lines[0]")];
}

/** Where the money goes: the sums must be that of the note (the sentence is unverified). */
function givenOf(ctx: Context, params: CreateNoteParams, invoice: Invoice, total: number): Given {
  const refunds = (params.refunds ?? []).map(({ refund: id, amount_refunded }, index) => {
    const refund = fetchNamed(ctx, "refund", id, `refunds[${index}][refund]`);
    return {
      amount_refunded: amount_refunded ?? refund.amount,
      payment_record_refund: null,
      refund: id,
      type: "refund" as const,
    };
  });
  const known = refunds.reduce((sum, one) => sum + one.amount_refunded, 0);
  const { refund_amount = 0, credit_amount: credit = 0, out_of_band_amount: outOfBand = 0 } = params;
  const sum = refund_amount + credit + outOfBand + known;
  if (sum !== total)
    throw invalid(
      `The sum of credit amount, refund amount and out of band amount (${formatMoney(sum, invoice.currency)}) must equal the post payment credit note amount (${formatMoney(total, invoice.currency)}).`,
      "refund_amount",
    );
  const refund =
    refund_amount > 0 ? { charge: chargeOf(ctx, invoice, refund_amount), amount: refund_amount } : undefined;
  return { refund, refunds, credit, outOfBand };
}

function chargeOf(ctx: Context, invoice: Invoice, amount: number): Charge {
  for (const { status, payment } of ctx.store.list("invoice_payment", { by: ["invoice", invoice.id] })) {
    const intent = status === "paid" ? ctx.store.get("payment_intent", payment.payment_intent ?? "") : undefined;
    const charge = ctx.store.get("charge", intent?.latest_charge ?? "");
    if (!charge) continue;
    if (amount > refundable(ctx, charge))
      throw invalid("The refund amount is more than what can be refunded of the payment.", "refund_amount");
    return charge;
  }
  throw invalid("This invoice has no payment that can be refunded.", "refund_amount");
}

function nothing(params: CreateNoteParams): Given {
  for (const name of ["refund_amount", "credit_amount", "out_of_band_amount", "refunds"] as const)
    if (params[name] !== undefined)
      throw invalid(`You can't pass \`${name}\` for an invoice that isn't paid: its amount due is lowered.`, name);
  return { refund: undefined, refunds: [], credit: 0, outOfBand: 0 };
}

function numberOf(ctx: Context, invoice: Invoice): string {
  const before = [...ctx.store.list("credit_note", { by: ["invoice", invoice.id] })].length;
  return `${invoice.number}-CN-${String(before + 1).padStart(2, "0")}`;
}

function byDiscount(lines: CreditNoteLine[]): { amount: number; discount: string }[] {
  const sums = new Map<string, number>();
  for (const { amount, discount } of lines.flatMap((line) => line.discount_amounts))
    sums.set(String(discount), (sums.get(String(discount)) ?? 0) + amount);
  return [...sums].map(([discount, amount]) => ({ amount, discount }));
}
