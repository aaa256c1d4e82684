// The ways in which a subscription ends, and how a planned end is undone.
import { usedItems } from "../usage/usage.ts";
import { update } from "../changes.ts";
import { nowFor } from "../../conventions/clock.ts";
import type { Context } from "../../conventions/context.ts";
import type { Subscription } from "../../store/objects.ts";
import { HOUR } from "../../time.ts";
import { emit } from "../../events/events.ts";
import { draftInvoice } from "../invoices/invoice-object.ts";
import { recordDraft, stopCollecting, voidInvoice } from "../invoices/lifecycle.ts";
import { pendingItems } from "../invoices/pending-items.ts";
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
export function cancelNow(
  ctx: Context,
  before: Subscription,
  reason: Reason = {},
  { keepPending = false } = {},
): Subscription {
  const now = nowFor(ctx, before.customer);
  if (!keepPending) dropPendingItems(ctx, before);
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
  stopCollectingOf(ctx, before.customer);
  return update(ctx, "subscription", ended, "customer.subscription.deleted");
}

/** Prorations that wait are removed with an end at once, unless it bills or credits. [SDK: Subscriptions.cancel] */
function dropPendingItems(ctx: Context, subscription: Subscription): void {
  for (const item of pendingItems(ctx, subscription)) {
    ctx.store.remove(item.id);
    emit(ctx, "invoiceitem.deleted", item);
  }
}

/** Nothing that is finalized is collected any more, of the whole customer. [SDK: Subscriptions.cancel] */
function stopCollectingOf(ctx: Context, customer: string): void {
  for (const invoice of [...ctx.store.list("invoice", { by: ["customer", customer] })])
    if (invoice.status === "open" && (invoice.auto_advance || invoice.next_payment_attempt !== null))
      stopCollecting(ctx, invoice);
}

/** A planned end is reached. Its flags stay as they were asked for, and `ended_at` is the planned instant. */
export function endAsPlanned(ctx: Context, before: Subscription): Subscription {
  const subscription = withFinalInvoice(ctx, withoutPendingUpdate(ctx, before));
  const schedule = activeSchedule(ctx, subscription);
  const asScheduled =
    schedule?.end_behavior === "cancel" && schedule.phases.at(-1)?.end_date === subscription.cancel_at;
  endScheduleWith(ctx, subscription, asScheduled ? "completed" : "canceled");
  const ended: Subscription = { ...subscription, schedule: null, status: "canceled", ended_at: subscription.cancel_at };
  return update(ctx, "subscription", ended, "customer.subscription.deleted");
}

/** Prorations that wait are collected at a planned end, by a draft as a renewal's. [SDK: Subscriptions.cancel] */
function withFinalInvoice(ctx: Context, subscription: Subscription): Subscription {
  const customer = ctx.store.get("customer", subscription.customer);
  const pending = pendingItems(ctx, subscription);
  if (!customer) return subscription;
  const now = nowFor(ctx, customer.id);
  const used = usedItems(ctx, subscription, subscription.cancel_at ?? now);
  if (pending.length === 0 && used.length === 0) return subscription;
  const invoice = draftInvoice(ctx, subscription, customer, {
    now,
    reason: "subscription_cycle",
    items: used,
    pending,
    finalizesAt: now + HOUR,
    periodStart: Math.min(...subscription.items.data.map((item) => item.current_period_start)),
  });
  return { ...subscription, latest_invoice: recordDraft(ctx, invoice).id };
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
