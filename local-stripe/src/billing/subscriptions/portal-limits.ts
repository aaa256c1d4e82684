// What Stripe's portal does not change, so that a product sees it here first: such a subscription can only be canceled there.
// [docs: customer-management#customer-portal-limitations; SDK: PortalFlows on several items]
import type { Context } from "../../conventions/context.ts";
import type { Price, Subscription } from "../../store/objects.ts";
import { isMetered } from "../usage/usage.ts";
import { scheduledElsewhere } from "./portal-change.ts";

/** Why a subscription can't be updated in the portal. The sentences follow one of Stripe's, and are not Stripe's. */
export function notUpdatable(ctx: Context, subscription: Subscription): string | undefined {
  const { items, collection_method } = subscription;
  const [item] = items.data;
  const why =
    items.data.length !== 1 || !item
      ? "it has several items"
      : !changeable(item.price)
        ? "its price is metered or tiered"
        : scheduledElsewhere(ctx, subscription)
          ? "it is managed by a subscription schedule"
          : collection_method === "send_invoice"
            ? "its invoices are sent"
            : undefined;
  return why && `This subscription cannot be updated because ${why}.`;
}

/** Whether the portal changes a subscription from, or to, such a price. */
export function changeable(price: Price): boolean {
  return !isMetered(price) && price.billing_scheme !== "tiered";
}
