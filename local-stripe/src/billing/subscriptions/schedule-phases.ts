// A phase of a schedule begins: its items, its discounts and its settings become the subscription's.
import { update } from "../changes.ts";
import { nowFor } from "../../conventions/clock.ts";
import type { Context } from "../../conventions/context.ts";
import type { Subscription, SubscriptionItem, SubscriptionSchedule } from "../../store/objects.ts";
import { newId } from "../../conventions/ids.ts";
import { createDiscount, emitDiscountEvents, everyDiscount } from "../discounts/discounts.ts";
import type { ItemChange } from "./change-items.ts";
import { carryOut } from "./change-plan.ts";
import { endAsPlanned } from "./cancel.ts";
import { planChange, type PlannedChange, type ProrationBehavior } from "./plan-change.ts";
import { addedBy, couponsIn, inTrialOf, keptIn, withNewDiscounts } from "./phase-extras.ts";
import { withSettings } from "./phase-settings.ts";
import { intoTrial } from "./into-trial.ts";
import { activeSchedule, markScheduleReleased } from "./release-schedule.ts";
import { bounds, nextPhase, type Phase } from "./schedule-object.ts";
import { subscriptionItem, withItems } from "./subscription-object.ts";

/**
 * At a renewal or the end of a trial: the subscription as the phase that begins then has it, its items still in the period
 * that ends. Nothing is stored.
 */
export function withScheduledChange(ctx: Context, subscription: Subscription, at: number): Subscription {
  const schedule = activeSchedule(ctx, subscription);
  const next = schedule && nextPhase(schedule);
  if (!schedule?.current_phase || !next || schedule.current_phase.end_date > at) return subscription;
  const released = ctx.store.detail("subscription_schedule", schedule.id)?.origin === "portal";
  const changed = withSettings(subscription, next);
  return withItems(released ? { ...changed, schedule: null } : changed, itemsOf(ctx, subscription, next));
}

/** The phase that begins at an instant, if one does. */
export function phaseDue(ctx: Context, subscription: Subscription, at: number): Phase | undefined {
  const schedule = activeSchedule(ctx, subscription);
  return schedule?.current_phase && schedule.current_phase.end_date <= at ? nextPhase(schedule) : undefined;
}

/** The same, and the schedule enters the phase. The caller saves the subscription, and bills what the phase adds. */
export function enterPhaseDue(ctx: Context, subscription: Subscription, at: number): Subscription {
  const schedule = activeSchedule(ctx, subscription);
  if (!schedule?.current_phase || schedule.current_phase.end_date > at) return subscription;
  const next = nextPhase(schedule);
  if (!next) {
    markScheduleReleased(ctx, subscription);
    return { ...subscription, schedule: null };
  }
  const changed = inTrialOf(withNewDiscounts(ctx, withScheduledChange(ctx, subscription, at), next), next, at);
  if (changed.schedule === null) markScheduleReleased(ctx, subscription);
  else
    update(ctx, "subscription_schedule", { ...schedule, current_phase: bounds(next) }, "subscription_schedule.updated");
  return beginsAnew(schedule, next) ? { ...changed, billing_cycle_anchor: next.start_date } : changed;
}

/** Periods are counted from the beginning of a phase that says so. */
function beginsAnew({ default_settings }: SubscriptionSchedule, phase: Phase): boolean {
  return (
    phase.trial_end === null && (phase.billing_cycle_anchor ?? default_settings.billing_cycle_anchor) === "phase_start"
  );
}

/** A phase ends within a period: the change is prorated as the next phase says. */
export function goOn(ctx: Context, subscription: Subscription): void {
  const schedule = activeSchedule(ctx, subscription);
  if (!schedule) return;
  const next = nextPhase(schedule);
  if (!next) {
    if (schedule.end_behavior === "cancel" && subscription.cancel_at !== null)
      return void endAsPlanned(ctx, subscription);
    markScheduleReleased(ctx, subscription);
    return void update(ctx, "subscription", { ...subscription, schedule: null }, "customer.subscription.updated");
  }
  update(ctx, "subscription_schedule", { ...schedule, current_phase: bounds(next) }, "subscription_schedule.updated");
  applyPhase(ctx, subscription, next, next.proration_behavior as ProrationBehavior);
}

