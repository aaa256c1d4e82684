import { type SeatRule, seatsToBuy } from "../seats/owed";
import type { CatalogPrice, CatalogProduct } from "./product";

type Amount = Pick<CatalogPrice, "unitAmountMinor" | "metered">;

/** Costs nothing, however much it is used. */
export const isFree = ({ unitAmountMinor, metered }: Amount): boolean => unitAmountMinor === 0 && !metered;

/** How many of it are bought. @param wanted the number of seats that was chosen, where it is chosen */
export const quantityOf = (price: SeatRule, members: number, wanted?: number): number =>
  seatsToBuy(price, members, wanted);

/**
 * What a year costs less than twelve months of the same plan, in minor units.
 * @returns null for prices that are not yearly, have no monthly price in their currency, or save nothing
 */
export function yearlySaving(year: CatalogPrice, { prices }: Pick<CatalogProduct, "prices">): number | null {
  const yearMinor = flatAmount(year);
  if (year.interval !== "year" || year.intervalCount !== 1 || yearMinor === null) return null;
  const months = prices
    .filter((price) => price.interval === "month" && price.intervalCount === 1)
    .filter((price) => price.currency === year.currency && price.perSeat === year.perSeat)
    .flatMap((price) => flatAmount(price) ?? []);
  if (months.length === 0) return null;
  // The lowest of several monthly prices, so that the page never overstates the saving.
  const saving = 12 * Math.min(...months) - yearMinor;
  return saving > 0 ? saving : null;
}

const flatAmount = ({ unitAmountMinor, metered, tiered }: CatalogPrice): number | null =>
  metered || tiered ? null : unitAmountMinor;

/** The currencies that prices are in: those named first, then the others by how many prices are in them. */
export function currenciesOf(products: Pick<CatalogProduct, "prices">[], first: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const { currency } of products.flatMap(({ prices }) => prices))
    counts.set(currency, (counts.get(currency) ?? 0) + 1);
  const rank = (currency: string) => (first.includes(currency) ? first.indexOf(currency) : first.length);
  return [...counts.keys()].toSorted(
    (a, b) => rank(a) - rank(b) || (counts.get(b) ?? 0) - (counts.get(a) ?? 0) || (a < b ? -1 : 1),
  );
}
