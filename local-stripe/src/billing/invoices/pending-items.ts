import type { Context } from "../../conventions/context.ts";
import type { InvoiceItem, Subscription } from "../../store/objects.ts";

/**
 * Prorations that wait for this subscription's next invoice, in the order of its lines: the newest first, and those of one
 * change as they were made (https://docs.stripe.com/api/invoices/object#invoice_object-lines).
 */
export function pendingItems(ctx: Context, subscription: Pick<Subscription, "id" | "customer">): InvoiceItem[] {
  return [...ctx.store.list("invoiceitem", { by: ["customer", subscription.customer], oldestFirst: true })]
    .filter((item) => item.invoice === null && item.parent?.subscription_details?.subscription === subscription.id)
    .toSorted((a, b) => b.date - a.date);
}
