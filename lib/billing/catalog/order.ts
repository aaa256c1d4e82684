import { listedAmount } from "./prices";
import type { CatalogPrice, CatalogProduct, Interval } from "./product";

const INTERVALS: Interval[] = ["day", "week", "month", "year"];
const PER_MONTH: Record<Interval, number> = { day: 365 / 12, week: 365 / 84, month: 1, year: 1 / 12 };

const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

function byInterval(a: CatalogPrice, b: CatalogPrice): number {
  return (
    INTERVALS.indexOf(a.interval) - INTERVALS.indexOf(b.interval) ||
    a.intervalCount - b.intervalCount ||
    compareText(a.currency, b.currency) ||
    compareText(a.priceId, b.priceId)
  );
}

/** The lowest price per month, in minor units; infinite where no price has an amount, so that those come last. */
const lowestPerMonth = (product: CatalogProduct) =>
  Math.min(
    ...product.prices.map((price) => {
      const amountMinor = listedAmount(price);
      return amountMinor === null ? Infinity : (amountMinor * PER_MONTH[price.interval]) / price.intervalCount;
    }),
  );

function byLowestPrice(a: CatalogProduct, b: CatalogProduct): number {
  const [left, right] = [lowestPerMonth(a), lowestPerMonth(b)];
  return left === right ? compareText(a.productId, b.productId) : left - right;
}

/** The order in which plans are shown: the cheapest by month first, and each product's prices from day to year. */
export function inOrder(products: CatalogProduct[]): CatalogProduct[] {
  return products
    .map((product) => ({ ...product, prices: product.prices.toSorted(byInterval) }))
    .toSorted(byLowestPrice);
}
