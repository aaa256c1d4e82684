// A trial begins, or its end is moved.
import { DAY } from "../../time.ts";
import { nowFor } from "../../conventions/clock.ts";
import type { Context } from "../../conventions/context.ts";
import { invalid } from "../../conventions/errors.ts";
import type { Subscription } from "../../store/objects.ts";
import { update } from "../changes.ts";
import { emitDiscountEvents, everyDiscount } from "../discounts/discounts.ts";
import { announceTrialEnd } from "./notes.ts";
import { noteBilled } from "../invoices/billed.ts";
import { creditUnused } from "../invoices/prorations.ts";
import type { ItemChange } from "./change-items.ts";
import { planChange, type ChangeOptions, type PlannedChange, type ProrationBehavior } from "./plan-change.ts";
import { withItems } from "./subscription-object.ts";

/** A change of items that may also move the end of a trial, for an update and for its preview. `described` is `before` with other fields. */
export function planWithTrial(
  ctx: Context,
  before: Subscription,
  described: Subscription,
  changes: ItemChange[],
  { trial_end, ...options }: ChangeOptions & { trial_end?: "now" | number | undefined },
  param?: string,
): PlannedChange {
  if (typeof trial_end !== "number") return planChange(ctx, described, changes, options);
  // What begins a trial is not prorated item by item. All that is unused is credited
  const change = planChange(ctx, described, changes, { ...options, proration_behavior: "none" });
  const moved = intoTrial(ctx, before, change, options.proration_behavior, trial_end, param);
  // An end with the period is now the trial's
  return { ...moved, subscription: options.ending?.(moved.subscription) ?? moved.subscription };
}

/** Time that was paid for and becomes free is credited. */
export function intoTrial(
  ctx: Context,
  before: Subscription,
  change: PlannedChange,
  proration_behavior: ProrationBehavior | undefined,
  end: number,
  param?: string,
): PlannedChange {
  const paid = before.status === "active" && proration_behavior !== "none";
  const credits = paid ? creditUnused(ctx, before, nowFor(ctx, before.customer)) : [];
  return {
    ...change,
    subscription: moveTrialEnd(ctx, change.subscription, end, param),
    items: [...credits, ...change.items],
    billed: paid ? {} : change.billed,
  };
}

function moveTrialEnd(ctx: Context, subscription: Subscription, end: number, param = "trial_end"): Subscription {
  const now = nowFor(ctx, subscription.customer);
  if (end <= now) throw invalid("Invalid timestamp: must be an integer Unix timestamp in the future.", param);
  if (end > now + 730 * DAY) throw invalid("Invalid timestamp: can be no more than two years in the future", param);
  const items = subscription.items.data.map((item) => ({ ...item, current_period_end: end }));
  const moved: Subscription = {
    ...subscription,
    status: "trialing",
    trial_start: subscription.trial_start ?? now,
    trial_end: end,
    billing_cycle_anchor: keepsAnchor(subscription) ? subscription.billing_cycle_anchor : end,
  };
  return withItems(moved, items);
}

/** Periods are counted from the end of a trial, unless they were to be counted from another time. */
export function keepsAnchor({ trial_settings }: Subscription): boolean {
  return trial_settings?.end_behavior.billing_cycle_anchor === "unchanged";
}

/** A phase of a schedule begins with a trial. Nothing is billed. */
export function beginTrial(ctx: Context, before: Subscription, trial: Subscription): Subscription {
  const saved = update(ctx, "subscription", trial, "customer.subscription.updated");
  noteBilled(ctx, saved.id, {});
  ctx.store.put("subscription", saved);
  emitDiscountEvents(ctx, everyDiscount(before), everyDiscount(saved));
  announceTrialEnd(ctx, saved);
  return saved;
}
