import { own } from "./own";

/** How Stripe counts in each currency. It differs from ISO 4217, and so from Intl, here and there. Pure. */

// https://docs.stripe.com/currencies#zero-decimal: ISK and UGX count in hundredths that are always 00.
const WITHOUT_DECIMALS = /^(bif|clp|djf|gnf|jpy|kmf|krw|mga|pyg|rwf|vnd|vuv|xaf|xof|xpf)$/i;

// https://docs.stripe.com/currencies#three-decimal: the last digit is always 0.
const THREE_DECIMALS = ["bhd", "jod", "kwd", "omr", "tnd"];

export const minorDigits = (currency: string): number =>
  WITHOUT_DECIMALS.test(currency) ? 0 : THREE_DECIMALS.includes(currency.toLowerCase()) ? 3 : 2;

/** What the amounts of an invoice are a multiple of, where that is not 1. */
export const STEPS: Readonly<Record<string, number>> = {
  isk: 100,
  ugx: 100,
  ...Object.fromEntries(THREE_DECIMALS.map((currency) => [currency, 10])),
};

// https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts
const SMALLEST: Readonly<Record<string, number>> = {
  aed: 200,
  czk: 1_500,
  dkk: 250,
  gbp: 30,
  hkd: 400,
  huf: 17_500,
  mxn: 1_000,
  myr: 200,
  nok: 300,
  pln: 200,
  ron: 200,
  sek: 300,
  thb: 1_000,
};

/** Stripe charges no less, in minor units. */
export const smallestCharge = (currency: string): number => own(SMALLEST, currency.toLowerCase()) ?? 50;
