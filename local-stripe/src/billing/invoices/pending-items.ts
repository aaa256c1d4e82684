import type { Context } from "../../conventions/context.ts";
import type { InvoiceItem, Subscription } from "../../store/objects.ts";

/**
 * Prorations that wait for this subscription's next invoice, in the order of its lines: the newest first, and those of one
 * change as they were made, with those that a planned change would add (https://docs.stripe.com/api/invoices/object#invoice_object-lines).
 */
export function pendingItems(
  ctx: Context,
  subscription: Pick<Subscription, "id" | "customer">,
  planned: InvoiceItem[] = [],
): InvoiceItem[] {
  const waiting = [
    ...ctx.store.list("invoiceitem", { by: ["customer", subscription.customer], oldestFirst: true }),
  ].filter((item) => item.invoice === null && item.parent?.subscription_details?.subscription === subscription.id);
  return [...waiting, ...planned].toSorted((a, b) => b.date - a.date);
}

/**
 * What the first invoice of a subscription, a trial's end and each renewal take: also what waits for the customer's next
 * invoice, whichever that is. [SDK: InvoiceItemCreateParams.subscription]
 */
export function itemsToTake(
  ctx: Context,
  subscription: Pick<Subscription, "id" | "customer" | "currency">,
  planned: InvoiceItem[] = [],
): InvoiceItem[] {
  const loose = looseItems(ctx, subscription.customer).filter(({ currency }) => currency === subscription.currency);
  return [...pendingItems(ctx, subscription, planned), ...loose].toSorted((a, b) => b.date - a.date);
}

/** What waits for the next invoice of a customer, of no subscription; the newest first. */
export function looseItems(ctx: Context, customer: string): InvoiceItem[] {
  return [...ctx.store.list("invoiceitem", { by: ["customer", customer] })].filter(
    (item) => item.invoice === null && item.parent === null,
  );
}
