// A subscription is paused: no period runs and nothing is billed until it is resumed.
// [docs: changelog/endive/2026-09-30/pause-subscription, …/pause-on-payment-failure]
import { update } from "../changes.ts";
import { nowFor } from "../../conventions/clock.ts";
import type { Context } from "../../conventions/context.ts";
import { invalid } from "../../conventions/errors.ts";
import { emit } from "../../events/events.ts";
import type { Subscription } from "../../store/objects.ts";
import { activeSchedule } from "./release-schedule.ts";

export type PauseReason =
  | "final_payment_failure"
  | "first_payment_failure"
  | "pause_requested"
  | "system"
  | "trial_end_without_payment_method";

/** Without a reason, the subscription does not say why: `status_details` is optional. */
export function setPaused(ctx: Context, subscription: Subscription, reason: PauseReason | null): Subscription {
  const { status_details: _before, ...rest } = subscription;
  const paused: NonNullable<Subscription["status_details"]>["paused"] | undefined =
    reason === null
      ? undefined
      : {
          subscription: { type: reason },
          transitioned_at: nowFor(ctx, subscription.customer),
          type: "subscription",
        };
  const saved = update(
    ctx,
    "subscription",
    { ...rest, status: "paused", ...(paused ? { status_details: { paused } } : {}) },
    "customer.subscription.updated",
  );
  emit(ctx, "customer.subscription.paused", saved);
  return saved;
}

/** What payment failures may pause. What is managed by a schedule, or waits for its end, can't be. */
export function canPause(ctx: Context, subscription: Subscription): boolean {
  return activeSchedule(ctx, subscription) === undefined && subscription.collection_method === "charge_automatically";
}

export function checkPausable(ctx: Context, subscription: Subscription): void {
  const { schedule, status, collection_method } = subscription;
  if (activeSchedule(ctx, subscription))
    throw invalid(
      `The subscription is managed by the subscription schedule \`${schedule}\`, and can't be paused directly.`,
    );
  if (status !== "active")
    throw invalid(`Only subscriptions with the status \`active\` can be paused. This one is \`${status}\`.`);
  if (collection_method !== "charge_automatically")
    throw invalid("Only subscriptions with `collection_method=charge_automatically` can be paused.");
}
