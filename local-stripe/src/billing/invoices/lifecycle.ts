// The life of an invoice: draft, open, paid (or retried), void, uncollectible. Each step stores it and emits its event.
import { create, differences, update } from "../changes.ts";
import { DAY } from "../../time.ts";
import { nowFor } from "../../conventions/clock.ts";
import type { Context } from "../../conventions/context.ts";
import { emit } from "../../events/events.ts";
import { token } from "../../conventions/ids.ts";
import type { Invoice } from "../../store/objects.ts";
import { invoiceMethod, newInvoiceIntent, type Charged } from "../payments/charges.ts";
import { balanceIn, moveBalance } from "../customers/currency.ts";
import { emitDiscountEvents, everyDiscount, withoutSpent } from "../discounts/discounts.ts";
import { discardPending, waitsFor } from "../subscriptions/pending-update.ts";
import { endingBalance, totalsOf } from "./invoice-totals.ts";
import { billedByLines, noteBilled } from "./billed.ts";
import { billingSettings } from "../settings.ts";
import { lacksLocation, retaxed, staysDraft, withoutTax } from "../tax/tax-invoice.ts";
import { UNKNOWN_LOCATION } from "../tax/taxpayer.ts";
import { customerOn } from "./invoice-object.ts";
import { cancelPayments, openPayment } from "../payments/invoice-payments.ts";

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

/**
 * `charged`: its first payment was made just before, with a payment intent of its own. `withoutBalance`: for all of it,
 * whatever the customer has to their credit.
 */
export function finalizeInvoice(
  ctx: Context,
  draft: Invoice,
  { charged = false, withoutBalance = false } = {},
): Invoice {
  const now = nowFor(ctx, draft.customer);
  const customer = draft.customer ? ctx.store.get("customer", draft.customer) : undefined;
  const invoice = lacksLocation(ctx, draft) ? withoutTax(ctx, draft) : draft;
  const { lines, automatic_tax } = retaxed(ctx, invoice);
  const counted: Invoice = {
    ...invoice,
    ...(customer ? customerOn(ctx, customer) : {}),
    automatic_tax,
    lines: { ...invoice.lines, data: lines },
    ...totalsOf(ctx, lines, customer && !withoutBalance ? balanceIn(ctx, customer, invoice.currency) : 0),
  };
  const balance = endingBalance(counted);
  const open: Invoice = {
    ...counted,
    status: "open",
    number: nextNumber(ctx, invoice.customer),
    automatically_finalizes_at: null,
    // When a draft would have been charged; whoever finalizes it says what comes of it
    next_payment_attempt: null,
    effective_at: now,
    ending_balance: balance,
    last_finalization_error: null,
    hosted_invoice_url: `${ctx.baseUrl}/invoice/${invoice.id}`,
    invoice_pdf: `${ctx.baseUrl}/invoice/${invoice.id}/pdf`,
    status_transitions: { ...invoice.status_transitions, finalized_at: now },
    webhooks_delivered_at: now,
  };
  // A renewal's draft also emits `updated`; a first invoice is finalized in one step
  if (invoice.automatically_finalizes_at === null) update(ctx, "invoice", open, "invoice.finalized");
  else emit(ctx, "invoice.finalized", update(ctx, "invoice", open, "invoice.updated"));
  const done = open;
  const moved = balance - counted.starting_balance;
  moveBalance(ctx, invoice.customer, moved, invoice.currency, {
    type: counted.total < 0 ? "invoice_too_small" : "applied_to_invoice",
    invoice: invoice.id,
  });
  spendDiscounts(ctx, done, now);
  if (open.amount_due > 0 && !charged) {
    // One that is sent is paid by hand, with whatever is named then
    const method = open.collection_method === "send_invoice" ? undefined : invoiceMethod(ctx, open);
    openPayment(ctx, open, { intent: newInvoiceIntent(ctx, open, now, method) }, now);
  }
  return done;
}

/**
 * A planned failure, or a customer whom nobody can tax: the invoice stays a draft that nothing finalizes any more, and its
 * subscription stays as it is. [docs: tax/customer-locations, invoicing "finalization failures"]
 */
export function failFinalization(ctx: Context, invoice: Invoice, { byHand = false } = {}): Invoice | undefined {
  const nowhere = { code: "customer_tax_location_invalid", message: UNKNOWN_LOCATION };
  const untaxable = staysDraft(ctx, invoice, byHand) ? nowhere : undefined;
  const failure = ctx.store.finalizationFailures.take(invoice.customer ?? "") ?? untaxable;
  if (!failure) return undefined;
  const { code, message } = failure;
  const last_finalization_error = {
    code,
    message,
    type: "invalid_request_error",
  } as Invoice["last_finalization_error"];
  const automatic_tax = untaxable
    ? { ...invoice.automatic_tax, status: "requires_location_inputs" as const }
    : invoice.automatic_tax;
  const failed: Invoice = { ...invoice, automatic_tax, automatically_finalizes_at: null, last_finalization_error };
  return update(ctx, "invoice", failed, "invoice.finalization_failed");
}

/** Discounts for one invoice are used up. They are removed from the subscription. [docs: coupons] */
function spendDiscounts(ctx: Context, invoice: Invoice, now: number): void {
  const id = subscriptionIdOf(invoice);
  const before = id ? ctx.store.get("subscription", id) : undefined;
  // A change that waits for this invoice uses its discounts up when it is made
  if (!before || everyDiscount(before).length === 0 || waitsFor(ctx, before.id, invoice)) return;
  const used = (invoice.total_discount_amounts ?? [])
    .filter(({ amount }) => amount > 0)
    .map(({ discount }) => discount);
  const after = withoutSpent(ctx, before, new Set(used), now);
  if (after === before) return;
  update(ctx, "subscription", after, "customer.subscription.updated");
  emitDiscountEvents(ctx, everyDiscount(before), everyDiscount(after));
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
    update(
      ctx,
      "invoice_payment",
      {
        ...payment,
        amount_paid: invoice.amount_due,
        status: "paid",
        status_transitions: { canceled_at: null, paid_at: now },
      },
      "invoice_payment.paid",
    );
  } else cancelPayments(ctx, invoice.id, "automatic", now);
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
  cancelPayments(ctx, invoice.id, "void_invoice", now);
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

/** Invoices are numbered per customer: the customer's prefix, then 0001, 0002 and so on. */
function nextNumber(ctx: Context, customerId: string | null): string {
  const customer = customerId ? ctx.store.get("customer", customerId) : undefined;
  if (!customer) return token(8).toUpperCase();
  const sequence = customer.next_invoice_sequence ?? 1;
  // Stripe emits no event for this change alone
  ctx.store.put("customer", { ...customer, next_invoice_sequence: sequence + 1 });
  return `${customer.invoice_prefix}-${String(sequence).padStart(4, "0")}`;
}
