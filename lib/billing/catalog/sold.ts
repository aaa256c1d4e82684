import type { KeptOptions } from "../mirror/price-record";
import { readOptions } from "./priced";
import type { CatalogPrice, CatalogProduct } from "./product";

/** A product as the catalog's statement reads it (catalog.ts). */
export type ProductRow = Omit<
  CatalogProduct,
  "prices" | "companions" | "setupFees" | "trialDays" | "trialWithoutCard"
> & {
  prices: PriceRow[] | null;
  trialDays: string | null;
  trialWithoutCard: string | null;
};

type PriceRow = Omit<CatalogPrice, "options"> & { type: string; options: KeptOptions | null; companion: boolean };

/** A product, and the prices of it that are in no catalog. */
export type Sold = { product: CatalogProduct; hidden: CatalogPrice[] };

export function soldOf({ prices: rows, trialDays, trialWithoutCard, ...product }: ProductRow): Sold {
  const recurring = (rows ?? []).filter(({ type }) => type === "recurring");
  const isCompanion = ({ companion, metered }: PriceRow) => companion && metered;
  const own = recurring.filter((row) => !isCompanion(row));
  return {
    product: {
      ...product,
      prices: own.filter(({ hidden }) => !hidden).map(priceOf),
      companions: recurring.filter(isCompanion).map(priceOf),
      setupFees: (rows ?? []).filter(({ type, hidden }) => type === "one_time" && !hidden).map(priceOf),
      trialDays: readTrialDays(trialDays),
      trialWithoutCard: trialWithoutCard === "cancel" || trialWithoutCard === "pause" ? trialWithoutCard : null,
    },
    hidden: own.filter(({ hidden }) => hidden).map(priceOf),
  };
}

const priceOf = ({ type: _, companion: __, options, ...row }: PriceRow): CatalogPrice => ({
  ...row,
  options: readOptions(row, options),
});

const MOST_TRIAL_DAYS = 729;

/** Typed by people. What is no number of days that Stripe takes says nothing. */
function readTrialDays(text: string | null): number | null | undefined {
  const days = text !== null && /^\s*\d{1,3}\s*$/.test(text) ? Number(text) : undefined;
  if (days === undefined || days > MOST_TRIAL_DAYS) return undefined;
  return days === 0 ? null : days;
}
