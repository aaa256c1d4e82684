// Whether an invoice is what the calculator says.
import type Stripe from "stripe";
import { expect } from "vitest";
import { discountOf, isShare, LEAST, taxesOf, type Discount, type Tax } from "./calculator.ts";

export interface Expected {
  amounts: { amount: number; behavior: "exclusive" | "inclusive"; discountable: boolean }[];
  discount: Discount | null;
  percents: string[];
  /** The customer's balance before it. */
  balance: number;
  step: number;
}

const sum = (amounts: number[]) => amounts.reduce((total, amount) => total + amount, 0);

/** An invoice shows ten lines; the others have a list, but for a preview. */
export async function checkInvoice(stripe: Stripe, invoice: Stripe.Invoice, expected: Expected): Promise<void> {
  const { amounts, discount, percents, balance, step } = expected;
  const shown = invoice.lines;
  if (shown.has_more && invoice.id?.startsWith("upcoming_")) {
    expect(shown.data.map(({ amount }) => amount)).toEqual(amounts.slice(0, 10).map(({ amount }) => amount));
    return;
  }
  const lines = shown.has_more
    ? await stripe.invoices.listLineItems(invoice.id ?? "", { limit: 100 }).then(({ data }) => data)
    : shown.data;
  expect(lines.map(({ amount }) => amount)).toEqual(amounts.map(({ amount }) => amount));
  const base = amounts.map(({ amount, discountable }) => (discountable && amount > 0 ? amount : 0));
  const off = discount ? discountOf(discount, sum(base), step) : 0;
  const shares = lines.map(({ discount_amounts }) => sum((discount_amounts ?? []).map(({ amount }) => amount)));
  expect(sum(shares)).toBe(off);
  for (const [index, share] of shares.entries())
    expect([share, isShare(share, off, base[index] ?? 0, sum(base), step)]).toEqual([share, true]);
  const nets = amounts.map(({ amount }, index) => amount - (shares[index] ?? 0));
  const taxes = amounts.map(({ behavior }, index) => {
    const rates = percents.map((percent): Tax => ({ percent, inclusive: behavior === "inclusive" }));
    return taxesOf(nets[index] ?? 0, rates, step);
  });
  expect(lines.map((line) => (line.taxes ?? []).map(({ amount }) => amount))).toEqual(
    taxes.map((of) => of.map((one) => one + 0)),
  );
  const exclusive = sum(taxes.flatMap((of, index) => (amounts[index]?.behavior === "exclusive" ? of : [])));
  const total = sum(nets) + exclusive;
  const due = total + balance < LEAST ? 0 : total + balance;
  expect({
    subtotal: invoice.subtotal,
    total: invoice.total,
    total_excluding_tax: invoice.total_excluding_tax,
    taxes: sum((invoice.total_taxes ?? []).map(({ amount }) => amount)),
    starting_balance: invoice.starting_balance,
    amount_due: invoice.amount_due,
  }).toEqual({
    subtotal: sum(amounts.map(({ amount }) => amount)),
    total,
    total_excluding_tax: total - sum(taxes.flat()),
    taxes: sum(taxes.flat()),
    starting_balance: balance,
    amount_due: due,
  });
  if (invoice.ending_balance !== null) expect(invoice.ending_balance).toBe(balance + total - due);
}
