// Collecting what an invoice asks for. `payment-outcome.ts` has what comes of it for its subscription.
import { nowFor } from "../../conventions/clock.ts";
import type { Context } from "../../conventions/context.ts";
import type { StripeError } from "../../conventions/errors.ts";
import { emit } from "../../events/events.ts";
import type { Customer, Invoice, PaymentMethod, Subscription } from "../../store/objects.ts";
import { notesOf } from "../subscriptions/notes.ts";
import { saveDefault } from "../subscriptions/save-default.ts";
import { afterPayment, afterRefusal, waitForPayment } from "../subscriptions/payment-outcome.ts";
import { charge, invoiceMethod, isProcessing, type Charged, type InvoiceAttempt } from "../payments/charges.ts";
import { failFinalization, finalizeInvoice } from "./finalize.ts";
import { isReplaceable, revisedBy } from "./manual/revision.ts";
import { awaitPayment, failInvoice, markUncollectible, payInvoice, stopCollecting, voidInvoice } from "./lifecycle.ts";

export interface Collected {
  /** None where the invoice was made by hand. */
  subscription: Subscription | undefined;
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
  /** How the payer is there, and whether the bank's question was answered. */
  attempt?: InvoiceAttempt;
}

/** A draft whose hour is over, or an open invoice whose next attempt has come. */
export function collect(ctx: Context, invoice: Invoice): void {
  const { subscription } = ownersOf(ctx, invoice);
  const sent = invoice.status === "open" && invoice.collection_method === "send_invoice";
  // The end of a subscription stops what was still to be collected for it. What was sent is owed all the same
  if (subscription ? isOver(subscription, invoice) : invoice.parent !== null)
    return sent ? fallOverdue(ctx, subscription, invoice) : void stopCollecting(ctx, invoice);
  const paused = subscription?.pause_collection?.behavior;
  if (paused === "keep_as_draft" && invoice.status === "draft") return void stopCollecting(ctx, invoice);
  if (paused === "void")
    return void voidInvoice(ctx, invoice.status === "draft" ? finalizeInvoice(ctx, invoice) : invoice);
  if (paused === "mark_uncollectible")
    return void markUncollectible(ctx, invoice.status === "draft" ? finalizeInvoice(ctx, invoice) : invoice);
  const revised = invoice.status === "draft" ? revisedBy(ctx, invoice) : undefined;
  // Paid meanwhile: both would be paid (unverified)
  if (revised && !isReplaceable(ctx, revised)) return void stopCollecting(ctx, invoice);
  if (invoice.status === "draft" && failFinalization(ctx, invoice)) return;
  if (sent) return fallOverdue(ctx, subscription, invoice);
  collectInvoice(ctx, invoice);
}

/** The day it was to be paid by has come. Further deadlines are a setting that is not here. [SDK: Subscription.status] */
function fallOverdue(ctx: Context, subscription: Subscription | undefined, invoice: Invoice): void {
  ctx.store.putDetail("invoice", invoice.id, { overdue: true });
  ctx.store.put("invoice", invoice);
  emit(ctx, "invoice.overdue", invoice);
  if (subscription) waitForPayment(ctx, subscription.id);
}

/** What a planned end collects is its last invoice. */
function isOver({ status, ended_at, latest_invoice }: Subscription, invoice: Invoice): boolean {
  if (status === "incomplete_expired") return true;
  return status === "canceled" && !(latest_invoice === invoice.id && invoice.created === ended_at);
}

/** Collects an invoice of a subscription. */
export function collectNow(
  ctx: Context,
  invoice: Invoice,
  options: CollectOptions = {},
): Collected & { subscription: Subscription } {
  const { subscription, ...rest } = collectInvoice(ctx, invoice, options);
  if (!subscription) throw new Error(`${invoice.id} has no subscription`);
  return { ...rest, subscription };
}

export function collectInvoice(ctx: Context, invoice: Invoice, options: CollectOptions = {}): Collected {
  const { subscription, customer } = ownersOf(ctx, invoice);
  if (!customer) throw new Error(`${invoice.id} has no customer`);
  const open = invoice.status === "draft" ? finalizeInvoice(ctx, invoice) : invoice;
  if (open.amount_due === 0) {
    const done = payInvoice(ctx, open, undefined);
    return {
      invoice: done,
      subscription: subscription && afterPayment(ctx, subscription.id, done),
      refusal: undefined,
    };
  }
  // A payer who gets invoices pays them by hand
  if (open.collection_method === "send_invoice" && !options.byHand) {
    if (invoice.status === "draft") emit(ctx, "invoice.sent", open);
    return { invoice: open, subscription, refusal: undefined };
  }
  if (options.charge === false)
    return { invoice: open, subscription: subscription && waitForPayment(ctx, subscription.id), refusal: undefined };
  return attempt(ctx, open, subscription, customer, options);
}

function attempt(
  ctx: Context,
  open: Invoice,
  subscription: Subscription | undefined,
  customer: Customer,
  options: CollectOptions,
): Collected {
  const method = options.method ?? invoiceMethod(ctx, open);
  const paid =
    method &&
    charge(ctx, {
      now: nowFor(ctx, customer.id),
      invoice: open,
      method,
      ...options.attempt,
    });
  if (paid && isProcessing(paid))
    return { invoice: awaitPayment(ctx, open, paid), subscription, refusal: undefined, processing: true };
  return paid && !paid.refusal
    ? succeeded(ctx, open, subscription, paid)
    : refused(ctx, open, subscription, paid, options);
}

export function succeeded(
  ctx: Context,
  open: Invoice,
  subscription: Subscription | undefined,
  paid: Charged,
): Collected {
  const done = payInvoice(ctx, open, paid);
  if (subscription) saveDefault(ctx, subscription.id, paid.intent.payment_method);
  return { invoice: done, subscription: subscription && afterPayment(ctx, subscription.id, done), refusal: undefined };
}

export function refused(
  ctx: Context,
  open: Invoice,
  subscription: Subscription | undefined,
  paid: Charged | undefined,
  options: CollectOptions = {},
): Collected {
  const resumes = subscription && notesOf(ctx, subscription.id).resume;
  const attempted = resumes?.invoice === open.id && resumes.on === "resume_on_payment_attempt";
  // Without automatic collection nothing tries a manual invoice again
  const untried = !subscription && !open.auto_advance;
  const once = attempted || untried || open.billing_reason === "subscription_create" || options.retries === "never";
  const retry = once ? "never" : options.byHand ? "as planned" : "next";
  const failed = failInvoice(ctx, open, paid, retry);
  return {
    invoice: failed,
    subscription: subscription && afterRefusal(ctx, subscription.id, failed, options.byHand === true),
    refusal: paid?.refusal,
  };
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
