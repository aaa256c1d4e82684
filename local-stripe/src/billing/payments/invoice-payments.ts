import type { Context } from "../../conventions/context.ts";
import type { InvoicePayment, List, Invoice } from "../../store/objects.ts";
import { newId } from "../../conventions/ids.ts";
import type { Charged } from "./charges.ts";

/** What `invoice.payments` shows when it is expanded. */
export function paymentsOf(ctx: Context, invoice: string): List<InvoicePayment> {
  return {
    object: "list",
    data: [...ctx.store.list("invoice_payment", { by: ["invoice", invoice] })],
    has_more: false,
    url: "/v1/invoices/payments",
  };
}

/** An invoice's payment: one, open until one of its charges succeeds (recorded on dahlia). */
export function openPayment(ctx: Context, invoice: Invoice, { intent }: Charged, now: number): InvoicePayment {
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
