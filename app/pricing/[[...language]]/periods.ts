import type { CatalogPrice, CatalogProduct, Interval } from "@/lib/billing/catalog/product";

/** How often is paid: a tab of the page's switch. */
export type Period = { interval: Interval; intervalCount: number };

/** As many as the style sheet knows (page.module.css). */
const MOST = 8;

const DAYS: Record<Interval, number> = { day: 1, week: 7, month: 365 / 12, year: 365 };

const lengthOf = ({ interval, intervalCount }: Period): number => DAYS[interval] * intervalCount;

const isSame = (a: Period, b: Period): boolean => a.interval === b.interval && a.intervalCount === b.intervalCount;

const distinct = (periods: Period[]): Period[] =>
  periods
    .filter((one, index) => periods.findIndex((other) => isSame(one, other)) === index)
    .map(({ interval, intervalCount }) => ({ interval, intervalCount }));

/** Those that some plan lets people choose between, the shortest first; none where there is nothing to switch. */
export function periodsOf(products: Pick<CatalogProduct, "prices">[]): Period[] {
  const choices = products.map(({ prices }) => distinct(prices)).filter((periods) => periods.length > 1);
  const periods = distinct(choices.flat()).toSorted((a, b) => lengthOf(a) - lengthOf(b));
  return periods.length <= MOST ? periods : [];
}

/**
 * The tabs that show a price. A plan that is not sold with a tab's period is shown there with the longest that is shorter,
 * else with its shortest, so that each plan can be bought on each tab.
 * @param prices those of its plan in its currency
 * @returns the tabs' numbers as a list of words; undefined for all tabs
 */
export function tabsOf(price: CatalogPrice, prices: CatalogPrice[], tabs: Period[]): string | undefined {
  const sold = distinct(prices).toSorted((a, b) => lengthOf(a) - lengthOf(b));
  const shownOn = tabs.flatMap((tab, index) => {
    const shown =
      sold.find((one) => isSame(one, tab)) ?? sold.findLast((one) => lengthOf(one) <= lengthOf(tab)) ?? sold[0];
    return shown && isSame(shown, price) ? [index] : [];
  });
  return shownOn.length === tabs.length ? undefined : shownOn.join(" ");
}
