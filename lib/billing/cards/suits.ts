import { own } from "@/lib/own";

// The currencies that a payment method can pay in, by its type. A type that isn't here suits only a subscription that
// names it. https://docs.stripe.com/payments/payment-methods/payment-method-support
const EVERY = "every";

const CURRENCIES: Record<string, typeof EVERY | readonly string[]> = {
  card: EVERY,
  link: EVERY,
  acss_debit: ["cad", "usd"],
  au_becs_debit: ["aud"],
  bacs_debit: ["gbp"],
  cashapp: ["usd"],
  nz_bank_account: ["nzd"],
  paypal: ["eur", "gbp", "usd", "chf", "czk", "dkk", "nok", "pln", "sek", "aud", "cad", "hkd", "nzd", "sgd"],
  sepa_debit: ["eur"],
  us_bank_account: ["usd"],
};

type Paid = {
  currency: string | null;
  /** The types that the subscription is limited to; none: not limited. */
  allowedTypes: string[];
};

/** Whether a method of this type can pay for a subscription. */
export function suits(type: string | null, { currency, allowedTypes }: Paid): boolean {
  if (type === null || currency === null) return false;
  if (allowedTypes.length > 0 && !allowedTypes.includes(type)) return false;
  const currencies = own(CURRENCIES, type);
  if (currencies === undefined) return allowedTypes.includes(type);
  return currencies === EVERY || currencies.includes(currency);
}
