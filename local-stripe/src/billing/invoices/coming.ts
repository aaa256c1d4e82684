// What the next invoice bills: whatever a schedule begins until then is taken into account. For a preview, which leaves nothing
// behind: here the schedule continues with its phases, and coupons are redeemed.
import type { Context } from "../../conventions/context.ts";
import type { InvoiceItem, Subscription, SubscriptionItem } from "../../store/objects.ts";
import type { AppliedDiscount } from "../discounts/discounts.ts";
import { addedBy, discountsToCome, inTrialOf } from "../subscriptions/phase-extras.ts";
import type { PlannedChange, ProrationBehavior } from "../subscriptions/plan-change.ts";
import { activeSchedule } from "../subscriptions/release-schedule.ts";
import { nextPeriods, usedUpTo } from "../subscriptions/renewals.ts";
import { bounds, nextPhase, type Phase } from "../subscriptions/schedule-object.ts";
import { phaseDue, planPhase, withScheduledChange } from "../subscriptions/schedule-phases.ts";
import { firstPaidPeriods } from "../subscriptions/trials.ts";
import { addedItems } from "./added-items.ts";
import { noteBilled } from "./billed.ts";

export const nextEnd = ({ items }: Subscription): number =>
  Math.min(...items.data.map(({ current_period_end }) => current_period_end));

/** The phases that begin within the period: what they prorate and add, and the one that bills it at once. */
export function withinPeriod(
  ctx: Context,
  before: Subscription,
  billed: PlannedChange["billed"],
): { subscription: Subscription; items: InvoiceItem[]; bills?: { change: PlannedChange; at: number } } {
  const items: InvoiceItem[] = [];
  let subscription = before;
  let known = billed;
  for (;;) {
    const schedule = activeSchedule(ctx, subscription);
    const phase = schedule && nextPhase(schedule);
    const at = schedule?.current_phase?.end_date ?? Infinity;
    if (!phase || at >= Math.min(nextEnd(subscription), subscription.cancel_at ?? Infinity))
      return { subscription, items };
    noteBilled(ctx, subscription.id, known);
    const change = planPhase(
      then(ctx, subscription, at),
      subscription,
      phase,
      phase.proration_behavior as ProrationBehavior,
    );
    if (change.billsNow) return { subscription, items, bills: { change, at } };
    enter(ctx, subscription, phase);
    items.push(...change.items);
    subscription = change.subscription;
    known = change.billed;
  }
}

/** What begins when the periods end, or when a trial does that a phase begins there. */
export function following(ctx: Context, saved: Subscription, end: number): Following {
  const added: InvoiceItem[] = [];
  const coupons: AppliedDiscount[] = [];
  let before = saved;
  let at = end;
  for (;;) {
    const phase = phaseDue(ctx, before, at);
    const planned = withScheduledChange(ctx, before, at);
    const changed = phase ? inTrialOf(planned, phase, at) : planned;
    const trial = phase && changed.status === "trialing" && (changed.trial_end ?? 0) > at;
    const next: Pick<Following, "renewed" | "billed" | "part"> = trial
      ? { renewed: changed, billed: [] }
      : before.status === "trialing"
        ? afterTrial(changed, at, before)
        : nextPeriods(changed, at, usedUpTo(ctx, before, at));
    if (phase) {
      added.push(...addedItems(then(ctx, saved, at), next.renewed, addedBy(ctx, phase), at));
      coupons.push(...discountsToCome(ctx, phase, next.renewed.items.data));
    }
    if (!trial) return { ...next, at, added, coupons, last: before };
    enter(ctx, before, phase);
    before = changed;
    at = changed.trial_end ?? at;
  }
}

export interface Following {
  renewed: Subscription;
  billed: SubscriptionItem[];
  part?: boolean;
  at: number;
  added: InvoiceItem[];
  coupons: AppliedDiscount[];
  /** As it is until then. */
  last: Subscription;
}

function afterTrial(changed: Subscription, at: number, before: Subscription) {
  const { paying, part } = firstPaidPeriods(changed, at, before);
  return { renewed: paying, billed: paying.items.data, part };
}

/** The same at another time. */
function then(ctx: Context, { test_clock }: Subscription, now: number): Context {
  return { ...ctx, now, ...(test_clock ? { clock: test_clock as string } : {}) };
}

function enter(ctx: Context, subscription: Subscription, phase: Phase): void {
  const schedule = activeSchedule(ctx, subscription);
  if (schedule) ctx.store.put("subscription_schedule", { ...schedule, current_phase: bounds(phase) });
}
