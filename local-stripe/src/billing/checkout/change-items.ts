// The payer changes the order on the page: quantities within the shop's bounds, and optional items.
import { newId } from "../../conventions/ids.ts";
import type { Context } from "../../conventions/context.ts";
import { invalid } from "../../conventions/errors.ts";
import type { CheckoutSession } from "../../store/objects.ts";
import type { SessionItem } from "../../store/details.ts";
import { withAmounts } from "./checkout-amounts.ts";

/** [SDK: Checkout.SessionCreateParams.LineItem.AdjustableQuantity] */
export function boundsOf({ adjustable_quantity: given }: SessionItem): { min: number; max: number } | undefined {
  return given?.enabled ? { min: given.minimum ?? 0, max: given.maximum ?? 99 } : undefined;
}

export function itemsOf(ctx: Context, session: CheckoutSession): SessionItem[] {
  return ctx.store.detail("checkout.session", session.id)?.line_items ?? [];
}

/** A sentence for each quantity that is out of its bounds, by the id of its item. */
export function wrongQuantities(
  ctx: Context,
  session: CheckoutSession,
  typed: Map<string, string>,
): Map<string, string> {
  const wrong = new Map<string, string>();
  const items = itemsOf(ctx, session);
  for (const item of items) {
    const bounds = boundsOf(item);
    const text = typed.get(item.id);
    if (!bounds || text === undefined) continue;
    const quantity = /^\d{1,6}$/.test(text) ? Number(text) : -1;
    if (quantity < bounds.min || quantity > bounds.max)
      wrong.set(item.id, `Enter a number from ${bounds.min} to ${bounds.max}.`);
  }
  if (wrong.size > 0 || session.mode !== "subscription") return wrong;
  const left = items.filter(({ id, quantity, price }) => {
    const recurring = ctx.store.get("price", price)?.recurring;
    return recurring && (recurring.usage_type === "metered" || Number(typed.get(id) ?? quantity) > 0);
  });
  const [first] = [...typed.keys()];
  if (left.length === 0 && first !== undefined) wrong.set(first, "Keep at least one item.");
  return wrong;
}

export function withQuantities(ctx: Context, session: CheckoutSession, typed: Map<string, string>): CheckoutSession {
  const items = itemsOf(ctx, session).map((item) =>
    boundsOf(item) && typed.has(item.id) ? { ...item, quantity: Number(typed.get(item.id)) } : item,
  );
  return withItems(ctx, session, items);
}

export function withOptionalItem(ctx: Context, session: CheckoutSession, index: number): CheckoutSession {
  const offered = session.optional_items?.[index];
  const items = itemsOf(ctx, session);
  if (!offered || items.some(({ optional }) => optional === index)) return session;
  const { price, quantity, adjustable_quantity } = offered;
  return withItems(ctx, session, [
    ...items,
    { id: newId("li"), price, quantity, optional: index, ...(adjustable_quantity && { adjustable_quantity }) },
  ]);
}

export function withoutOptionalItem(ctx: Context, session: CheckoutSession, index: number): CheckoutSession {
  return withItems(
    ctx,
    session,
    itemsOf(ctx, session).filter(({ optional }) => optional !== index),
  );
}

/** There is no event for a change of an open session. */
export function withItems(ctx: Context, session: CheckoutSession, line_items: SessionItem[]): CheckoutSession {
  const detail = ctx.store.detail("checkout.session", session.id);
  if (!detail) throw invalid(`No such checkout.session: ${session.id}`, undefined, "resource_missing");
  ctx.store.putDetail("checkout.session", session.id, { ...detail, line_items });
  const changed = withAmounts(ctx, session);
  ctx.store.put("checkout.session", changed);
  return changed;
}
