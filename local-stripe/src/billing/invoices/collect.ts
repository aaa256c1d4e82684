// Collecting what an invoice asks for, and what its payment or refusal does to its subscription.
import { update } from "../changes.ts";
import { nowFor } from "../../conventions/clock.ts";
import type { Context } from "../../conventions/context.ts";
import type { StripeError } from "../../conventions/errors.ts";
import { emit } from "../../events/events.ts";
import type { Customer, Invoice, PaymentMethod, Subscription } from "../../store/objects.ts";
import { cancelNow } from "../subscriptions/cancel.ts";
import { applyPending, keepPending, waitsFor } from "../subscriptions/pending-update.ts";
import { notesOf } from "../subscriptions/notes.ts";
import { canPause, setPaused, type PauseReason } from "../subscriptions/pause.ts";
import { withRunningPeriods } from "../subscriptions/subscription-object.ts";
import { charge, isProcessing, payingMethod, type Charged } from "../payments/charges.ts";
import {
  awaitPayment,
  failFinalization,
  failInvoice,
  finalizeInvoice,
  markUncollectible,
  payInvoice,
  stopCollecting,
  voidInvoice,
} from "./lifecycle.ts";
import { billingSettings } from "../settings.ts";

export interface Collected {
  subscription: Subscription;
  invoice: Invoice;
  refusal: StripeError | undefined;
  /** The payment settles later. */
  processing?: true;
}
export interface CollectOptions {
  /** Without a charge, the invoice is only finalized and waits. */
  charge?: boolean;
  /** Another card than the subscription's. */
  method?: PaymentMethod | undefined;
  /** A customer tries by hand. The planned attempts stay as they are. */
  byHand?: boolean;
  /** `never`: nothing tries it again but a hand. */
  retries?: "never";
  authenticated?: boolean;
}

/** A draft whose hour is over, or an open invoice whose next attempt has come. */
export function collect(ctx: Context, invoice: Invoice): void {
  const { subscription } = ownersOf(ctx, invoice);
  // The end of a subscription stops what was still to be collected for it
  if (!subscription || isOver(subscription, invoice)) return void stopCollecting(ctx, invoice);
  const paused = subscription.pause_collection?.behavior;
  if (paused === "keep_as_draft" && invoice.status === "draft") return void stopCollecting(ctx, invoice);
  if (paused === "void")
    return void voidInvoice(ctx, invoice.status === "draft" ? finalizeInvoice(ctx, invoice) : invoice);
  if (paused === "mark_uncollectible")
    return void markUncollectible(ctx, invoice.status === "draft" ? finalizeInvoice(ctx, invoice) : invoice);
  if (invoice.status === "draft" && failFinalization(ctx, invoice)) return;
  if (invoice.status === "open" && invoice.collection_method === "send_invoice")
    return fallOverdue(ctx, subscription, invoice);
  collectNow(ctx, invoice);
}

/** The day it was to be paid by has come. Further deadlines are a setting that is not here. [SDK: Subscription.status] */
function fallOverdue(ctx: Context, subscription: Subscription, invoice: Invoice): void {
  ctx.store.putDetail("invoice", invoice.id, { overdue: true });
  ctx.store.put("invoice", invoice);
  emit(ctx, "invoice.overdue", invoice);
  waitForPayment(ctx, subscription.id);
}

/** What a planned end collects is its last invoice. */
function isOver({ status, ended_at, latest_invoice }: Subscription, invoice: Invoice): boolean {
  if (status === "incomplete_expired") return true;
  return status === "canceled" && !(latest_invoice === invoice.id && invoice.created === ended_at);
}

export function collectNow(ctx: Context, invoice: Invoice, options: CollectOptions = {}): Collected {
  const { subscription, customer } = ownersOf(ctx, invoice);
  if (!subscription || !customer) throw new Error(`${invoice.id} has no subscription or no customer`);
  const open = invoice.status === "draft" ? finalizeInvoice(ctx, invoice) : invoice;
  if (open.amount_due === 0) {
    const done = payInvoice(ctx, open, undefined);
    return { invoice: done, subscription: afterPayment(ctx, subscription.id, done), refusal: undefined };
  }
  // A payer who gets invoices pays them by hand
  if (open.collection_method === "send_invoice" && !options.byHand) {
    if (invoice.status === "draft") emit(ctx, "invoice.sent", open);
    return { invoice: open, subscription, refusal: undefined };
  }
  if (options.charge === false)
    return { invoice: open, subscription: waitForPayment(ctx, subscription.id), refusal: undefined };
  return attempt(ctx, open, subscription, customer, options);
}

function attempt(
  ctx: Context,
  open: Invoice,
  subscription: Subscription,
  customer: Customer,
  options: CollectOptions,
): Collected {
  const method = options.method ?? payingMethod(ctx, subscription, customer);
  const paid =
    method &&
    charge(ctx, {
      now: nowFor(ctx, customer.id),
      customer: customer.id,
      invoice: open.id,
      amount: open.amount_due,
      currency: open.currency,
      method,
      authenticated: options.authenticated === true,
    });
  if (paid && isProcessing(paid))
    return { invoice: awaitPayment(ctx, open, paid), subscription, refusal: undefined, processing: true };
  return paid && !paid.refusal
    ? succeeded(ctx, open, subscription, paid)
    : refused(ctx, open, subscription, paid, options);
}

export function succeeded(ctx: Context, open: Invoice, subscription: Subscription, paid: Charged): Collected {
  const done = payInvoice(ctx, open, paid);
  return { invoice: done, subscription: afterPayment(ctx, subscription.id, done), refusal: undefined };
}

export function refused(
  ctx: Context,
  open: Invoice,
  subscription: Subscription,
  paid: Charged | undefined,
  options: CollectOptions = {},
): Collected {
  const resumes = notesOf(ctx, subscription.id).resume;
  const attempted = resumes?.invoice === open.id && resumes.on === "resume_on_payment_attempt";
  const once = attempted || open.billing_reason === "subscription_create" || options.retries === "never";
  const retry = once ? "never" : options.byHand ? "as planned" : "next";
  const failed = failInvoice(ctx, open, paid, retry);
  return { invoice: failed, subscription: afterRefusal(ctx, subscription.id, failed, options), refusal: paid?.refusal };
}

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
function afterRefusal(ctx: Context, id: string, invoice: Invoice, options: CollectOptions): Subscription {
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
  const last =
    invoice.next_payment_attempt === null && !options.byHand && invoice.billing_reason !== "subscription_create";
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

function waitForPayment(ctx: Context, id: string): Subscription {
  const subscription = stored(ctx, id);
  if (subscription.status !== "active") return subscription;
  return update(ctx, "subscription", { ...subscription, status: "past_due" }, "customer.subscription.updated");
}

export function ownersOf(
  ctx: Context,
  invoice: Invoice,
): { subscription: Subscription | undefined; customer: Customer | undefined } {
  const id = invoice.parent?.subscription_details?.subscription;
  return {
    subscription: id ? ctx.store.get("subscription", id) : undefined,
    customer: invoice.customer ? ctx.store.get("customer", invoice.customer) : undefined,
  };
}

function stored(ctx: Context, id: string): Subscription {
  const subscription = ctx.store.get("subscription", id);
  if (!subscription) throw new Error(`${id} vanished within a transaction`);
  return subscription;
}
