import { amountFor } from "@/lib/amounts";
import type { CatalogPrice, CatalogProduct } from "@/lib/billing/catalog/product";
import { setupFeeIn } from "@/lib/billing/checkout/sale";

export type Order = {
  /** What is paid each time. */
  amountMinor: number;
  /** What is paid when it begins: nothing in a trial but a set-up fee. */
  todayMinor: number;
  /** Within `todayMinor`. */
  feeMinor: number;
};

/**
 * What a plan costs, as its checkout will say it.
 * @param quantity of the price; 1 where it has none
 * @returns null where the price alone doesn't say it
 */
export function orderOf(
  price: CatalogPrice,
  product: Pick<CatalogProduct, "setupFees">,
  quantity: number,
  hasTrial: boolean,
): Order | null {
  const amountMinor = amountFor(price, quantity, price.currency);
  const fee = setupFeeIn(product.setupFees, price.currency);
  const feeMinor = fee ? amountFor(fee, 1, price.currency) : 0;
  if (amountMinor === null || feeMinor === null) return null;
  return { amountMinor, feeMinor, todayMinor: feeMinor + (hasTrial ? 0 : amountMinor) };
}
