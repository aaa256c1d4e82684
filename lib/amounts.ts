/** What prices add up to. Pure, because pages also calculate with it in the browser. */

/** What a price says of its amount, as far as it is known. */
export type Priced = {
  unitAmountMinor: number | null;
  unitAmountDecimal?: string | null;
  tiered?: boolean;
  metered?: boolean;
};

/**
 * What so many cost, in minor units. Stripe rounds the sum, not each of them.
 * @returns null where that goes by use or by tiers
 */
export function amountFor(
  { unitAmountMinor, unitAmountDecimal, tiered, metered }: Priced,
  quantity: number,
): number | null {
  const unit = unitAmountMinor ?? unitAmountDecimal ?? null;
  return tiered || metered || unit === null ? null : Math.round(Number(unit) * quantity);
}
