// A subscription that began before it was made here. [docs: billing/subscriptions/backdating]
import type { SubscriptionItem } from "../../store/objects.ts";
import { intervalOf, naturalPeriod, type Period } from "./periods.ts";

export interface Backdate {
  start: number;
  /** Without prorations the time that has passed is not billed. */
  billed: boolean;
}

/**
 * The time that has passed, in the natural periods that it touches: flexible billing has a line for each. They are counted
 * from the anchor. What comes after the last of them is billed as the item's own period.
 */
export function elapsedPeriods(
  item: SubscriptionItem,
  anchor: number,
  start: number,
  until: number,
): { item: SubscriptionItem; natural: Period }[] {
  const interval = intervalOf(item.price.recurring);
  const cut: { item: SubscriptionItem; natural: Period }[] = [];
  for (let from = start; from < until; ) {
    const natural = naturalPeriod(anchor, interval, from);
    const end = Math.min(natural.end, until);
    cut.push({ item: { ...item, current_period_start: from, current_period_end: end }, natural });
    from = end;
  }
  return cut;
}

/** The item in the period that runs now: from the boundary before, or from the start where that is later. */
export function inRunningPeriod(item: SubscriptionItem, anchor: number, start: number, now: number): SubscriptionItem {
  const natural = naturalPeriod(anchor, intervalOf(item.price.recurring), now);
  return {
    ...item,
    current_period_start: Math.max(natural.start, start),
    current_period_end: natural.end,
  };
}
