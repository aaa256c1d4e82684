import { getCatalog } from "./catalog";
import { inEachCurrency, isFree, listedAmount, monthsOf } from "./prices";
import type { CatalogProduct } from "./product";

/** The least that plans cost: `free` where one costs nothing; the lowest amount of a month, else null. */
export type FromPrice = { free: boolean; amountMinor: number | null; currency: string };

/** Of the plans that a workspace has one of, without add-ons. A monthly price counts first: a year's is paid at once. */
export function fromPriceOf(products: Pick<CatalogProduct, "planGroup" | "prices">[], currency: string): FromPrice {
  const plans = products.filter(({ planGroup }) => planGroup !== null);
  const prices = (plans.length > 0 ? plans : products)
    .flatMap((plan) => plan.prices.flatMap(inEachCurrency))
    .filter((price) => price.currency === currency);
  const paid = prices.filter((price) => !isFree(price));
  const monthly = paid.filter((price) => monthsOf(price) === 1);
  const amounts = (monthly.length > 0 ? monthly : paid).flatMap((price) => {
    const [amount, months] = [listedAmount(price), monthsOf(price)];
    return amount === null || months === null ? [] : [Math.ceil(amount / months)];
  });
  return {
    free: prices.some(isFree),
    amountMinor: amounts.length > 0 ? Math.min(...amounts) : null,
    currency,
  };
}

export const getFromPrice = async (currency: string): Promise<FromPrice> =>
  fromPriceOf((await getCatalog()).products, currency);
