// What was done or announced for a subscription, beside what its object shows.
import { nowFor } from "../../conventions/clock.ts";
import type { Context } from "../../conventions/context.ts";
import { emit } from "../../events/events.ts";
import type { Subscription } from "../../store/objects.ts";
import type { SubscriptionNotes } from "../../store/details.ts";
import { trialNoticeAt } from "../../store/due-dates.ts";

export function notesOf(ctx: Context, id: string): SubscriptionNotes {
  return ctx.store.detail("subscription", id) ?? {};
}

/** Notes what was done, and lets the store recompute when the subscription is next due. */
export function note(ctx: Context, subscription: Subscription, change: Partial<SubscriptionNotes>): void {
  ctx.store.putDetail("subscription", subscription.id, { ...notesOf(ctx, subscription.id), ...change });
  if (ctx.store.get("subscription", subscription.id)) ctx.store.put("subscription", subscription);
}

/** Emitted once for each end of a trial: three days ahead, or immediately when it is sooner. */
export function announceTrialEnd(ctx: Context, subscription: Subscription): void {
  const { trial_end, customer } = subscription;
  if (trial_end === null) return;
  const due = trialNoticeAt(subscription, notesOf(ctx, subscription.id));
  if (due === null || due > nowFor(ctx, customer)) return;
  note(ctx, subscription, { announced_trial_end: trial_end });
  emit(ctx, "customer.subscription.trial_will_end", subscription);
}
