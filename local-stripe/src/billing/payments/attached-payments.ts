// Payments that a seller attaches to an invoice, beside its default one. Together they pay it in several parts. [docs:
// invoicing/partial-payments] An intent can pay several invoices; what it brought goes to them in the order of attaching.
import { update } from "../changes.ts";
import { nowFor } from "../../conventions/clock.ts";
import type { Context } from "../../conventions/context.ts";
import { newId } from "../../conventions/ids.ts";
import { emit } from "../../events/events.ts";
import type { Invoice, InvoicePayment, PaymentIntent } from "../../store/objects.ts";
import { moveBalance } from "../customers/currency.ts";
import { payInvoice, subscriptionIdOf } from "../invoices/lifecycle.ts";
import { afterPayment } from "../subscriptions/payment-outcome.ts";
import { requestRemaining } from "./invoice-payments.ts";

export function attachPayment(ctx: Context, invoice: Invoice, intent: PaymentIntent): Invoice {
  const payment: InvoicePayment = {
    id: newId("inpay"),
    object: "invoice_payment",
    amount_paid: null,
    amount_requested: intent.amount,
    created: nowFor(ctx, invoice.customer),
    currency: invoice.currency,
    invoice: invoice.id,
    is_default: false,
    livemode: false,
    payment: { payment_intent: intent.id, type: "payment_intent" },
    status: "open",
    status_transitions: { canceled_at: null, paid_at: null },
  };
  ctx.store.put("invoice_payment", payment);
  const notes = ctx.store.detail("payment_intent", intent.id);
  ctx.store.putDetail("payment_intent", intent.id, { ...notes, pays: [...(notes?.pays ?? []), payment.id] });
  ctx.store.put("payment_intent", intent);
  if (intent.status === "succeeded") creditAttached(ctx, intent);
  return ctx.store.get("invoice", invoice.id) ?? invoice;
}

export function attachedPayments(ctx: Context, intent: PaymentIntent): InvoicePayment[] {
  const ids = ctx.store.detail("payment_intent", intent.id)?.pays ?? [];
  return ids.flatMap((id) => ctx.store.get("invoice_payment", id) ?? []);
}

/** The intent succeeded. Its money is credited to the invoices that wait for it. */
export function creditAttached(ctx: Context, intent: PaymentIntent): void {
  const all = attachedPayments(ctx, intent);
  let left = intent.amount_received - all.reduce((sum, { amount_paid }) => sum + (amount_paid ?? 0), 0);
  for (const payment of all) {
    if (payment.status !== "open") continue;
    const brought = Math.min(payment.amount_requested, left);
    left -= brought;
    credit(ctx, payment, brought);
  }
}

function credit(ctx: Context, payment: InvoicePayment, brought: number): void {
  const invoice = ctx.store.get("invoice", payment.invoice as string);
  if (!invoice) return;
  const paid_at = nowFor(ctx, invoice.customer);
  const owed = invoice.status === "open" ? Math.min(brought, invoice.amount_remaining) : 0;
  if (brought > owed) overpay(ctx, invoice, brought - owed);
  if (owed > 0) lower(ctx, invoice.id, owed);
  update(
    ctx,
    "invoice_payment",
    { ...payment, amount_paid: brought, status: "paid", status_transitions: { canceled_at: null, paid_at } },
    "invoice_payment.paid",
  );
}

function lower(ctx: Context, id: string, by: number): void {
  const invoice = ctx.store.get("invoice", id);
  if (!invoice) return;
  const amount_remaining = invoice.amount_remaining - by;
  if (amount_remaining > 0) {
    const lowered = { ...invoice, amount_paid: invoice.amount_paid + by, amount_remaining };
    requestRemaining(ctx, lowered);
    update(ctx, "invoice", lowered, "invoice.updated");
    return;
  }
  const done = payInvoice(ctx, invoice, undefined);
  const subscription = subscriptionIdOf(done);
  if (subscription) afterPayment(ctx, subscription, done);
}

/** What an invoice needs no longer is the customer's credit. [SDK: Invoice.amount_overpaid] */
function overpay(ctx: Context, invoice: Invoice, by: number): void {
  const over = { ...invoice, amount_overpaid: invoice.amount_overpaid + by };
  ctx.store.put("invoice", over);
  moveBalance(ctx, invoice.customer, -by, invoice.currency, { type: "invoice_overpaid", invoice: invoice.id });
  emit(ctx, "invoice.overpaid", over);
}

/** The seller canceled the intent. */
export function cancelAttached(ctx: Context, intent: PaymentIntent): void {
  for (const payment of attachedPayments(ctx, intent)) {
    if (payment.status !== "open") continue;
    ctx.store.put("invoice_payment", {
      ...payment,
      status: "canceled",
      status_transitions: { canceled_at: intent.canceled_at, paid_at: null },
    });
  }
}
