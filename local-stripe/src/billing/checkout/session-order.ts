// What a session's subscription begins with: its items, and what is billed once, on the first invoice only.
import type { Context } from "../../conventions/context.ts";
import type { CheckoutSession } from "../../store/objects.ts";
import type { AddedItem } from "../invoices/added-items.ts";
import type { WantedItem } from "../subscriptions/subscription-object.ts";
import { itemsOf } from "./change-items.ts";

export function orderOf(
  ctx: Context,
  session: CheckoutSession,
  now: number,
): { items: WantedItem[]; added: AddedItem[] } {
  const items: WantedItem[] = [];
  const added: AddedItem[] = [];
  for (const { price: id, quantity, adjustable_quantity, metadata = {}, tax_rates = [] } of itemsOf(ctx, session)) {
    const price = ctx.store.get("price", id);
    if (!price) throw new Error(`${id} vanished`);
    // The payer took none of it
    if (quantity === 0 && adjustable_quantity?.enabled) continue;
    if (price.type === "recurring") items.push({ price, quantity, tax_rates });
    else added.push({ price, quantity, metadata, discountable: true, discounts: [], tax_rates, start: now, end: now });
  }
  return { items, added };
}
