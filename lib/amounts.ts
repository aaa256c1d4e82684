/** What prices add up to. Pure, because pages also calculate with it in the browser. */

/** A step of a price by quantity. Decimals are in minor units. */
export type Tier = {
  /** The last unit that it is for; null for all that follow. */
  upTo: number | null;
  unitAmountDecimal: string | null;
  flatAmountDecimal: string | null;
};

/** What a price costs in one currency. */
export type PriceOption = {
  /** Null where there is no single whole amount. */
  unitAmountMinor: number | null;
  unitAmountDecimal: string | null;
  tiers: Tier[] | null;
};

/** By currency. */
export type PriceOptions = Record<string, PriceOption>;

/** What a price says of its amount, as far as it is known. */
export type Priced = {
  unitAmountMinor: number | null;
  unitAmountDecimal?: string | null;
  tiered?: boolean;
  metered?: boolean;
  options?: PriceOptions | null;
  tiersMode?: string | null;
  package?: { size: number; round: string } | null;
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
