// The smallest and the largest amount of a charge [docs: currencies#minimum-and-maximum-charge-amounts].
import { formatMoney } from "../../conventions/currencies.ts";
import { invalid } from "../../conventions/errors.ts";
import { own } from "../../conventions/own.ts";

const SMALLEST: Record<string, number> = {
  aed: 200,
  czk: 1500,
  dkk: 250,
  gbp: 30,
  hkd: 400,
  huf: 17500,
  mxn: 1000,
  myr: 200,
  nok: 300,
  pln: 200,
  ron: 200,
  sek: 300,
  thb: 1000,
};
/** As recorded, with both its blanks. */
const NOTHING =
  "The amount must be greater than or equal to the minimum charge amount allowed for your account and the currency set (https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts).  If you want to save a Payment Method for future use without an immediate payment, use a Setup Intent instead: https://docs.stripe.com/payments/setup-intents";
const LARGEST = 99_999_999;

export const smallestCharge = (currency: string): number => own(SMALLEST, currency) ?? 50;

export function canBeCharged(amount: number, currency: string): boolean {
  return amount >= smallestCharge(currency) && amount <= LARGEST;
}

export function checkChargeable(amount: number, currency: string, param = "amount"): void {
  if (amount === 0) throw invalid(NOTHING, param, "parameter_invalid_integer");
  const smallest = smallestCharge(currency);
  if (amount < smallest)
    throw invalid(`Amount must be at least ${formatMoney(smallest, currency)} ${currency}`, param, "amount_too_small");
  if (amount > LARGEST)
    throw invalid(
      `Amount must be no more than ${formatMoney(LARGEST, currency)} ${currency}`,
      param,
      "amount_too_large",
    );
}
