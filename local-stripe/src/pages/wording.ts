// Prices, dates and cards as text.
import { lineAmount } from "../billing/invoices/amounts.ts";
import { formatMoney } from "../conventions/currencies.ts";
import type { Context } from "../conventions/context.ts";
import type { PaymentMethod, Price } from "../store/objects.ts";
import { own } from "../conventions/own.ts";

/** "per month", "every 3 months". */
export function perInterval(recurring: Price["recurring"]): string {
  if (!recurring) return "once";
  const { interval, interval_count } = recurring;
  return interval_count === 1 ? `per ${interval}` : `every ${interval_count} ${interval}s`;
}

/** "$10.00 per month" for a quantity of a price. */
export function priceTerms(ctx: Context, price: Price, quantity: number, currency = price.currency): string {
  if (price.recurring?.usage_type === "metered") return `what was used, ${perInterval(price.recurring)}`;
  return `${formatMoney(lineAmount(ctx, price, quantity, currency), currency)} ${perInterval(price.recurring)}`;
}

export function productName(ctx: Context, price: Price): string {
  return ctx.store.get("product", price.product)?.name ?? price.product;
}

const dates = new Intl.DateTimeFormat("en-US", { dateStyle: "long", timeZone: "UTC" });

export function day(instant: number): string {
  return dates.format(instant * 1000);
}

const BRANDS: Record<string, string> = {
  visa: "Visa",
  mastercard: "Mastercard",
  amex: "American Express",
  discover: "Discover",
};

export function cardName(method: PaymentMethod): string {
  if (method.sepa_debit) return `SEPA Direct Debit ending in ${method.sepa_debit.last4}`;
  const brand = method.card?.brand ?? "card";
  return `${own(BRANDS, brand) ?? brand} ending in ${method.card?.last4 ?? "????"}`;
}

export function cardExpiry({ card }: PaymentMethod): string {
  return card ? `${String(card.exp_month).padStart(2, "0")} / ${card.exp_year}` : "";
}

/** What is wrong with an e-mail address as typed. */
export function emailError(email: string): string | undefined {
  if (email === "") return "Your email is incomplete.";
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email) ? undefined : "Your email is invalid.";
}
