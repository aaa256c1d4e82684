// The life of an invoice: draft, open, paid (or retried), void, uncollectible. Each step stores it and emits its event.
import { create, differences, update } from "../changes.ts";
import { DAY } from "../../time.ts";
import { nowFor } from "../../conventions/clock.ts";
import type { Context } from "../../conventions/context.ts";
import { emit } from "../../events/events.ts";
import type { Invoice } from "../../store/objects.ts";
import type { Charged } from "../payments/charges.ts";
import { moveBalance } from "../customers/currency.ts";
import { discardPending, waitsFor } from "../subscriptions/pending-update.ts";
import { billedByLines, noteBilled } from "./billed.ts";
import { billingSettings } from "../settings.ts";
import { cancelPayment, openPayment } from "../payments/invoice-payments.ts";

/** Stores a draft. The prorations in it wait no longer, and what it bills is what later credits are a part of. */
export function recordDraft(ctx: Context, invoice: Invoice): Invoice {
  for (const line of invoice.lines.data) {
    const { subscription_item_details: prorated, invoice_item_details: added } = line.parent ?? {};
    const item = ctx.store.get("invoiceitem", prorated?.invoice_item ?? added?.invoice_item ?? "");
    if (item) ctx.store.put("invoiceitem", { ...item, invoice: invoice.id });
  }
  const id = subscriptionIdOf(invoice);
  const subscription = id ? ctx.store.get("subscription", id) : undefined;
  if (subscription) {
    noteBilled(ctx, subscription.id, {
      ...ctx.store.detail("subscription", subscription.id)?.billed,
      ...billedByLines(invoice),
    });
    ctx.store.put("subscription", subscription);
  }
  return create(ctx, "invoice", invoice, "invoice.created");
}

/** Pays an open invoice with what a charge brought; nothing is charged when nothing is due. */
export function payInvoice(ctx: Context, invoice: Invoice, paid: Charged | undefined): Invoice {
  const now = nowFor(ctx, invoice.customer);
  const done: Invoice = {
    ...invoice,
    status: "paid",
    amount_paid: invoice.amount_due,
    amount_remaining: 0,
    // A $0 invoice is `attempted` with no attempts (recorded), one that is paid elsewhere is not
    attempted: invoice.attempted || paid !== undefined || invoice.amount_due === 0,
    attempt_count: invoice.attempt_count + (paid ? 1 : 0),
    auto_advance: false,
    next_payment_attempt: null,
    status_transitions: { ...invoice.status_transitions, paid_at: now },
  };
  update(ctx, "invoice", done, "invoice.paid");
  emit(ctx, "invoice.payment_succeeded", done);
  if (paid) {
    const payment = openPayment(ctx, invoice, paid, now);
    // Less than all of it where others were attached
    update(
      ctx,
      "invoice_payment",
      {
        ...payment,
        amount_paid: invoice.amount_remaining,
        status: "paid",
        status_transitions: { canceled_at: null, paid_at: now },
      },
      "invoice_payment.paid",
    );
  } else cancelPayment(ctx, invoice.id, "automatic", now);
  return done;
}

/**
 * Its payment settles later. It is open meanwhile, and nothing tries it again. What is counted as an attempt is only
 * known when that is over (unverified).
 */
export function awaitPayment(ctx: Context, invoice: Invoice, paid: Charged): Invoice {
  const open = update(ctx, "invoice", { ...invoice, attempted: true, next_payment_attempt: null }, "invoice.updated");
  openPayment(ctx, open, paid, nowFor(ctx, invoice.customer));
  return open;
}

/**
 * The charge was refused, or there is no card to charge. The invoice stays open. `next` plans another attempt
 * on the fixed days, as long as there are any left.
 */
export function failInvoice(
  ctx: Context,
  invoice: Invoice,
  failed: Charged | undefined,
  retry: "next" | "never" | "as planned",
): Invoice {
  const now = nowFor(ctx, invoice.customer);
  const asked = failed?.refusal?.details.code === "authentication_required";
  // When the bank asks its customer, nothing was attempted yet (recorded: attempted true, attempt_count 0)
  const attempts = invoice.attempt_count + (asked && retry === "never" ? 0 : 1);
  const wait = billingSettings(ctx.store).retry_days[attempts - 1];
  const planned = {
    next: wait === undefined ? null : now + wait * DAY,
    never: null,
    "as planned": invoice.next_payment_attempt,
  }[retry];
  const open: Invoice = { ...invoice, attempted: true, attempt_count: attempts, next_payment_attempt: planned };
  const previous = differences(invoice, open);
  update(ctx, "invoice", open, "invoice.payment_failed");
  if (retry === "next") emit(ctx, "invoice.updated", open, previous);
  if (failed) openPayment(ctx, open, failed, now);
  if (asked) emit(ctx, "invoice.payment_action_required", open);
  return open;
}

/** What the invoice took from the customer's credit is given back. */
export function voidInvoice(ctx: Context, invoice: Invoice, { expired = false } = {}): Invoice {
  const now = nowFor(ctx, invoice.customer);
  const voided: Invoice = {
    ...invoice,
    ...STOPPED,
    status: "void",
    status_transitions: { ...invoice.status_transitions, voided_at: now },
  };
  const done = update(ctx, "invoice", voided, "invoice.voided");
  moveBalance(
    ctx,
    invoice.customer,
    invoice.starting_balance - (invoice.ending_balance ?? invoice.starting_balance),
    invoice.currency,
    { type: "unapplied_from_invoice", invoice: invoice.id },
  );
  cancelPayment(ctx, invoice.id, "void_invoice", now);
  discardWaiting(ctx, done, expired);
  return done;
}

/** A change that waited for the invoice is dropped with it. */
function discardWaiting(ctx: Context, invoice: Invoice, expired: boolean): void {
  const subscription = ctx.store.get("subscription", subscriptionIdOf(invoice) ?? "");
  if (subscription && waitsFor(ctx, subscription.id, invoice)) discardPending(ctx, subscription, expired);
}

export function markUncollectible(ctx: Context, invoice: Invoice): Invoice {
  const now = nowFor(ctx, invoice.customer);
  const marked: Invoice = {
    ...invoice,
    ...STOPPED,
    status: "uncollectible",
    status_transitions: { ...invoice.status_transitions, marked_uncollectible_at: now },
  };
  return update(ctx, "invoice", marked, "invoice.marked_uncollectible");
}

const STOPPED = { auto_advance: false, automatically_finalizes_at: null, next_payment_attempt: null };

/** Nothing more happens to it automatically. */
export function stopCollecting(ctx: Context, invoice: Invoice): Invoice {
  return update(ctx, "invoice", { ...invoice, ...STOPPED }, "invoice.updated");
}

export function subscriptionIdOf(invoice: Invoice): string | undefined {
  return invoice.parent?.subscription_details?.subscription;
}
