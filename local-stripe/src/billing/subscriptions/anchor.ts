// A subscription whose first whole period begins at a fixed date, its anchor. The time until then is billed in part, or is
// free without being a trial [docs: payments/checkout/billing-cycle].
import type { Context } from "../../conventions/context.ts";
import { invalid } from "../../conventions/errors.ts";
import type { Price } from "../../store/objects.ts";
import { partsOf, portion } from "../invoices/amounts.ts";
import { isMetered } from "../usage/usage.ts";
import { boundary, intervalOf, nextBoundary, type Period } from "./periods.ts";

export interface Anchor {
  at: number;
  proration_behavior: "create_prorations" | "none";
}

/** Whether the subscription begins with free time up to its anchor. Once that has passed, whole periods are billed. */
export function beginsFree(anchor: Anchor | null | undefined, now: number): boolean {
  return anchor?.proration_behavior === "none" && anchor.at > now;
}

export function beginsInPart(anchor: Anchor | null | undefined, now: number): boolean {
  return anchor?.proration_behavior === "create_prorations" && anchor.at > now;
}

/** The first period: up to the anchor, or from it when it has passed. */
export function anchoredPeriod(price: Price, now: number, { at }: Anchor): Period {
  return at > now
    ? { start: now, end: at }
    : { start: at, end: nextBoundary(at, intervalOf(price.recurring), Math.max(at, now)) };
}

/** What a part of a period costs, by the second, line by line. It ends with the period. */
export function partAmounts(
  ctx: Context,
  price: Price,
  quantity: number,
  { start, end }: Period,
  currency = price.currency,
): number[] {
  if (isMetered(price)) return [0];
  const whole = wholePeriod(price, end);
  return partsOf(ctx, price, quantity, currency).map(({ amount }) => portion(amount, end - start, whole, currency));
}

/** How long the whole period is that ends there. */
export function wholePeriod(price: Price, end: number): number {
  return end - boundary(end, intervalOf(price.recurring), -1);
}

/** (second sentence: stripe-java#454, and several users' logs; the day itself is taken) */
export function checkAnchor(at: number, prices: Price[], now: number, param: string): void {
  if (at <= now) throw invalid("Invalid timestamp: must be an integer Unix timestamp in the future.", param);
  const natural = Math.min(...prices.map(({ recurring }) => nextBoundary(now, intervalOf(recurring), now)));
  if (at > natural)
    throw invalid(`billing_cycle_anchor cannot be later than next natural billing date (${natural}) for plan`, param);
}
