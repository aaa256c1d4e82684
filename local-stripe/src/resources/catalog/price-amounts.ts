// How amounts are written: an integer where there is one, always a decimal text, in the currency's smallest unit.
import { invalid } from "../../conventions/errors.ts";
import type { Details } from "../../store/details.ts";
import type { TierParams } from "./price-params.ts";

export function isoCurrency(text: string, param: string): string {
  const currency = text.toLowerCase();
  if (!Intl.supportedValuesOf("currency").includes(currency.toUpperCase()))
    throw invalid(`Invalid currency: ${currency}.`, param);
  return currency;
}

/** `unit_amount` is null when the decimal amount is not whole. */
export function unitAmount(params: { unit_amount?: number; unit_amount_decimal?: string }) {
  const { unit_amount, unit_amount_decimal } = params;
  if (unit_amount !== undefined) return { unit_amount, unit_amount_decimal: String(unit_amount) };
  if (unit_amount_decimal === undefined) return { unit_amount: null, unit_amount_decimal: null };
  return { unit_amount: whole(unit_amount_decimal), unit_amount_decimal };
}

export function storedTiers(tiers: TierParams[]): NonNullable<Details["price"]["tiers"]> {
  return tiers.map((tier) => {
    const flat = unitAmount({ unit_amount: tier.flat_amount, unit_amount_decimal: tier.flat_amount_decimal });
    return {
      flat_amount: flat.unit_amount,
      flat_amount_decimal: flat.unit_amount_decimal,
      up_to: tier.up_to === "inf" ? null : tier.up_to,
      ...unitAmount(tier),
    };
  });
}

function whole(decimal: string): number | null {
  return decimal.includes(".") ? null : Number(decimal);
}
