// What a metered item that is taken away counted up to then. Flexible billing bills it at once, as an invoice item.
// [docs: billing/subscriptions/usage-based/manage-billing-setup]
import type { Context } from "../../conventions/context.ts";
import type { InvoiceItem, Subscription } from "../../store/objects.ts";
import { usageAmount } from "../invoices/amounts.ts";
import { prorationItem } from "../invoices/proration-item.ts";
import { usageIn, usedItems } from "./usage.ts";

/** Of items that are gone, or have another price. What such an invoice item looks like is unverified. */
export function usageOfRemoved(ctx: Context, before: Subscription, after: Subscription, at: number): InvoiceItem[] {
  const stays = (id: string, price: string) =>
    after.items.data.some((item) => item.id === id && item.price.id === price);
  return usedItems(ctx, before, at)
    .filter(({ id, price }) => !stays(id, price.id))
    .flatMap((item) => {
      const { price, current_period_start: start, current_period_end: end } = item;
      const quantity = usageIn(ctx, before.customer, price, { start, end });
      const amount = Math.round(usageAmount(ctx, price, quantity, before.currency));
      if (amount === 0) return [];
      const part = { amount, at: start, end, label: "Usage of", discount_amounts: [] };
      return [prorationItem(ctx, before, { ...item, quantity }, part)];
    });
}
