import { isFree, savingPercent } from "@/lib/billing/catalog/prices";
import type { CatalogPrice, CatalogProduct } from "@/lib/billing/catalog/product";
import type { Period } from "./periods";

/** What paying for a longer period saves: of all plans alike, or of some of them at most so much. */
export type PeriodSaving = { percent: number; isOfAll: boolean };

/**
 * For a tab of the switch, in one currency; null where no plan saves anything. A plan that is not sold with the tab's period
 * is shown there with another one, and saves nothing.
 * @param plans with the prices that they are sold for
 */
export function periodSaving(
  plans: Pick<CatalogProduct, "prices">[],
  period: Period,
  currency: string,
): PeriodSaving | null {
  const percents = plans
    .map(({ prices }) => prices.filter((price) => price.currency === currency && !isFree(price)))
    .filter((prices) => prices.length > 0)
    .flatMap((prices) => {
      const ofPeriod = prices.filter((price) => isOf(price, period));
      return ofPeriod.length > 0 ? ofPeriod.map((price) => savingPercent(price, { prices }) ?? 0) : [0];
    });
  const percent = Math.max(0, ...percents);
  return percent > 0 ? { percent, isOfAll: percents.every((one) => one === percent) } : null;
}

const isOf = (price: CatalogPrice, { interval, intervalCount }: Period): boolean =>
  price.interval === interval && price.intervalCount === intervalCount;
