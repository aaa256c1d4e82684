// One item at a time. Each of these is a change of its subscription.
import { del, fetchNamed, get, post } from "../conventions/endpoint.ts";
import { carryOut } from "../billing/subscriptions/change-plan.ts";
import { planChange, type ChangeOptions } from "../billing/subscriptions/plan-change.ts";
import type { ItemChange } from "../billing/subscriptions/change-items.ts";
import type { Context } from "../conventions/context.ts";
import { missing } from "../conventions/errors.ts";
import { cursor, pageOf } from "../conventions/lists.ts";
import { changeMetadata, metadata } from "../conventions/metadata.ts";
import { integer, required, string, timestamp } from "../conventions/params.ts";
import type { Subscription, SubscriptionItem } from "../store/objects.ts";
import { recurringPrice } from "./recurring-price.ts";
import { changePaymentBehavior, prorationBehavior } from "./subscription-params.ts";

const options = {
  payment_behavior: changePaymentBehavior,
  proration_behavior: prorationBehavior,
  proration_date: timestamp(),
};

function change(ctx: Context, subscription: Subscription, wanted: ItemChange, how: ChangeOptions): Subscription {
  return carryOut(ctx, planChange(ctx, subscription, [wanted], how), how);
}

/** Items are stored inside their subscription. */
function find(ctx: Context, id: string): { subscription: Subscription; item: SubscriptionItem } {
  for (const subscription of ctx.store.list("subscription")) {
    const item = subscription.items.data.find((one) => one.id === id);
    if (item) return { subscription, item };
  }
  throw missing("subscription_item", id);
}

export const subscriptionItemEndpoints = [
  get("/v1/subscription_items", { ...cursor, subscription: required(string()) }, (ctx, { subscription, ...at }) =>
    pageOf(
      fetchNamed(ctx, "subscription", subscription, "subscription").items.data,
      `/v1/subscription_items?subscription=${subscription}`,
      at,
    ),
  ),
  post(
    "/v1/subscription_items",
    {
      ...options,
      subscription: required(string()),
      price: required(string()),
      quantity: integer({ min: 0 }),
      metadata: metadata(),
    },
    (ctx, { subscription: id, price, quantity, metadata: data, ...how }) => {
      const before = fetchNamed(ctx, "subscription", id, "subscription");
      const known = before.items.data.map((item) => item.id);
      const after = change(
        ctx,
        before,
        { price: recurringPrice(ctx, price, "price"), quantity: quantity ?? 1, metadata: changeMetadata({}, data) },
        how,
      );
      // An item that waits for its payment is in the pending update only
      const items = [...after.items.data, ...(after.pending_update?.subscription_items ?? [])];
      return items.find((item) => !known.includes(item.id)) ?? after;
    },
  ),
  get("/v1/subscription_items/:id", {}, (ctx, _params, id) => find(ctx, id).item),
  post(
    "/v1/subscription_items/:id",
    { ...options, price: string(), quantity: integer({ min: 0 }), metadata: metadata() },
    (ctx, { price, quantity, metadata: data, ...how }, id) => {
      const { subscription, item } = find(ctx, id);
      const wanted = {
        id,
        price: price === undefined ? undefined : recurringPrice(ctx, price, "price"),
        quantity,
        metadata: changeMetadata(item.metadata, data),
      };
      return change(ctx, subscription, wanted, how).items.data.find((one) => one.id === id) ?? item;
    },
  ),
  del("/v1/subscription_items/:id", options, (ctx, how, id) => {
    change(ctx, find(ctx, id).subscription, { id, deleted: true }, how);
    return { id, object: "subscription_item", deleted: true };
  }),
];
