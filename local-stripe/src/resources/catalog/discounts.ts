import { del, fetch } from "../../conventions/endpoint.ts";
import { emitDiscountEvents } from "../../billing/discounts/discounts.ts";
import { update } from "../../billing/changes.ts";
import { StripeError } from "../../conventions/errors.ts";

/** Takes off the last discount of a subscription. The API can't give one to a customer any more. */
export const discountEndpoints = [
  del("/v1/subscriptions/:id/discount", {}, (ctx, _params, id) => {
    const before = fetch(ctx, "subscription", id);
    const gone = before.discounts.at(-1);
    if (gone === undefined)
      throw new StripeError(404, "invalid_request_error", `No active discount for subscription: ${id}`, {
        code: "resource_missing",
      });
    const after = { ...before, discounts: before.discounts.slice(0, -1) };
    update(ctx, "subscription", after, "customer.subscription.updated");
    emitDiscountEvents(ctx, before.discounts, after.discounts);
    const { end: _end, ...discount } = fetch(ctx, "discount", gone);
    return { ...discount, deleted: true };
  }),
  del("/v1/customers/:id/discount", {}, (ctx, _params, id) => {
    fetch(ctx, "customer", id);
    throw new StripeError(404, "invalid_request_error", `No active discount for customer: ${id}`, {
      code: "resource_missing",
    });
  }),
];
