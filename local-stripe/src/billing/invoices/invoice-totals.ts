// The sums of an invoice, always in whole units: lines, less discounts, with taxes, less the customer's credit.
import type { Context } from "../../conventions/context.ts";
import type { Invoice, InvoiceLine } from "../../store/objects.ts";
import { subtotalWithoutTax, sumOf, totalTaxes } from "../tax/tax-lines.ts";
import { canBeCharged } from "../payments/limits.ts";
import { shareDiscounts, type AppliedDiscount, type DiscountAmount } from "../discounts/discounts.ts";

/** Each line says which part of which discount is its own. */
export function discountedLines(lines: InvoiceLine[], discounts: AppliedDiscount[]): InvoiceLine[] {
  const shares = shareDiscounts(
    discounts,
    lines.map((line) => ({ ...line, product: line.pricing?.price_details?.product, item: itemOf(line) })),
    lines[0]?.currency ?? "usd",
  );
  // What takes no discounts may have some already: itemized prorations
  return lines.map((line, index) => ({
    ...line,
    ...shown(line.discountable ? (shares[index] ?? []) : (line.discount_amounts ?? [])),
  }));
}

function shown(amounts: DiscountAmount[]): Pick<InvoiceLine, "discount_amounts" | "pretax_credit_amounts"> {
  return { discount_amounts: amounts, pretax_credit_amounts: amounts.map((one) => ({ ...one, type: "discount" })) };
}

function itemOf({ parent }: InvoiceLine): string | undefined {
  return parent?.subscription_item_details?.subscription_item ?? parent?.invoice_item_details?.invoice_item;
}

export function netOf(line: InvoiceLine): number {
  return line.amount - sum((line.discount_amounts ?? []).map(({ amount }) => amount));
}

/** A line less its own discounts: the subtotal is before those of the whole invoice only (recorded). */
function withoutOwn({ amount, discounts, discount_amounts }: InvoiceLine): number {
  const own = (discount_amounts ?? []).filter(({ discount }) => (discounts as string[]).includes(discount));
  return amount - sum(own.map((one) => one.amount));
}

type Totals = Pick<
  Invoice,
  | "subtotal"
  | "subtotal_excluding_tax"
  | "total"
  | "total_excluding_tax"
  | "total_discount_amounts"
  | "total_pretax_credit_amounts"
  | "total_taxes"
  | "amount_due"
  | "amount_remaining"
  | "starting_balance"
>;

/**
 * A negative balance of the customer is credit that pays first; a positive one is owed and added. What is left below zero
 * becomes credit when the invoice is finalized, and what is too small or too large for a charge is owed with the next invoice.
 */
export function totalsOf(ctx: Context, lines: InvoiceLine[], startingBalance: number, currency: string): Totals {
  const subtotal = sum(lines.map(withoutOwn));
  const taxes = totalTaxes(lines);
  const total = sum(lines.map(netOf)) + sumOf(taxes, "exclusive");
  const owed = total + startingBalance;
  const due = canBeCharged(owed, currency) ? owed : 0;
  const total_discount_amounts = byDiscount(lines.flatMap((line) => line.discount_amounts ?? []));
  return {
    subtotal,
    subtotal_excluding_tax: subtotalWithoutTax(ctx, lines, withoutOwn),
    total,
    total_excluding_tax: total - sumOf(taxes),
    total_discount_amounts,
    total_pretax_credit_amounts: total_discount_amounts.map((one) => ({ ...one, type: "discount" })),
    total_taxes: taxes,
    amount_due: due,
    amount_remaining: due,
    starting_balance: startingBalance,
  };
}

/** What the customer's balance is after this invoice. */
export function endingBalance({
  total,
  starting_balance,
  amount_due,
}: Pick<Invoice, "total" | "starting_balance" | "amount_due">): number {
  return starting_balance + total - amount_due;
}

export function byDiscount(amounts: DiscountAmount[]): DiscountAmount[] {
  const sums = new Map<string, number>();
  for (const { amount, discount } of amounts) sums.set(discount, (sums.get(discount) ?? 0) + amount);
  return [...sums].map(([discount, amount]) => ({ amount, discount }));
}

function sum(amounts: number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}
