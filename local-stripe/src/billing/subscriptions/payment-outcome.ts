// What the payment of an invoice, or its refusal, does to the subscription.
import { update } from "../changes.ts";
import { nowFor } from "../../conventions/clock.ts";
import type { Context } from "../../conventions/context.ts";
import { emit } from "../../events/events.ts";
import type { Invoice, Subscription } from "../../store/objects.ts";
import { billingSettings } from "../settings.ts";
import { cancelNow } from "./cancel.ts";
import { notesOf } from "./notes.ts";
import { canPause, setPaused, type PauseReason } from "./pause.ts";
import { applyPending, keepPending, waitsFor } from "./pending-update.ts";
import { withRunningPeriods } from "./subscription-object.ts";

/** A paid invoice, if it is the latest, makes its subscription active. */
export function afterPayment(ctx: Context, id: string, invoice: Invoice): Subscription {
  const before = stored(ctx, id);
  const subscription = waitsFor(ctx, id, invoice) ? applyPending(ctx, before) : before;
  if (subscription.status === "paused") return afterPaymentInPause(ctx, subscription, invoice);
  const waits = ["incomplete", "past_due", "unpaid"].includes(subscription.status);
  if (!waits || subscription.latest_invoice !== invoice.id) return subscription;
  return update(ctx, "subscription", { ...subscription, status: "active" }, "customer.subscription.updated");
}

/** Only the invoice of its resumption ends a pause, or the one that paused it where the settings say so. */
function afterPaymentInPause(ctx: Context, subscription: Subscription, invoice: Invoice): Subscription {
  const { resume, paused_by } = notesOf(ctx, subscription.id);
  if (resume?.invoice === invoice.id) return endPause(ctx, subscription, "active");
  if (paused_by !== invoice.id || !billingSettings(ctx.store).resume_when_paid) return subscription;
  return endPause(ctx, withRunningPeriods(subscription, nowFor(ctx, subscription.customer)), "active");
}

function endPause(ctx: Context, subscription: Subscription, status: "active" | "past_due"): Subscription {
  const { resume: _resume, resume_expires: _expires, paused_by: _by, ...notes } = notesOf(ctx, subscription.id);
  ctx.store.putDetail("subscription", subscription.id, notes);
  const { status_details: _paused, ...rest } = subscription;
  const running = update(ctx, "subscription", { ...rest, status }, "customer.subscription.updated");
  emit(ctx, "customer.subscription.resumed", running);
  return running;
}

/** Past due at first, or paused; after the last attempt, what the settings say. */
export function afterRefusal(ctx: Context, id: string, invoice: Invoice, byHand: boolean): Subscription {
  const subscription = stored(ctx, id);
  // The subscription is as it was before the change that waits for this invoice
  if (waitsFor(ctx, id, invoice)) return keepPending(ctx, subscription, nowFor(ctx, subscription.customer));
  // It is past due when the invoice is overdue, not before
  if (invoice.collection_method === "send_invoice") return subscription;
  const { resume } = notesOf(ctx, id);
  if (subscription.status === "paused" && resume?.invoice === invoice.id && resume.on === "resume_on_payment_attempt")
    return endPause(ctx, subscription, "past_due");
  if (!["active", "trialing", "past_due"].includes(subscription.status)) return subscription;
  const settings = billingSettings(ctx.store);
  const renewal = invoice.billing_reason === "subscription_cycle";
  if (settings.pause_after_first_failure && renewal && invoice.attempt_count === 1 && canPause(ctx, subscription))
    return pauseFor(ctx, subscription, invoice, "first_payment_failure");
  const last = invoice.next_payment_attempt === null && !byHand && invoice.billing_reason !== "subscription_create";
  const then = last ? settings.after_retries : "leave";
  // What can't be paused is canceled [docs: smart-retries/pause-on-payment-failure]
  if (then === "pause" && canPause(ctx, subscription))
    return pauseFor(ctx, subscription, invoice, "final_payment_failure");
  if (then === "cancel" || then === "pause") return cancelNow(ctx, subscription, { reason: "payment_failed" });
  return update(
    ctx,
    "subscription",
    { ...subscription, status: then === "unpaid" ? "unpaid" : "past_due" },
    "customer.subscription.updated",
  );
}

/** The invoice stays collectible. */
function pauseFor(ctx: Context, subscription: Subscription, invoice: Invoice, reason: PauseReason): Subscription {
  ctx.store.putDetail("subscription", subscription.id, { ...notesOf(ctx, subscription.id), paused_by: invoice.id });
  return setPaused(ctx, subscription, reason);
}

/** It is due, and nobody has tried to pay it. */
export function waitForPayment(ctx: Context, id: string): Subscription {
  const subscription = stored(ctx, id);
  if (subscription.status !== "active") return subscription;
  return update(ctx, "subscription", { ...subscription, status: "past_due" }, "customer.subscription.updated");
}

function stored(ctx: Context, id: string): Subscription {
  const subscription = ctx.store.get("subscription", id);
  if (!subscription) throw new Error(`${id} vanished within a transaction`);
  return subscription;
}
