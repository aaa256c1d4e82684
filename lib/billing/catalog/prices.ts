import { priceIn } from "@/lib/amounts";
import { type SeatRule, seatsToBuy } from "../seats/owed";
import type { CatalogPrice, CatalogProduct, Interval } from "./product";
import { soldIn } from "./sold-in";

type Amount = Pick<CatalogPrice, "unitAmountMinor" | "metered">;

/** Costs nothing, however much it is used. */
export const isFree = ({ unitAmountMinor, metered }: Amount): boolean => unitAmountMinor === 0 && !metered;

/** How many of it are bought. @param wanted the number of seats that was chosen, where it is chosen */
export const quantityOf = (price: SeatRule, members: number, wanted?: number): number =>
  seatsToBuy(price, members, wanted);

/** The same product or fee as it is sold in a currency; of prices that are sold in several, one of each. */
export const inEachCurrency = <P extends CatalogPrice>(price: P): P[] =>
  soldIn(price).flatMap((currency) => priceIn(price, currency) ?? []);

/** In whole months; null for a price by day or week. */
export const monthsOf = ({ interval, intervalCount }: { interval: Interval; intervalCount: number }): number | null =>
  interval === "month" ? intervalCount : interval === "year" ? 12 * intervalCount : null;

/** The same in percent of twelve single months. */
export function savingPercent(price: CatalogPrice, product: Pick<CatalogProduct, "prices">): number | null {
  const saving = yearlySaving(price, product);
  const amountMinor = listedAmount(price);
  const months = monthsOf(price);
  if (saving === null || amountMinor === null || months === null) return null;
  return Math.round((100 * saving) / (saving + (12 * amountMinor) / months));
}

/**
 * What a year of a price by several months costs less than twelve single months of the same plan, in minor units.
 * @returns null for other prices, for those that have no monthly price in their currency, and for those that save nothing
 */
export function yearlySaving(price: CatalogPrice, { prices }: Pick<CatalogProduct, "prices">): number | null {
  const amountMinor = listedAmount(price);
  const length = monthsOf(price);
  if (length === null || length === 1 || amountMinor === null) return null;
  const months = prices
    .filter((other) => other.interval === "month" && other.intervalCount === 1)
    .filter((other) => other.currency === price.currency && other.seats === price.seats)
    .flatMap((other) => listedAmount(other) ?? []);
  if (months.length === 0) return null;
  // The lowest of several monthly prices, so that the page never overstates the saving.
  const saving = Math.floor(12 * Math.min(...months) - (12 * amountMinor) / length);
  return saving > 0 ? saving : null;
}

/** What one costs, where that is one amount: null for usage, tiers and packages. */
export const listedAmount = ({ unitAmountMinor, metered, tiered, package: sold }: CatalogPrice): number | null =>
  metered || tiered || sold ? null : unitAmountMinor;

/** The currencies that prices are in: those named first, then the others by how many prices are in them. */
export function currenciesOf(products: Pick<CatalogProduct, "prices">[], first: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const currency of products.flatMap(({ prices }) => prices.flatMap(soldIn)))
    counts.set(currency, (counts.get(currency) ?? 0) + 1);
  const rank = (currency: string) => (first.includes(currency) ? first.indexOf(currency) : first.length);
  return [...counts.keys()].toSorted(
    (a, b) => rank(a) - rank(b) || (counts.get(b) ?? 0) - (counts.get(a) ?? 0) || (a < b ? -1 : 1),
  );
}
