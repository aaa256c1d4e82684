import { portion } from "../../billing/invoices/amounts.ts";
import { byRates, creditedTaxes } from "../../billing/tax/tax-lines.ts";
import { namedRates } from "../../billing/tax/tax-rates.ts";
import type { Context } from "../../conventions/context.ts";
import { checkAmount } from "../../conventions/currencies.ts";
import { invalid, missing } from "../../conventions/errors.ts";
import { newId } from "../../conventions/ids.ts";
import { changeMetadata } from "../../conventions/metadata.ts";
import type { CreditNoteLine, Invoice } from "../../store/objects.ts";
import type { NoteLineParams } from "./credit-note-params.ts";

type Built = Pick<
  CreditNoteLine,
  "amount" | "description" | "discount_amounts" | "quantity" | "type" | "unit_amount"
> & {
  invoice_line_item?: string;
};

export function noteLine(ctx: Context, invoice: Invoice, given: NoteLineParams, at: string): CreditNoteLine {
  const built = given.type === "custom_line_item" ? custom(invoice, given, at) : ofInvoice(invoice, given, at);
  const discount_amount = built.discount_amounts.reduce((sum, { amount }) => sum + amount, 0);
  const rates = namedRates(ctx, given.tax_rates ?? [], `${at}[tax_rates]`);
  const credited = invoice.lines.data.find(({ id }) => id === built.invoice_line_item);
  const taxable = { net: built.amount - discount_amount, currency: invoice.currency, price: undefined };
  return {
    id: newId("cnli"),
    object: "credit_note_line_item",
    ...built,
    discount_amount,
    livemode: false,
    metadata: changeMetadata({}, given.metadata),
    pretax_credit_amounts: built.discount_amounts.map((one) => ({ ...one, type: "discount" })),
    tax_rates: rates,
    taxes: credited ? creditedTaxes(ctx, taxable, credited) : byRates(taxable, rates, "not_available"),
    unit_amount_decimal: built.unit_amount === null ? null : String(built.unit_amount),
  };
}

function custom(invoice: Invoice, given: NoteLineParams, at: string): Built {
  const unit =
    given.unit_amount ?? (given.unit_amount_decimal === undefined ? undefined : Number(given.unit_amount_decimal));
  if (given.description === undefined)
    throw invalid(`Missing required param: ${at}[description].`, `${at}[description]`, "parameter_missing");
  if (given.amount === undefined && unit === undefined)
    throw invalid(`Missing required param: ${at}[unit_amount].`, `${at}[unit_amount]`, "parameter_missing");
  const quantity = given.quantity ?? 1;
  const amount = given.amount ?? Math.round((unit ?? 0) * quantity);
  checkAmount(amount, invoice.currency, `${at}[unit_amount]`);
  return {
    amount,
    description: given.description,
    discount_amounts: [],
    quantity,
    type: "custom_line_item",
    unit_amount: given.unit_amount ?? (given.amount === undefined ? null : given.amount),
  };
}

/** A part of a line of the invoice, with that part of its discounts. */
function ofInvoice(invoice: Invoice, given: NoteLineParams, at: string): Built {
  const id = given.invoice_line_item;
  if (given.tax_rates) throw invalid("`tax_rates` can only be used with a `custom_line_item`.", `${at}[tax_rates]`);
  if (id === undefined)
    throw invalid(`Missing required param: ${at}[invoice_line_item].`, `${at}[invoice_line_item]`, "parameter_missing");
  const line = invoice.lines.data.find((one) => one.id === id);
  if (!line) throw missing("line_item", id, `${at}[invoice_line_item]`);
  const whole = line.quantity ?? 1;
  if (given.quantity !== undefined && given.quantity > whole)
    throw invalid(`The quantity is more than that of the line (${whole}).`, `${at}[quantity]`);
  const amount = given.amount ?? portion(line.amount, given.quantity ?? whole, whole, invoice.currency);
  if (amount > line.amount)
    throw invalid(`The amount is more than that of the line (${line.amount}).`, `${at}[amount]`);
  return {
    amount,
    description: given.description ?? line.description,
    discount_amounts: (line.discount_amounts ?? []).map((one) => ({
      amount: portion(one.amount, amount, line.amount, invoice.currency),
      discount: String(one.discount),
    })),
    invoice_line_item: id,
    quantity: given.amount === undefined ? (given.quantity ?? whole) : null,
    type: "invoice_line_item",
    unit_amount: given.amount === undefined && whole > 0 ? Math.round(line.amount / whole) : null,
  };
}
