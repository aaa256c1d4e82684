// The ways in which a schedule ends: released, canceled with its subscription, or completed.
import { update } from "../changes.ts";
import { nowFor } from "../../conventions/clock.ts";
import type { Context } from "../../conventions/context.ts";
import type { Subscription, SubscriptionSchedule } from "../../store/objects.ts";

/** Drops what was planned; the subscription stays as it is, without an end that the schedule has set. */
export function releaseSchedule(ctx: Context, subscription: Subscription, keepEnd = false): Subscription {
  const schedule = activeSchedule(ctx, subscription);
  if (!subscription.schedule) return subscription;
  const set = schedule?.end_behavior === "cancel" && subscription.cancel_at === schedule.phases.at(-1)?.end_date;
  markScheduleReleased(ctx, subscription);
  const freed: Subscription = { ...subscription, schedule: null };
  return update(
    ctx,
    "subscription",
    set && !keepEnd ? { ...freed, cancel_at: null, canceled_at: null } : freed,
    "customer.subscription.updated",
  );
}

export function activeSchedule(
  ctx: Context,
  subscription: Pick<Subscription, "schedule">,
): SubscriptionSchedule | undefined {
  const schedule = subscription.schedule ? ctx.store.get("subscription_schedule", subscription.schedule) : undefined;
  return schedule?.status === "active" ? schedule : undefined;
}

/** Nothing more happens by it, and its subscription continues. */
export function markScheduleReleased(ctx: Context, subscription: Subscription): void {
  const schedule = activeSchedule(ctx, subscription);
  if (!schedule) return;
  const released: SubscriptionSchedule = {
    ...schedule,
    status: "released",
    current_phase: null,
    released_at: nowFor(ctx, subscription.customer),
    released_subscription: subscription.id,
    subscription: null,
  };
  update(ctx, "subscription_schedule", released, "subscription_schedule.released");
}

/**
 * Its subscription ended: as the schedule planned it (`completed`), for want of payment (`aborted`), or by a
 * request. [SDK: Events.d.ts]
 */
export function endScheduleWith(
  ctx: Context,
  subscription: Subscription,
  how: "aborted" | "canceled" | "completed",
): void {
  const schedule = activeSchedule(ctx, subscription);
  if (!schedule) return;
  const now = nowFor(ctx, subscription.customer);
  const ended: SubscriptionSchedule =
    how === "completed"
      ? { ...schedule, status: "completed", completed_at: now, current_phase: null }
      : { ...schedule, status: "canceled", canceled_at: now, current_phase: null };
  update(ctx, "subscription_schedule", ended, `subscription_schedule.${how}`);
}
