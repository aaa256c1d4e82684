// Prices, dates and cards as text.
import { isEmail } from "../conventions/email.ts";
import { lineAmount } from "../billing/invoices/amounts.ts";
import { formatMoney } from "../conventions/currencies.ts";
import type { Context } from "../conventions/context.ts";
import type { PaymentMethod, Price } from "../store/objects.ts";
import { own } from "../conventions/own.ts";
import type { Language, Say } from "./words.ts";

const english: Say = (text) => text;

/** "per month", "every 3 months". */
export function perInterval(recurring: Price["recurring"], say = english): string {
  if (!recurring) return say("once");
  const { interval, interval_count } = recurring;
  return say(interval_count === 1 ? `per ${interval}` : `every ${interval_count} ${interval}s`);
}

/** "$10.00 per month" for a quantity of a price. */
export function priceTerms(
  ctx: Context,
  price: Price,
  quantity: number,
  say = english,
  currency = price.currency,
): string {
  const every = perInterval(price.recurring, say);
  if (price.recurring?.usage_type === "metered") return `${say("what was used,")} ${every}`;
  return `${formatMoney(lineAmount(ctx, price, quantity, currency), currency)} ${every}`;
}

export function productName(ctx: Context, price: Price): string {
  return ctx.store.get("product", price.product)?.name ?? price.product;
}

const dates = {
  en: new Intl.DateTimeFormat("en-US", { dateStyle: "long", timeZone: "UTC" }),
  de: new Intl.DateTimeFormat("de-DE", { dateStyle: "long", timeZone: "UTC" }),
};

export function day(instant: number, language: Language = "en"): string {
  return dates[language].format(instant * 1000);
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
  return isEmail(email) ? undefined : "Your email is invalid.";
}
