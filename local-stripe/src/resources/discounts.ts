import { del, fetch } from "../conventions/endpoint.ts";
import { emitDiscountEvents } from "../billing/discounts/discounts.ts";
import { update } from "../billing/changes.ts";
import { invalid } from "../conventions/errors.ts";

/** Takes off the last discount. A customer has none of its own here. */
export const discountEndpoints = [
  del("/v1/subscriptions/:id/discount", {}, (ctx, _params, id) => {
    const before = fetch(ctx, "subscription", id);
    const gone = before.discounts.at(-1);
    if (gone === undefined) throw invalid(`No active discount for subscription: ${id}`, undefined, "resource_missing");
    const after = { ...before, discounts: before.discounts.slice(0, -1) };
    update(ctx, "subscription", after, "customer.subscription.updated");
    emitDiscountEvents(ctx, before.discounts, after.discounts);
    const { end: _end, ...discount } = fetch(ctx, "discount", gone);
    return { ...discount, deleted: true };
  }),
];
