import type { Context } from "../../conventions/context.ts";
import type { InvoicePayment, List } from "../../store/objects.ts";

/** What `invoice.payments` shows when it is expanded. */
export function paymentsOf(ctx: Context, invoice: string): List<InvoicePayment> {
  return {
    object: "list",
    data: [...ctx.store.list("invoice_payment", { by: ["invoice", invoice] })],
    has_more: false,
    url: "/v1/invoices/payments",
  };
}
