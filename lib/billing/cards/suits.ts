import { own } from "@/lib/own";

// The currencies that a payment method can pay in, by its type, of those whose list is short or plain. With no
// DEFAULT_PAYMENT_METHOD_TYPES the Dashboard may offer any other.
// https://docs.stripe.com/payments/payment-methods/payment-method-support
const EVERY = "every";

const CURRENCIES: Record<string, typeof EVERY | readonly string[]> = {
  card: EVERY,
  link: EVERY,
  acss_debit: ["cad", "usd"],
  au_becs_debit: ["aud"],
  bacs_debit: ["gbp"],
  boleto: ["brl"],
  cashapp: ["usd"],
  kakao_pay: ["krw"],
  kr_card: ["krw"],
  naver_pay: ["krw"],
  nz_bank_account: ["nzd"],
  payco: ["krw"],
  paypal: ["eur", "gbp", "usd", "chf", "czk", "dkk", "nok", "pln", "sek", "aud", "cad", "hkd", "nzd", "sgd"],
  payto: ["aud"],
  sepa_debit: ["eur"],
  upi: ["inr"],
  us_bank_account: ["usd"],
};

type Paid = {
  currency: string | null;
  /** The types that the subscription is limited to; none: not limited. */
  allowedTypes: string[];
};

/** Whether a method of this type can pay for a subscription; null where only Stripe knows. */
export function suits(type: string | null, { currency, allowedTypes }: Paid): boolean | null {
  if (type === null || currency === null) return false;
  if (allowedTypes.length > 0 && !allowedTypes.includes(type)) return false;
  const currencies = own(CURRENCIES, type);
  if (currencies === undefined) return allowedTypes.includes(type) || null;
  return currencies === EVERY || currencies.includes(currency);
}
