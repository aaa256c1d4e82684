// One step of a subscription as time passes: the first that is due at this instant.
import { update } from "../changes.ts";
import type { Context } from "../../conventions/context.ts";
import { emit } from "../../events/events.ts";
import type { Subscription } from "../../store/objects.ts";
import { endAsPlanned } from "./cancel.ts";
import { INCOMPLETE_FOR, renewalNoticeAt, trialNoticeAt } from "../../store/due-dates.ts";
import { voidInvoice } from "../invoices/lifecycle.ts";
import { billPending } from "./pending-interval.ts";
import { renew, upcomingInvoice } from "./renewals.ts";
import { trialEnded } from "./trials.ts";
import { notesOf, note, announceTrialEnd } from "./notes.ts";

/** A planned end comes before a renewal at the same instant. */
export function advanceSubscription(ctx: Context, subscription: Subscription): void {
  const { status, cancel_at, trial_end, pause_collection } = subscription;
  const now = ctx.now;
  const reached = (at: number | null | undefined) => at !== null && at !== undefined && at <= now;
  const notes = notesOf(ctx, subscription.id);
  if (status === "incomplete" && reached(subscription.created + INCOMPLETE_FOR))
    return expireIncomplete(ctx, subscription);
  if (status === "paused" && reached(notes.resume_expires)) return expireResumption(ctx, subscription);
  if (reached(subscription.pending_update?.expires_at)) return expireUpdate(ctx, subscription);
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
  // A renewal bills what waits as well
  const renews = subscription.items.data.some((item) => item.current_period_end <= now);
  if (!renews && reached(subscription.next_pending_invoice_item_invoice)) return billPending(ctx, subscription);
  renew(ctx, subscription);
}

function announceRenewal(ctx: Context, subscription: Subscription): void {
  const end = Math.min(...subscription.items.data.map((item) => item.current_period_end));
  note(ctx, subscription, { announced_renewal: end });
  emit(ctx, "invoice.upcoming", upcomingInvoice(ctx, subscription));
}

/** 23 hours without a payment. The subscription ends, and its invoice is void. */
function expireIncomplete(ctx: Context, subscription: Subscription): void {
  const invoice = subscription.latest_invoice ? ctx.store.get("invoice", subscription.latest_invoice) : undefined;
  if (invoice?.status === "open") voidInvoice(ctx, invoice);
  const expired: Subscription = { ...subscription, status: "incomplete_expired", ended_at: ctx.now };
  update(ctx, "subscription", expired, "customer.subscription.updated");
}

/** Its invoice is void, and the change is dropped. [docs: billing/subscriptions/pending-updates-reference] */
function expireUpdate(ctx: Context, subscription: Subscription): void {
  const invoice = ctx.store.get("invoice", notesOf(ctx, subscription.id).pending?.invoice ?? "");
  if (invoice) voidInvoice(ctx, invoice, { expired: true });
}

function expireResumption(ctx: Context, subscription: Subscription): void {
  const invoice = subscription.latest_invoice ? ctx.store.get("invoice", subscription.latest_invoice) : undefined;
  if (invoice?.status === "open") voidInvoice(ctx, invoice);
  const { resume_expires: _done, resume: _given, ...notes } = notesOf(ctx, subscription.id);
  ctx.store.putDetail("subscription", subscription.id, notes);
  ctx.store.put("subscription", subscription);
}
