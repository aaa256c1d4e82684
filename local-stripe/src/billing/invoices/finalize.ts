// An invoice is finalized: its sums are fixed, the customer's balance is moved, and it is open.
import { update } from "../changes.ts";
import { nowFor } from "../../conventions/clock.ts";
import type { Context } from "../../conventions/context.ts";
import { emit } from "../../events/events.ts";
import { token } from "../../conventions/ids.ts";
import type { Invoice } from "../../store/objects.ts";
import { invoiceMethod, newInvoiceIntent } from "../payments/charges.ts";
import { smallestCharge } from "../payments/limits.ts";
import { openPayment } from "../payments/invoice-payments.ts";
import { balanceIn, moveBalance } from "../customers/currency.ts";
import { emitDiscountEvents, everyDiscount, withoutSpent } from "../discounts/discounts.ts";
import { waitsFor } from "../subscriptions/pending-update.ts";
import { lacksLocation, retaxed, staysDraft, withoutTax } from "../tax/tax-invoice.ts";
import { UNKNOWN_LOCATION } from "../tax/taxpayer.ts";
import { endingBalance, totalsOf } from "./invoice-totals.ts";
import { customerOn } from "./invoice-object.ts";
import { subscriptionIdOf } from "./lifecycle.ts";
import { replaceRevised } from "./manual/revision.ts";

/**
 * `charged`: its first payment was made just before, with a payment intent of its own. `withoutBalance`: for all of it,
 * whatever the customer has to their credit.
 */
export function finalizeInvoice(
  ctx: Context,
  draft: Invoice,
  { charged = false, withoutBalance = false } = {},
): Invoice {
  // First, so that the credit which the invoice before took is there again
  replaceRevised(ctx, draft);
  const now = nowFor(ctx, draft.customer);
  const customer = draft.customer ? ctx.store.get("customer", draft.customer) : undefined;
  const invoice = lacksLocation(ctx, draft) ? withoutTax(ctx, draft) : draft;
  const { lines, automatic_tax } = retaxed(ctx, invoice);
  const counted: Invoice = {
    ...invoice,
    ...(customer ? customerOn(ctx, customer) : {}),
    automatic_tax,
    lines: { ...invoice.lines, data: lines },
    ...totalsOf(
      ctx,
      lines,
      customer && !withoutBalance ? balanceIn(ctx, customer, invoice.currency) : 0,
      invoice.currency,
    ),
  };
  const open: Invoice = {
    ...counted,
    status: "open",
    number: invoice.number ?? nextNumber(ctx, invoice.customer),
    automatically_finalizes_at: null,
    // When a draft would have been charged; the caller that finalizes it says what comes of it
    next_payment_attempt: null,
    effective_at: invoice.effective_at ?? now,
    ending_balance: endingBalance(counted),
    last_finalization_error: null,
    hosted_invoice_url: `${ctx.baseUrl}/invoice/${invoice.id}`,
    invoice_pdf: `${ctx.baseUrl}/invoice/${invoice.id}/pdf`,
    status_transitions: { ...invoice.status_transitions, finalized_at: now },
    webhooks_delivered_at: now,
  };
  // A renewal's draft also emits `updated`; a first invoice is finalized in one step
  if (invoice.automatically_finalizes_at === null) update(ctx, "invoice", open, "invoice.finalized");
  else emit(ctx, "invoice.finalized", update(ctx, "invoice", open, "invoice.updated"));
  moveBalances(ctx, counted);
  spendDiscounts(ctx, open, now);
  if (open.amount_due > 0 && !charged) {
    // One that is sent is paid by hand, with whatever is named then
    const method = open.collection_method === "send_invoice" ? undefined : invoiceMethod(ctx, open);
    openPayment(ctx, open, { intent: newInvoiceIntent(ctx, open, now, method) }, now);
  }
  return open;
}

/** Credit pays first. What can't be charged, or is left below zero, is moved too. [docs: billing/customer/balance#types] */
function moveBalances(ctx: Context, { id, customer, currency, total, starting_balance, amount_due }: Invoice): void {
  const owed = starting_balance + total;
  const left = owed > 0 && amount_due === 0 ? Math.min(total, owed) : 0;
  const used = endingBalance({ total, starting_balance, amount_due }) - starting_balance - left;
  const type = total < 0 ? "invoice_too_small" : "applied_to_invoice";
  moveBalance(ctx, customer, used, currency, { type, invoice: id });
  const reason = owed < smallestCharge(currency) ? "invoice_too_small" : "invoice_too_large";
  moveBalance(ctx, customer, left, currency, { type: reason, invoice: id });
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

/** Invoices are numbered per customer: the customer's prefix, then 0001, 0002 and so on. */
function nextNumber(ctx: Context, customerId: string | null): string {
  const customer = customerId ? ctx.store.get("customer", customerId) : undefined;
  if (!customer) return token(8).toUpperCase();
  const sequence = customer.next_invoice_sequence ?? 1;
  // Stripe emits no event for this change alone
  ctx.store.put("customer", { ...customer, next_invoice_sequence: sequence + 1 });
  return `${customer.invoice_prefix}-${String(sequence).padStart(4, "0")}`;
}
