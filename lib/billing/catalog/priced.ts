import type { PriceOption, PriceOptions, Tier } from "@/lib/amounts";
import type { KeptOption, KeptOptions, KeptTier } from "../mirror/price-record";

/**
 * What lib/amounts.ts calculates with, of a price's row, as a JSON object's keys and values. `options` is as it is kept;
 * see `readOptions`.
 * @param r the row's name in the statement
 */
export const pricedFields = (r: string): string =>
  `'currency', ${r}.currency, 'unitAmountMinor', ${r}.unit_amount_minor,
        'unitAmountDecimal', trim_scale(${r}.unit_amount_decimal)::text, 'tiered', COALESCE(${r}.billing_scheme = 'tiered', false),
        'metered', COALESCE(${r}.usage_type = 'metered', false), 'options', ${r}.currency_options, 'tiersMode', ${r}.tiers_mode,
        'package', CASE WHEN ${r}.package_size IS NOT NULL THEN json_build_object('size', ${r}.package_size, 'round', ${r}.package_round) END`;

type Own = { currency: string; unitAmountMinor: number | null; unitAmountDecimal: string | null };

/**
 * By currency, the price's own first. Of a price that was mirrored before its currencies were, its own alone, until
 * `stripe:sync` brings the others.
 */
export function readOptions(
  { currency, unitAmountMinor, unitAmountDecimal }: Own,
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
