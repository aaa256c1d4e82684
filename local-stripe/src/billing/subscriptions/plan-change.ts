// Works out a change of a running subscription: its items, what is prorated, and whether it is billed now.
// Nothing of it is stored, so previews use it too. `change-plan.ts` carries changes out.
import { nowFor } from "../../conventions/clock.ts";
import type { Context } from "../../conventions/context.ts";
import { invalid } from "../../conventions/errors.ts";
import type { Subscription, SubscriptionItem } from "../../store/objects.ts";
import { discountsAt, type AppliedDiscount } from "../discounts/discounts.ts";
import { addedItems, type AddedItem } from "../invoices/added-items.ts";
import { billedOf } from "../invoices/billed.ts";
import { creditUnused, prorate, type Prorated } from "../invoices/prorations.ts";
import { changeItems, type ItemChange } from "./change-items.ts";
import { usageOfRemoved } from "../usage/removed.ts";
import { isMetered, usedItems } from "../usage/usage.ts";
import { intervalOf, periodEndFrom } from "./periods.ts";
import { withItems } from "./subscription-object.ts";

export type ProrationBehavior = "always_invoice" | "create_prorations" | "none";
export type PaymentBehavior =
  | "allow_incomplete"
  | "default_incomplete"
  | "error_if_incomplete"
  | "pending_if_incomplete";

export interface ChangeOptions {
  proration_behavior?: ProrationBehavior | undefined;
  /** The instant that prorations count from: now, or one within the current period. */
  proration_date?: number | undefined;
  payment_behavior?: PaymentBehavior | undefined;
  /** Begins new periods now and bills them whole, less what is unused. */
  anchorNow?: boolean | undefined;
  /** The end that is planned with the change: what is billed ends with it. */
  ending?: ((subscription: Subscription) => Subscription) | undefined;
  /** Items billed once, with the next invoice. */
  added?: AddedItem[] | undefined;
  /** In place of the subscription's own, for a preview. */
  discountsInstead?: AppliedDiscount[] | undefined;
}

export interface PlannedChange extends Prorated {
  subscription: Subscription;
  /** Items whose new period is billed whole, as an ordinary line. */
  periods: SubscriptionItem[];
  /** Billed now by a separate invoice, not with the next one. */
  billsNow: boolean;
}

export function planChange(
  ctx: Context,
  before: Subscription,
  changes: ItemChange[],
  options: ChangeOptions = {},
): PlannedChange {
  const now = nowFor(ctx, before.customer);
  const { ending = (same: Subscription) => same } = options;
  const renewed = changes.length > 0 ? changeItems(ctx, before, changes) : before;
  const at = prorationDate(before, options.proration_date, now);
  const behavior = options.proration_behavior ?? "create_prorations";
  // A trial is free, and paused or unpaid time is not prorated
  const running = ["active", "past_due"].includes(before.status);
  const prorates = behavior !== "none" && running;
  if (options.anchorNow && before.status !== "trialing") {
    const begun = ending(withNewAnchor(renewed, now));
    const credits = prorates ? creditUnused(ctx, before, at) : [];
    const all = [...credits, ...addedItems(ctx, begun, options.added ?? [], now)];
    return fromNow(ctx, before, begun, running, all);
  }
  const changed = ending(renewed);
  const { items, billed, spent } = prorates
    ? prorate(ctx, before, changed, at, discountsAt(ctx, changed, at, options.discountsInstead))
    : { items: [], billed: billedOf(ctx, before), spent: [] };
  const used = prorates ? usageOfRemoved(ctx, before, changed, at) : [];
  const all = [...items, ...used, ...addedItems(ctx, changed, options.added ?? [], now)];
  return {
    subscription: changed,
    items: all,
    billed,
    spent,
    periods: [],
    billsNow: all.length > 0 && (behavior === "always_invoice" || otherInterval(before, changed)),
  };
}

/** `billing_cycle_anchor=now`: the new period is an ordinary line, not a proration (recorded on clover). */
function fromNow(
  ctx: Context,
  before: Subscription,
  subscription: Subscription,
  running: boolean,
  credits: Prorated["items"],
): PlannedChange {
  const now = nowFor(ctx, before.customer);
  const licensed = subscription.items.data.filter(({ price }) => !isMetered(price));
  const periods = running ? [...usedItems(ctx, before, now), ...licensed] : [];
  return { subscription, items: credits, billed: {}, spent: [], periods, billsNow: running };
}

function prorationDate(subscription: Subscription, date: number | undefined, now: number): number {
  if (date === undefined) return now;
  const start = Math.min(...subscription.items.data.map((item) => item.current_period_start));
  const end = Math.max(...subscription.items.data.map((item) => item.current_period_end));
  if (date < start || date > end)
    throw invalid(
      "Invalid timestamp: `proration_date` must be within the current period of the subscription.",
      "proration_date",
    );
  return date;
}

function withNewAnchor(subscription: Subscription, now: number): Subscription {
  return withItems({ ...subscription, billing_cycle_anchor: now }, periodsFrom(subscription, now));
}

/** Its items, in periods that begin at an instant. */
export function periodsFrom(subscription: Subscription, start: number): SubscriptionItem[] {
  return subscription.items.data.map((item) => ({
    ...item,
    current_period_start: start,
    current_period_end: periodEndFrom(start, intervalOf(item.price.recurring), start),
  }));
}

/** Another interval is billed at once. The next invoice may be a year away (unverified for flexible billing). */
function otherInterval(before: Subscription, after: Subscription): boolean {
  return before.items.data.some((item) => {
    const next = after.items.data.find(({ id }) => id === item.id);
    return (
      next !== undefined &&
      (next.price.recurring?.interval !== item.price.recurring?.interval ||
        next.price.recurring?.interval_count !== item.price.recurring?.interval_count)
    );
  });
}
