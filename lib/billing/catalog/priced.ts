import type { PriceOption, PriceOptions, Priced, Tier } from "@/lib/amounts";
import type { KeptOption, KeptOptions, KeptTier } from "../mirror/price-record";
import { paidIn, unitMinorSql, unitSql } from "./amount-sql";

const shape = (r: string): string =>
  `'tiered', COALESCE(${r}.billing_scheme = 'tiered', false), 'metered', COALESCE(${r}.usage_type = 'metered', false),
        'tiersMode', ${r}.tiers_mode,
        'package', CASE WHEN ${r}.package_size IS NOT NULL THEN json_build_object('size', ${r}.package_size, 'round', ${r}.package_round) END`;

/** What lib/amounts.ts calculates with, of a price's row, as a JSON object's keys and values. @param r the row's name in the statement */
export const pricedFields = (r: string): string =>
  `'currency', ${r}.currency, 'unitAmountMinor', ${r}.unit_amount_minor,
        'unitAmountDecimal', trim_scale(${r}.unit_amount_decimal)::text, 'options', ${r}.currency_options, ${shape(r)}`;

/**
 * The same of the price of a subscription: its amounts are those in the subscription's currency, never the price's default
 * where the two differ. It may be missing.
 * @param currency SQL; null stands for the price's own
 */
export function pricedFieldsIn(r: string, currency: string): string {
  const named = paidIn({ price: r, currency });
  return `'currency', ${named},
        'unitAmountMinor', ${unitMinorSql({ price: r, currency })},
        'unitAmountDecimal', trim_scale(CASE WHEN ${r}.package_size IS NULL THEN ${unitSql({ price: r, currency })} END)::text,
        'options', CASE WHEN ${r}.currency_options IS NOT NULL THEN jsonb_build_object(${named}, ${r}.currency_options->${named}) END, ${shape(r)}`;
}

/** What is known of a price that is here. */
export type KnownPrice = Priced & { tiered: boolean; metered: boolean };

/** It as those fields say it. */
export type PricedRow = Omit<KnownPrice, "options"> & { options: KeptOptions | null };

/** As lib/amounts.ts calculates with it. */
export const readPriced = <Row extends PricedRow>({ options, ...row }: Row) => ({
  ...row,
  options: row.currency === null ? null : readOptions({ ...row, currency: row.currency }, options),
});

/**
 * By currency, the price's own first. Of a price that was mirrored before its currencies were, its own alone, until
 * `stripe:sync` brings the others.
 */
export function readOptions(
  { currency, unitAmountMinor, unitAmountDecimal = null }: Priced & { currency: string },
  kept: KeptOptions | null,
): PriceOptions {
  const { [currency]: own, ...others } = kept ?? {};
  const first = own ? optionOf(own) : { unitAmountMinor, unitAmountDecimal, tiers: null };
  return {
    [currency]: first,
    ...Object.fromEntries(Object.entries(others).map(([code, option]) => [code, optionOf(option)])),
  };
}

const optionOf = ({ unit_amount_minor, unit_amount_decimal, tiers }: KeptOption): PriceOption => ({
  unitAmountMinor: unit_amount_minor,
  unitAmountDecimal: unit_amount_decimal,
  tiers: tiers?.map(tierOf) ?? null,
});

const tierOf = ({ up_to, unit_amount_decimal, flat_amount_decimal }: KeptTier): Tier => ({
  upTo: up_to,
  unitAmountDecimal: unit_amount_decimal,
  flatAmountDecimal: flat_amount_decimal,
});
