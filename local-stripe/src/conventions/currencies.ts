// How Stripe counts in each currency. It differs from ISO 4217 and from Intl's table [docs: currencies].
import { invalid } from "./errors.ts";

/** Currencies that are counted in whole units [docs: currencies#zero-decimal, less the special cases]. */
const ZERO_DECIMAL = new Set("bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf".split(" "));

/** Currencies that are counted in thousandths [docs: currencies#three-decimal]. */
const THREE_DECIMAL = new Set("bhd jod kwd omr tnd".split(" "));

/** Counted in hundredths that are always 00. HUF and TWD are so for payouts only [docs: currencies#special-cases]. */
const WHOLE_ONLY = new Set(["isk", "ugx"]);

export function decimalsOf(currency: string): 0 | 2 | 3 {
  if (ZERO_DECIMAL.has(currency)) return 0;
  return THREE_DECIMAL.has(currency) ? 3 : 2;
}

/** What every amount of a charge is a multiple of: 100 where there are no fractions, 10 where the last digit is 0. */
export function stepOf(currency: string): number {
  if (WHOLE_ONLY.has(currency)) return 100;
  return THREE_DECIMAL.has(currency) ? 10 : 1;
}

/** The rule is documented; the sentence is not. */
export function checkAmount(amount: number | null | undefined, currency: string, param: string): void {
  const step = stepOf(currency);
  if (typeof amount === "number" && amount % step !== 0)
    throw invalid(
      `Invalid amount: an amount in ${currency} must be evenly divisible by ${step}.`,
      param,
      "parameter_invalid_integer",
    );
}

/** @param exact shows parts of the smallest unit too, as prices have them: "$0.0025" */
export function formatMoney(amount: number, currency: string, exact = false): string {
  const digits = decimalsOf(currency);
  return new Intl.NumberFormat("en-US", {
    style: "currency",
    currency,
    // Not Intl's own: it takes the decimals away from pounds of Lebanon, which Stripe counts in hundredths
    minimumFractionDigits: digits,
    maximumFractionDigits: exact ? digits + 12 : digits,
  }).format(amount / 10 ** digits);
}
