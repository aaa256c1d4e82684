// The ways in which a subscription ends, and how a planned end is undone.
import { update } from "../changes.ts";
import { nowFor } from "../../conventions/clock.ts";
import type { Context } from "../../conventions/context.ts";
import type { Subscription } from "../../store/objects.ts";
import { voidInvoice } from "../invoices/lifecycle.ts";
import { notesOf } from "./notes.ts";
import { activeSchedule, endScheduleWith } from "./release-schedule.ts";

type Details = NonNullable<Subscription["cancellation_details"]>;
export type Reason = Partial<Details>;
const NO_DETAILS: Details = { comment: null, feedback: null, feedback_option: null, reason: null };

/** The latest end among the periods of its items. */
export function periodEnd(subscription: Subscription): number {
  return Math.max(...subscription.items.data.map((item) => item.current_period_end));
}

/**
 * Ends it now. Flags of a planned end are cleared, while `canceled_at` stays the time of the request
 * (recorded on clover: an immediate cancellation after a scheduled one).
 */
export function cancelNow(ctx: Context, before: Subscription, reason: Reason = {}): Subscription {
  const now = nowFor(ctx, before.customer);
  const subscription = withoutPendingUpdate(ctx, before);
  endScheduleWith(ctx, subscription, reason.reason === "payment_failed" ? "aborted" : "canceled");
  const ended: Subscription = {
    ...subscription,
    schedule: null,
    status: "canceled",
    cancel_at: null,
    cancel_at_period_end: false,
    canceled_at: subscription.canceled_at ?? now,
    ended_at: now,
    cancellation_details: details(subscription, { reason: "cancellation_requested", ...reason }),
  };
  return update(ctx, "subscription", ended, "customer.subscription.deleted");
}

/** A planned end is reached. Its flags stay as they were asked for, and `ended_at` is the planned instant. */
export function endAsPlanned(ctx: Context, before: Subscription): Subscription {
  const subscription = withoutPendingUpdate(ctx, before);
  const schedule = activeSchedule(ctx, subscription);
  const asScheduled =
    schedule?.end_behavior === "cancel" && schedule.phases.at(-1)?.end_date === subscription.cancel_at;
  endScheduleWith(ctx, subscription, asScheduled ? "completed" : "canceled");
  const ended: Subscription = { ...subscription, schedule: null, status: "canceled", ended_at: subscription.cancel_at };
  return update(ctx, "subscription", ended, "customer.subscription.deleted");
}

/** A change that waits for its payment ends with the subscription. */
export function withoutPendingUpdate(ctx: Context, subscription: Subscription): Subscription {
  const invoice = ctx.store.get("invoice", notesOf(ctx, subscription.id).pending?.invoice ?? "");
  if (!invoice) return subscription;
  voidInvoice(ctx, invoice);
  return { ...subscription, pending_update: null };
}

/**
 * The portal's way for subscriptions with flexible billing: `cancel_at` is set and `cancel_at_period_end`
 * stays false. [docs: billing-mode/compare]
 */
export function cancelAtPeriodEnd(ctx: Context, subscription: Subscription, reason: Reason = {}): Subscription {
  return scheduleCancellation(
    ctx,
    subscription,
    { cancel_at: periodEnd(subscription), cancel_at_period_end: false },
    reason,
  );
}

export function scheduleCancellation(
  ctx: Context,
  subscription: Subscription,
  plan: Pick<Subscription, "cancel_at" | "cancel_at_period_end">,
  reason: Reason = {},
): Subscription {
  return update(
    ctx,
    "subscription",
    withCancellation(ctx, subscription, plan, reason),
    "customer.subscription.updated",
  );
}

export function withCancellation(
  ctx: Context,
  subscription: Subscription,
  plan: Pick<Subscription, "cancel_at" | "cancel_at_period_end">,
  reason: Reason = {},
): Subscription {
  return {
    ...subscription,
    ...plan,
    canceled_at: nowFor(ctx, subscription.customer),
    cancellation_details: details(subscription, { reason: "cancellation_requested", ...reason }),
  };
}

export function uncancel(ctx: Context, subscription: Subscription): Subscription {
  return update(ctx, "subscription", withoutCancellation(subscription), "customer.subscription.updated");
}

export function withoutCancellation(subscription: Subscription): Subscription {
  return {
    ...subscription,
    cancel_at: null,
    cancel_at_period_end: false,
    canceled_at: null,
    cancellation_details: NO_DETAILS,
  };
}

function details(subscription: Subscription, reason: Reason): Details {
  return { ...(subscription.cancellation_details ?? NO_DETAILS), ...reason };
}
