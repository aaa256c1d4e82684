// A schedule is released. Its change was made or dropped, or its subscription ends.
import { update } from "../changes.ts";
import { nowFor } from "../../conventions/clock.ts";
import type { Context } from "../../conventions/context.ts";
import type { Subscription, SubscriptionSchedule } from "../../store/objects.ts";

/** Drops the planned change; the subscription stays as it is. */
export function releaseSchedule(ctx: Context, subscription: Subscription): Subscription {
  if (!subscription.schedule) return subscription;
  markScheduleReleased(ctx, subscription);
  return update(ctx, "subscription", { ...subscription, schedule: null }, "customer.subscription.updated");
}

/** The schedule is done. Its change was made or dropped, or its subscription ended. */
export function markScheduleReleased(ctx: Context, subscription: Subscription): void {
  const schedule = subscription.schedule ? ctx.store.get("subscription_schedule", subscription.schedule) : undefined;
  if (!schedule || schedule.status !== "active") return;
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
