import { update } from "../changes.ts";
import type { Context } from "../../conventions/context.ts";
import type { InvoicePayment, List, Invoice, PaymentIntent } from "../../store/objects.ts";
import { newId } from "../../conventions/ids.ts";

/** What `invoice.payments` shows when it is expanded. */
export function paymentsOf(ctx: Context, invoice: string): List<InvoicePayment> {
  return {
    object: "list",
    data: [...ctx.store.list("invoice_payment", { by: ["invoice", invoice] })],
    has_more: false,
    url: "/v1/invoices/payments",
  };
}

/** The one that Stripe made, as long as it waits. Others were attached. */
function openDefault(ctx: Context, invoice: string): InvoicePayment | undefined {
  return [...ctx.store.list("invoice_payment", { by: ["invoice", invoice] })].find(
    ({ is_default, status }) => is_default && status === "open",
  );
}

/** The statuses of the payments that a seller attached. */
export function attachedStatuses(ctx: Context, invoice: string): Set<string> {
  const all = [...ctx.store.list("invoice_payment", { by: ["invoice", invoice] })];
  return new Set(all.filter(({ is_default }) => !is_default).map(({ status }) => status));
}

/** The payment intent by which an invoice is being paid, or waits to be. */
export function openIntentOf(ctx: Context, invoice: string): PaymentIntent | undefined {
  return ctx.store.get("payment_intent", openDefault(ctx, invoice)?.payment.payment_intent ?? "");
}

/** What the default payment asks for is what is left to pay. */
export function requestRemaining(ctx: Context, { id, amount_remaining }: Invoice): void {
  const payment = openDefault(ctx, id);
  if (!payment) return;
  ctx.store.put("invoice_payment", { ...payment, amount_requested: amount_remaining });
  const intent = openIntentOf(ctx, id);
  // There is no event for this change
  if (intent) ctx.store.put("payment_intent", { ...intent, amount: amount_remaining });
}

/** An invoice's default payment: one, open until one of its charges succeeds (recorded on dahlia). */
export function openPayment(
  ctx: Context,
  invoice: Invoice,
  { intent }: { intent: PaymentIntent },
  now: number,
): InvoicePayment {
  const before = openDefault(ctx, invoice.id);
  const payment: InvoicePayment = {
    id: before?.id ?? newId("inpay"),
    object: "invoice_payment",
    amount_paid: null,
    amount_requested: invoice.amount_remaining,
    created: before?.created ?? now,
    currency: invoice.currency,
    invoice: invoice.id,
    is_default: true,
    livemode: false,
    payment: { payment_intent: intent.id, type: "payment_intent" },
    status: "open",
    status_transitions: { canceled_at: null, paid_at: null },
  };
  ctx.store.put("invoice_payment", payment);
  return payment;
}

/** It is no longer to be paid: the payment that Stripe made is canceled. An intent of the seller stays. */
export function cancelPayment(ctx: Context, invoice: string, reason: "void_invoice" | "automatic", now: number): void {
  const payment = openDefault(ctx, invoice);
  if (!payment) return;
  ctx.store.put("invoice_payment", {
    ...payment,
    status: "canceled",
    status_transitions: { canceled_at: now, paid_at: null },
  });
  const intent = ctx.store.get("payment_intent", payment.payment.payment_intent ?? "");
  if (intent && intent.status !== "processing")
    update(
      ctx,
      "payment_intent",
      { ...intent, canceled_at: now, cancellation_reason: reason, next_action: null, status: "canceled" },
      "payment_intent.canceled",
    );
}

/** Whether a payment of the invoice is processing, so that another would pay it twice. */
export function paymentInProcess(ctx: Context, invoice: string): boolean {
  return [...ctx.store.list("invoice_payment", { by: ["invoice", invoice] })].some(
    ({ payment }) => ctx.store.get("payment_intent", payment.payment_intent ?? "")?.status === "processing",
  );
}
