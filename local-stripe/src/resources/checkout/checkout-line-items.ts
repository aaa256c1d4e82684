import { describeItem } from "../../billing/invoices/amounts.ts";
import { sessionLines } from "../../billing/checkout/checkout-amounts.ts";
import type { Context } from "../../conventions/context.ts";
import { pageOf } from "../../conventions/lists.ts";
import type { CheckoutSession, List } from "../../store/objects.ts";

/** The items of a session, with their price objects as Stripe gives them. */
export function lineItemsOf(
  ctx: Context,
  session: CheckoutSession,
  at: Parameters<typeof pageOf>[2],
): List<{ id: string }> {
  const all = sessionLines(ctx, session, { dueToday: true }).map(
    ({ id, item, price, quantity, taxes: _shown, ...amounts }) => ({
      id,
      object: "item",
      adjustable_quantity: item.adjustable_quantity ?? null,
      ...amounts,
      currency: session.currency ?? price.currency,
      description: describeItem(ctx, price),
      metadata: item.metadata ?? {},
      price,
      quantity,
    }),
  );
  return pageOf(all, `/v1/checkout/sessions/${session.id}/line_items`, at);
}