/** What a phase has becomes the subscription's now. */
export function applyPhase(
  ctx: Context,
  subscription: Subscription,
  phase: Phase,
  proration_behavior: ProrationBehavior,
  added = addedBy(ctx, phase),
): Subscription {
  const moved = planPhase(ctx, subscription, phase, proration_behavior, added);
  const saved = carryOut(ctx, moved);
  emitDiscountEvents(ctx, everyDiscount(subscription), everyDiscount(moved.subscription));
  return saved;
}

/** What that changes. It redeems the phase's coupons. */
export function planPhase(
  ctx: Context,
  subscription: Subscription,
  phase: Phase,
  proration_behavior: ProrationBehavior,
  added = addedBy(ctx, phase),
): PlannedChange {
  const schedule = activeSchedule(ctx, subscription);
  const now = nowFor(ctx, subscription.customer);
  const described = withNewDiscounts(ctx, withSettings(subscription, phase), { ...phase, items: [] });
  const trial = phase.trial_end !== null && phase.trial_end > now ? phase.trial_end : null;
  const change = planChange(ctx, described, changesTo(ctx, described, phase), {
    proration_behavior: trial === null ? proration_behavior : "none",
    anchorNow: schedule !== undefined && beginsAnew(schedule, phase) && phase.start_date === now,
    added,
  });
  return trial === null ? change : intoTrial(ctx, subscription, change, proration_behavior, trial);
}

/** Which item becomes which: the one with the same price, else the only one the other only one (ids: unverified). */
function pairs(
  subscription: Subscription,
  phase: Phase,
): { wanted: Phase["items"][number]; item?: SubscriptionItem }[] {
  const items = subscription.items.data;
  return phase.items.map((wanted) => {
    const same = items.find((item) => item.price.id === wanted.price);
    const item = same ?? (items.length === 1 && phase.items.length === 1 ? items[0] : undefined);
    return item ? { wanted, item } : { wanted };
  });
}

function itemsOf(ctx: Context, subscription: Subscription, phase: Phase): SubscriptionItem[] {
  const first = subscription.items.data.reduce((a, b) => (b.current_period_end < a.current_period_end ? b : a));
  return pairs(subscription, phase).flatMap(({ wanted, item }) => {
    const price = ctx.store.get("price", wanted.price);
    if (!price) return [];
    const { current_period_start: start, current_period_end: end, created } = item ?? first;
    const made = subscriptionItem(subscription.id, { price, quantity: wanted.quantity ?? 1 }, created, { start, end });
    const metadata = Object.keys(wanted.metadata ?? {}).length > 0 ? (wanted.metadata ?? {}) : (item?.metadata ?? {});
    const kept = keptIn(wanted.discounts);
    const discounts = ((item?.discounts ?? []) as string[]).filter((id) => kept.includes(id));
    const tax_rates = wanted.tax_rates?.length ? wanted.tax_rates : (item?.tax_rates ?? []);
    return [{ ...made, id: item?.id ?? made.id, metadata, discounts, tax_rates }];
  });
}

function changesTo(ctx: Context, subscription: Subscription, phase: Phase): ItemChange[] {
  const wanted = pairs(subscription, phase);
  const gone = subscription.items.data.filter((item) => !wanted.some((one) => one.item === item));
  return [
    ...wanted.flatMap(({ wanted: { price: id, quantity, discounts: named, tax_rates }, item }): ItemChange[] => {
      const price = ctx.store.get("price", id);
      const kept = ((item?.discounts ?? []) as string[]).filter((one) => keptIn(named).includes(one));
      const coupons = couponsIn(ctx, named);
      const taxed = tax_rates?.length ? tax_rates : undefined;
      const same = !taxed && coupons.length === 0 && kept.length === (item?.discounts ?? []).length;
      if (item?.price.id === id && item.quantity === quantity && same) return [];
      const itemId = item?.id ?? newId("si");
      const whose = { customer: subscription.customer, subscription: subscription.id, subscription_item: itemId };
      const now = nowFor(ctx, subscription.customer);
      const created = coupons.map((one) => createDiscount(ctx, { ...one, ...whose, now }).id);
      return [{ id: item?.id, newId: itemId, price, quantity, discounts: [...kept, ...created], tax_rates: taxed }];
    }),
    ...gone.map(({ id }) => ({ id, deleted: true })),
  ];
}
