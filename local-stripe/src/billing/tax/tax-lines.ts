// Lines to taxes: the one place where an invoice's or a checkout's lines are taxed, automatically or by given rates.
import { own } from "../../conventions/own.ts";
import type { Context } from "../../conventions/context.ts";
import type { InvoiceItem, InvoiceLine, Price, SubscriptionItem, TaxRate } from "../../store/objects.ts";
import { taxesOn, type Charged } from "./amounts.ts";
import { defaultBehavior } from "./settings.ts";
import { automaticRate } from "./tax-rates.ts";
import { locate, type Taxpayer } from "./taxpayer.ts";
import { treatmentOf } from "./treatment.ts";

export type LineTax = NonNullable<InvoiceLine["taxes"]>[number];
export type TaxStatus = "complete" | "requires_location_inputs" | null;

export interface TaxBasis {
  automatic: boolean;
  payer: Taxpayer;
  /** Rates of the whole invoice, for lines without rates of their own. */
  default_tax_rates: TaxRate[];
}

export interface Taxable {
  /** After discounts. */
  net: number;
  currency: string;
  price: Price | undefined;
  /** The line's own rates. */
  tax_rates?: TaxRate[] | undefined;
}

/** The status of an automatic calculation; null where there is none. */
export function statusOf({ automatic, payer }: TaxBasis): TaxStatus {
  return !automatic ? null : locate(payer) ? "complete" : "requires_location_inputs";
}

export function taxesOf(ctx: Context, line: Taxable, basis: TaxBasis): LineTax[] {
  if (basis.automatic) return automaticTaxes(ctx, line, basis.payer);
  const rates = line.tax_rates?.length ? line.tax_rates : basis.default_tax_rates;
  const reason =
    basis.payer.tax_exempt === "exempt"
      ? "customer_exempt"
      : basis.payer.tax_exempt === "reverse"
        ? "reverse_charge"
        : "not_available";
  return byRates(line, rates, reason);
}

function automaticTaxes(ctx: Context, line: Taxable, payer: Taxpayer): LineTax[] {
  const place = locate(payer);
  if (!place) return [];
  const product = line.price ? ctx.store.get("product", line.price.product) : undefined;
  const { levies, reason } = treatmentOf(ctx, payer, place, product?.tax_code ?? null);
  const inclusive = includesTax(ctx, line.price, line.currency);
  const rates = levies.map((levy) =>
    automaticRate(ctx, levy, reason === "standard_rated" ? levy.percentage : 0, inclusive),
  );
  return byRates(line, rates, reason);
}

/** Of automatic tax: whether a price has its tax within it, or on top. */
export function includesTax(ctx: Context, price: Price | undefined, currency: string): boolean {
  const given = price && behaviorOf(ctx, price, currency);
  const behavior = given === "inclusive" || given === "exclusive" ? given : defaultBehavior(ctx, currency);
  return behavior === "inclusive";
}

/** Each currency that a price is sold in says it for itself. */
function behaviorOf(ctx: Context, price: Price, currency: string): Price["tax_behavior"] {
  if (price.currency === currency) return price.tax_behavior;
  return own(ctx.store.detail("price", price.id)?.currency_options, currency)?.tax_behavior ?? null;
}

const CHARGED = ["standard_rated", "not_available"];
/** Sales that are no part of a tax's base. */
const OUTSIDE = ["customer_exempt", "not_collecting", "not_subject_to_tax"];

export function byRates({ net, currency }: Taxable, rates: TaxRate[], reason: LineTax["taxability_reason"]): LineTax[] {
  const charged = CHARGED.includes(reason);
  const amounts = charged ? taxesOn(net, rates.map(chargedBy), currency) : rates.map(() => 0);
  const included = amounts.reduce((sum, amount, index) => sum + (rates[index]?.inclusive ? amount : 0), 0);
  return rates.map((rate, index) => ({
    amount: amounts[index] ?? 0,
    tax_behavior: rate.inclusive ? "inclusive" : "exclusive",
    tax_rate_details: { tax_rate: rate.id },
    taxability_reason: reason,
    taxable_amount: OUTSIDE.includes(reason) ? 0 : net - included,
    type: "tax_rate_details",
  }));
}

function chargedBy({ effective_percentage, percentage, inclusive }: TaxRate): Charged {
  return { percentage: effective_percentage ?? percentage, inclusive };
}

