import type Stripe from "stripe";
import { type BillLine, billLines } from "../portal/preview-lines";

/** A line of the next payment. `later`: too little to be charged now. `kept`: given back, as credit for later invoices. */
export type Part = Omit<BillLine, "kind"> & { kind: BillLine["kind"] | "later" | "kept" };

/** What is known of an invoice before it is made, apart from what is used until then. */
export type Kept = { totalMinor: number; parts: Part[] };

/**
 * The invoice without what was used so far, which only grows until the invoice is made: each line says what was taken off
 * and added for it. The parts add up to the total; the customer's balance is applied afterwards.
 * @param metered the prices that are billed by use
 * @returns null where Stripe did not list all lines, and some are for use
 */
export function keptOf(bill: Stripe.Invoice, metered: ReadonlySet<string>): Kept | null {
  const lines = bill.lines.data;
  const isUse = ({ pricing }: Stripe.InvoiceLineItem): boolean => metered.has(idOf(pricing?.price_details?.price));
  const fixed = lines.filter((line) => !isUse(line));
  if (fixed.length < lines.length && bill.lines.has_more) return null;
  const isWhole = fixed.length === lines.length;
  const subtotal = sum(fixed.map(({ amount }) => amount));
  const discount = sum(fixed.flatMap(({ discount_amounts }) => (discount_amounts ?? []).map(({ amount }) => amount)));
  const tax = sum(
    fixed.flatMap(({ taxes }) =>
      (taxes ?? []).flatMap(({ amount, tax_behavior }) => (tax_behavior === "exclusive" ? amount : [])),
    ),
  );
  const total = isWhole ? bill.total : subtotal - discount + tax;
  const known = isWhole
    ? bill
    : {
        ...bill,
        lines: { ...bill.lines, data: fixed },
        subtotal,
        total,
        total_discount_amounts: [{ amount: discount, discount: "" }],
      };
  // The balance is ours to apply, since it does not belong to everybody who sees this.
  return { totalMinor: total, parts: billLines({ ...known, amount_due: Math.max(0, total) }, metered) };
}

const idOf = (price: string | { id: string } | null | undefined): string =>
  (typeof price === "string" ? price : price?.id) ?? "";

const sum = (amounts: number[]): number => amounts.reduce((total, one) => total + one, 0);
