import type { PlanChangeSettings } from "../mirror/planned";
import { own } from "@/lib/own";
import type { Road } from "./road";

/** What is paid, and how often; before or after a change. */
export type Rate = {
  productId: string | null;
  /**
   * For the whole quantity, in minor units of the subscription's currency; what is metered costs nothing in advance. Null
   * where our copy does not know it.
   */
  amount: number | null;
  interval: string | null;
  intervalCount: number | null;
};

export type Timing = {
  /**
   * `now`; `period_end`: when the period that was paid for ends; `in_trial`: now, and the trial continues; `ends_trial`:
   * now, and so does the first period that is paid.
   */
  begins: "now" | "period_end" | "in_trial" | "ends_trial";
  /** The portal does the same, however it compares amounts. */
  agrees: boolean;
  /** It does, and Stripe documents that it does. */
  isDocumented: boolean;
};

export type Terms = {
  begins: Timing["begins"];
  /** Where the customer confirms it (road.ts). */
  road: Road;
  /** False where Stripe does not document what its portal does, so that only the portal can tell. */
  isCertain: boolean;
};

/** Days of a month, as a comparison per day may take them: the shortest, the usual and the longest. */
const MONTHS = [28, 30.4375, 31];

function daysOf({ interval, intervalCount }: Rate, month: number): number | null {
  const days: Record<string, number> = { day: 1, week: 7, month, year: 365.25 };
  const each = own(days, interval);
  return each === undefined || intervalCount === null ? null : each * intervalCount;
}

/** Months are compared with years as twelfths. */
const lengthOf = (rate: Rate): number | null => daysOf(rate, 365.25 / 12);

/**
 * Whether the amount decreases, in every way in which Stripe may compare amounts of two intervals: as they are, or per
 * day. Stripe does not say which. The first one is as they are.
 */
function decreases(from: Rate, to: Rate): boolean[] {
  const [before, after] = [from.amount, to.amount];
  if (before === null || after === null) return [true, false];
  const perDay = MONTHS.flatMap((month) => {
    const [days, next] = [daysOf(from, month), daysOf(to, month)];
    return days && next ? [after / next < before / days] : [];
  });
  return [after < before, ...(lengthOf(from) === lengthOf(to) ? [] : perDay)];
}

/** A change, as far as its beginning depends on it. */
export type Compared = {
  /** Of the subscription, in Stripe's words. */
  status: string;
  from: Rate;
  to: Rate;
  /** Metered items end with it. */
  endsUse: boolean;
};

/**
 * When a change begins, by the portal's configuration in force, and whether the portal does the same.
 *
 * A longer interval begins at once. A shorter interval waits for the period's end, and so does a lower amount in the same
 * interval, where the configuration lets them wait. The portal does the same unless the two ways to compare amounts
 * differ: a year that costs less per day than the month.
 */
export function timingOf(
  { waits, trial_update_behavior, proration_behavior }: TimingSettings,
  { status, from, to, endsUse }: Compared,
): Timing {
  const certain = { agrees: true, isDocumented: true };
  if (status === "trialing")
    return { begins: trial_update_behavior === "end_trial" ? "ends_trial" : "in_trial", ...certain };
  // Nothing was paid for that could be lost.
  if (status !== "active" && status !== "past_due") return { begins: "now", ...certain };

  const [before, after] = [lengthOf(from), lengthOf(to)];
  const isShorter = before !== null && after !== null && after < before;
  const isLonger = before !== null && after !== null && after > before;
  const shortening = waits.includes("shortening_interval") && isShorter;
  const portalWaits = decreases(from, to).map((one) => shortening || (one && waits.includes("decreasing_item_amount")));
  // Without prorations Stripe never bills what a metered item counted that is taken away within its period.
  const wouldLoseUse = endsUse && proration_behavior === "none";
  const doesWait = wouldLoseUse || (!isLonger && (portalWaits[0] ?? false));

  const agrees = portalWaits.every((one) => one === doesWait);
  // Stripe's guide lets only a change between prices of one product wait; its API takes others, too.
  const otherProduct = doesWait && from.productId !== to.productId;
  return { begins: doesWait ? "period_end" : "now", agrees, isDocumented: agrees && !otherProduct };
}

type TimingSettings = Pick<PlanChangeSettings, "waits" | "trial_update_behavior" | "proration_behavior">;