/** Each line with its taxes. A credit is taxed as what it credits was. */
export function taxedLines(
  ctx: Context,
  lines: InvoiceLine[],
  basis: TaxBasis,
  items: readonly SubscriptionItem[] = [],
  pending: readonly InvoiceItem[] = [],
): InvoiceLine[] {
  return lines.map((line) => {
    const taxable = { ...taxableOf(ctx, line), tax_rates: ratesOf(ctx, line, items, pending) };
    const credited = creditedLine(ctx, line);
    const taxes = credited ? creditedTaxes(ctx, taxable, credited) : taxesOf(ctx, taxable, basis);
    return { ...line, taxes };
  });
}

function taxableOf(ctx: Context, line: InvoiceLine): Taxable {
  const price = ctx.store.get("price", line.pricing?.price_details?.price ?? "");
  const off = (line.discount_amounts ?? []).reduce((sum, { amount }) => sum + amount, 0);
  return { net: line.amount - off, currency: line.currency, price };
}

function ratesOf(
  ctx: Context,
  line: InvoiceLine,
  items: readonly SubscriptionItem[],
  pending: readonly InvoiceItem[],
): TaxRate[] {
  const parent = line.parent?.subscription_item_details;
  const id = parent?.invoice_item ?? line.parent?.invoice_item_details?.invoice_item ?? "";
  const own = (pending.find((one) => one.id === id) ?? ctx.store.get("invoiceitem", id))?.tax_rates;
  if (own?.length) return own;
  return items.find((item) => item.id === parent?.subscription_item)?.tax_rates ?? [];
}

function creditedLine(ctx: Context, line: InvoiceLine): InvoiceLine | undefined {
  const { subscription_item_details, invoice_item_details } = line.parent ?? {};
  const credited = (subscription_item_details ?? invoice_item_details)?.proration_details?.credited_items;
  const [id] = credited?.invoice_line_items ?? [];
  return ctx.store.get("invoice", credited?.invoice ?? "")?.lines.data.find((one) => one.id === id);
}

/** A credit returns the taxes that its line had, by their rates. */
export function creditedTaxes(ctx: Context, line: Taxable, credited: InvoiceLine): LineTax[] {
  const [first] = credited.taxes ?? [];
  return first ? byRates(line, storedRates(ctx, credited), first.taxability_reason) : [];
}

function storedRates(ctx: Context, line: InvoiceLine): TaxRate[] {
  return (line.taxes ?? []).flatMap(({ tax_rate_details }) => {
    const rate = ctx.store.get("tax_rate", tax_rate_details?.tax_rate ?? "");
    return rate ? [rate] : [];
  });
}

/** The sum of the lines before the invoice's discounts, without the taxes that they include. */
export function subtotalWithoutTax(ctx: Context, lines: InvoiceLine[], before: (line: InvoiceLine) => number): number {
  return lines.reduce((sum, line) => {
    const amount = before(line);
    const charged = line.taxes?.every(({ taxability_reason }) => CHARGED.includes(taxability_reason)) ?? false;
    const rates = charged ? storedRates(ctx, line).map(chargedBy) : [];
    const included = taxesOn(amount, rates, line.currency).filter((_amount, index) => rates[index]?.inclusive);
    return sum + amount - included.reduce((total, one) => total + one, 0);
  }, 0);
}

/** The taxes of all lines, one for each rate and reason. */
export function totalTaxes(lines: { taxes?: LineTax[] | null }[]): LineTax[] {
  const sums = new Map<string, LineTax>();
  for (const tax of lines.flatMap(({ taxes }) => taxes ?? [])) {
    const key = `${tax.tax_rate_details?.tax_rate} ${tax.taxability_reason}`;
    const before = sums.get(key);
    sums.set(key, {
      ...tax,
      amount: (before?.amount ?? 0) + tax.amount,
      taxable_amount: (before?.taxable_amount ?? 0) + (tax.taxable_amount ?? 0),
    });
  }
  return [...sums.values()];
}

export function sumOf(taxes: readonly LineTax[] | null | undefined, behavior?: "inclusive" | "exclusive"): number {
  return (taxes ?? [])
    .filter(({ tax_behavior }) => behavior === undefined || tax_behavior === behavior)
    .reduce((sum, { amount }) => sum + amount, 0);
}
