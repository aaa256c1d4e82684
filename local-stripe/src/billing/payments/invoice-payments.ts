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

/** The payment intent by which an invoice is being paid, or waits to be. */
export function openIntentOf(ctx: Context, invoice: string): PaymentIntent | undefined {
  for (const { status, payment } of ctx.store.list("invoice_payment", { by: ["invoice", invoice] }))
    if (status === "open") return ctx.store.get("payment_intent", payment.payment_intent ?? "");
  return undefined;
}

/** An invoice's payment: one, open until one of its charges succeeds (recorded on dahlia). */
export function openPayment(
  ctx: Context,
  invoice: Invoice,
  { intent }: { intent: PaymentIntent },
  now: number,
): InvoicePayment {
  const [before] = [...ctx.store.list("invoice_payment", { by: ["invoice", invoice.id] })].filter(
    ({ status }) => status === "open",
  );
  const payment: InvoicePayment = {
    id: before?.id ?? newId("inpay"),
    object: "invoice_payment",
    amount_paid: null,
    amount_requested: invoice.amount_due,
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

/** It is no longer to be paid: what waited for its payment is canceled. */
export function cancelPayments(ctx: Context, invoice: string, reason: "void_invoice" | "automatic", now: number): void {
  for (const payment of [...ctx.store.list("invoice_payment", { by: ["invoice", invoice] })]) {
    if (payment.status !== "open") continue;
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
}
