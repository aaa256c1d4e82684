import { amountFor, type Priced } from "@/lib/amounts";

/** What is paid for an order, in minor units of its currency. */
export type OrderAmounts = {
  /** What is paid each time. */
  amountMinor: number;
  /** What is paid when it begins. */
  todayMinor: number;
  /** The set-up fee, within `todayMinor`. */
  feeMinor: number;
};

/**
 * What an order costs, as its checkout will say it.
 * @param price in the currency that it is sold in
 * @param quantity of the price; null where it is metered
 * @param isLater the price itself is first paid later: after a trial, or when a plan that is taken over ends
 * @returns null where the price alone doesn't say it
 */
export function orderAmounts(
  price: Priced,
  fees: Priced[],
  quantity: number | null,
  isLater: boolean,
): OrderAmounts | null {
  const amountMinor = quantity === null ? null : amountFor(price, quantity, price.currency);
  const each = fees.map((fee) => amountFor(fee, 1, price.currency));
  if (amountMinor === null || each.includes(null)) return null;
  const feeMinor = each.reduce<number>((sum, amount) => sum + (amount ?? 0), 0);
  return { amountMinor, feeMinor, todayMinor: feeMinor + (isLater ? 0 : amountMinor) };
}
