// One step of a subscription that time brings: the first of what is due at this instant.
import { update } from "../changes.ts";
import { nowFor } from "../../conventions/clock.ts";
import type { Context } from "../../conventions/context.ts";
import { emit } from "../../events/events.ts";
import type { Subscription, SubscriptionNotes } from "../../store/objects.ts";
import { endAsPlanned } from "./cancel.ts";
import { INCOMPLETE_FOR, renewalNoticeAt, trialNoticeAt } from "../../store/due-dates.ts";
import { voidInvoice } from "../invoices/lifecycle.ts";
import { renew, upcomingInvoice } from "./renewals.ts";
import { trialEnded } from "./trials.ts";

/** An end that was planned comes before a renewal at the same instant. */
export function advanceSubscription(ctx: Context, subscription: Subscription): void {
  const { status, cancel_at, trial_end, pause_collection } = subscription;
  const now = ctx.now;
  const reached = (at: number | null | undefined) => at !== null && at !== undefined && at <= now;
  const notes = notesOf(ctx, subscription.id);
  if (status === "incomplete" && reached(subscription.created + INCOMPLETE_FOR))
    return expireIncomplete(ctx, subscription);
  if (status === "paused" && reached(notes.resume_expires)) return expireResumption(ctx, subscription);
  if (reached(cancel_at)) return void endAsPlanned(ctx, subscription);
  if (reached(pause_collection?.resumes_at))
    return void update(
      ctx,
      "subscription",
      { ...subscription, pause_collection: null },
      "customer.subscription.updated",
    );
  if (status === "trialing" && reached(trial_end)) return trialEnded(ctx, subscription);
  if (reached(trialNoticeAt(subscription, notes))) return announceTrialEnd(ctx, subscription);
  if (reached(renewalNoticeAt(subscription, notes))) return announceRenewal(ctx, subscription);
  renew(ctx, subscription);
}

export function notesOf(ctx: Context, id: string): SubscriptionNotes {
  return ctx.store.detail("subscription", id) ?? {};
}

/** Notes what was done, and lets the store look again at what is due next. */
export function note(ctx: Context, subscription: Subscription, change: Partial<SubscriptionNotes>): void {
  ctx.store.putDetail("subscription", subscription.id, { ...notesOf(ctx, subscription.id), ...change });
  if (ctx.store.get("subscription", subscription.id)) ctx.store.put("subscription", subscription);
}

/** Told once for each end of a trial: three days ahead, or at once when it comes sooner. */
export function announceTrialEnd(ctx: Context, subscription: Subscription): void {
  const { trial_end, customer } = subscription;
  if (trial_end === null) return;
  const due = trialNoticeAt(subscription, notesOf(ctx, subscription.id));
  if (due === null || due > nowFor(ctx, customer)) return;
  note(ctx, subscription, { announced_trial_end: trial_end });
  emit(ctx, "customer.subscription.trial_will_end", subscription);
}

function announceRenewal(ctx: Context, subscription: Subscription): void {
  const end = Math.min(...subscription.items.data.map((item) => item.current_period_end));
  note(ctx, subscription, { announced_renewal: end });
  emit(ctx, "invoice.upcoming", upcomingInvoice(ctx, subscription));
}

/** 23 hours without a payment: the subscription ends, and its invoice is void. */
function expireIncomplete(ctx: Context, subscription: Subscription): void {
  const invoice = subscription.latest_invoice ? ctx.store.get("invoice", subscription.latest_invoice) : undefined;
  if (invoice?.status === "open") voidInvoice(ctx, invoice);
  const expired: Subscription = { ...subscription, status: "incomplete_expired", ended_at: ctx.now };
  update(ctx, "subscription", expired, "customer.subscription.updated");
}

function expireResumption(ctx: Context, subscription: Subscription): void {
  const invoice = subscription.latest_invoice ? ctx.store.get("invoice", subscription.latest_invoice) : undefined;
  if (invoice?.status === "open") voidInvoice(ctx, invoice);
  const { resume_expires: _done, ...notes } = notesOf(ctx, subscription.id);
  ctx.store.putDetail("subscription", subscription.id, notes);
  ctx.store.put("subscription", subscription);
}
