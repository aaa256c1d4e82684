// One step of a schedule as time passes: it begins, is announced to end, or enters its next phase.
import type { Context } from "../../conventions/context.ts";
import { emit } from "../../events/events.ts";
import { scheduleNoticeAt } from "../../store/due-dates.ts";
import type { SubscriptionSchedule } from "../../store/objects.ts";
import { advanceSubscription } from "./advance-subscription.ts";
import { goOn } from "./schedule-phases.ts";
import { startScheduled } from "./start-scheduled.ts";

export function advanceSchedule(ctx: Context, schedule: SubscriptionSchedule): void {
  if (schedule.status === "not_started") return void startScheduled(ctx, schedule);
  const notes = ctx.store.detail("subscription_schedule", schedule.id) ?? { origin: "api" };
  const notice = scheduleNoticeAt(schedule, notes);
  if (notice !== null && notice <= ctx.now) {
    const end = schedule.phases.at(-1)?.end_date ?? ctx.now;
    ctx.store.putDetail("subscription_schedule", schedule.id, { ...notes, announced_end: end });
    ctx.store.put("subscription_schedule", schedule);
    return emit(ctx, "subscription_schedule.expiring", schedule);
  }
  const subscription = schedule.subscription ? ctx.store.get("subscription", schedule.subscription) : undefined;
  if (!subscription) throw new Error(`${schedule.id} has no subscription`);
  // A renewal at the same instant bills what the next phase has
  const end = Math.min(...subscription.items.data.map((item) => item.current_period_end));
  if (["active", "past_due", "trialing", "unpaid"].includes(subscription.status) && end <= ctx.now)
    return advanceSubscription(ctx, subscription);
  goOn(ctx, subscription);
}
