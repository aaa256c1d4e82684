// A phase of a schedule begins: its items, its discounts and its settings become the subscription's.
import { update } from "../changes.ts";
import { nowFor } from "../../conventions/clock.ts";
import type { Context } from "../../conventions/context.ts";
import type { Subscription, SubscriptionItem } from "../../store/objects.ts";
import { createDiscount, emitDiscountEvents } from "../discounts/discounts.ts";
import type { ItemChange } from "./change-items.ts";
import { carryOut } from "./change-plan.ts";
import { endAsPlanned } from "./cancel.ts";
import { planChange, type ProrationBehavior } from "./plan-change.ts";
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

/** The same, and the schedule goes on to the phase. The caller saves the subscription. */
export function enterPhaseDue(ctx: Context, subscription: Subscription, at: number): Subscription {
  const schedule = activeSchedule(ctx, subscription);
  if (!schedule?.current_phase || schedule.current_phase.end_date > at) return subscription;
  const next = nextPhase(schedule);
  if (!next) {
    markScheduleReleased(ctx, subscription);
    return { ...subscription, schedule: null };
  }
  const changed = withNewDiscounts(ctx, withScheduledChange(ctx, subscription, at), next);
  if (changed.schedule === null) markScheduleReleased(ctx, subscription);
  else
    update(ctx, "subscription_schedule", { ...schedule, current_phase: bounds(next) }, "subscription_schedule.updated");
  return changed;
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
): Subscription {
  const described = withNewDiscounts(ctx, withSettings(subscription, phase), phase);
  const change = planChange(ctx, described, changesTo(ctx, subscription, phase), {
    proration_behavior,
    anchorNow: phase.billing_cycle_anchor === "phase_start" && phase.start_date === nowFor(ctx, subscription.customer),
  });
  const saved = carryOut(ctx, change);
  emitDiscountEvents(ctx, subscription.discounts, described.discounts);
  return saved;
}

function withSettings(subscription: Subscription, phase: Phase): Subscription {
  const kept = phase.discounts.map(({ discount }) => discount);
  return {
    ...subscription,
    collection_method: phase.collection_method ?? subscription.collection_method,
    default_payment_method: phase.default_payment_method ?? subscription.default_payment_method,
    description: phase.description ?? subscription.description,
    // A phase says which discounts there are; one that was used up meanwhile does not come back
    discounts: subscription.discounts.filter((id) => kept.includes(id)),
    metadata: { ...subscription.metadata, ...phase.metadata },
  };
}

/** Coupons that a phase names are redeemed when it begins. */
function withNewDiscounts(ctx: Context, subscription: Subscription, phase: Phase): Subscription {
  const now = nowFor(ctx, subscription.customer);
  const created = phase.discounts.flatMap(({ coupon: id }) => {
    const coupon = id ? ctx.store.get("coupon", id) : undefined;
    const { customer } = subscription;
    return coupon ? [createDiscount(ctx, { coupon, customer, subscription: subscription.id, now }).id] : [];
  });
  return created.length > 0 ? { ...subscription, discounts: [...subscription.discounts, ...created] } : subscription;
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
    return [item ? { ...made, id: item.id, metadata, discounts: item.discounts } : { ...made, metadata }];
  });
}

function changesTo(ctx: Context, subscription: Subscription, phase: Phase): ItemChange[] {
  const wanted = pairs(subscription, phase);
  const gone = subscription.items.data.filter((item) => !wanted.some((one) => one.item === item));
  return [
    ...wanted.flatMap(({ wanted: { price: id, quantity }, item }): ItemChange[] => {
      const price = ctx.store.get("price", id);
      if (item?.price.id === id && item.quantity === quantity) return [];
      return [{ id: item?.id, price, quantity }];
    }),
    ...gone.map(({ id }) => ({ id, deleted: true })),
  ];
}
