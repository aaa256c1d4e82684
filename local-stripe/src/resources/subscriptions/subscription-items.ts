// One item at a time. Each of these is a change of its subscription.
import { del, fetchNamed, get, post } from "../../conventions/endpoint.ts";
import { carryOut } from "../../billing/subscriptions/change-plan.ts";
import { planChange, type ChangeOptions } from "../../billing/subscriptions/plan-change.ts";
import { emitDiscountEvents } from "../../billing/discounts/discounts.ts";
import type { Context } from "../../conventions/context.ts";
import { invalid, missing } from "../../conventions/errors.ts";
import { cursor, pageOf } from "../../conventions/lists.ts";
import { boolean, required, string, timestamp, type Parsed } from "../../conventions/params.ts";
import type { Subscription, SubscriptionItem } from "../../store/objects.ts";
import { changedItemFields, itemChanges } from "./item-params.ts";
import { changePaymentBehavior, prorationBehavior } from "./subscription-params.ts";

const options = {
  payment_behavior: changePaymentBehavior,
  proration_behavior: prorationBehavior,
  proration_date: timestamp(),
};
const { deleted: _deleted, id: _id, clear_usage, ...itemFields } = changedItemFields;
const fields = { ...itemFields, ...options, off_session: boolean() };
type ItemParams = Omit<Parsed<typeof fields>, keyof ChangeOptions | "off_session">;

function change(
  ctx: Context,
  subscription: Subscription,
  wanted: ItemParams & { id?: string; deleted?: boolean; clear_usage?: boolean },
  how: ChangeOptions,
): Subscription {
  if (["canceled", "incomplete_expired"].includes(subscription.status))
    throw invalid(`No such subscription: '${subscription.id}'`, "subscription", "resource_missing");
  const before = subscription.items.data;
  const changes = itemChanges(ctx, subscription, [wanted], "");
  const planned = planChange(ctx, subscription, changes, how);
  const saved = carryOut(ctx, planned, how);
  emitDiscountEvents(
    ctx,
    before.flatMap((item) => item.discounts as string[]),
    planned.subscription.items.data.flatMap((item) => item.discounts as string[]),
  );
  return saved;
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
    { ...fields, subscription: required(string()) },
    (ctx, { subscription: id, payment_behavior, proration_behavior, proration_date, off_session: _any, ...item }) => {
      const before = fetchNamed(ctx, "subscription", id, "subscription");
      if (item.price === undefined && item.plan === undefined && !item.price_data)
        throw invalid("Missing required param: price.", "price", "parameter_missing");
      const known = before.items.data.map((one) => one.id);
      const after = change(ctx, before, item, { payment_behavior, proration_behavior, proration_date });
      // An item that waits for its payment is in the pending update only
      const items = [...after.items.data, ...(after.pending_update?.subscription_items ?? [])];
      return items.find((one) => !known.includes(one.id)) ?? after;
    },
  ),
  get("/v1/subscription_items/:id", {}, (ctx, _params, id) => find(ctx, id).item),
  post(
    "/v1/subscription_items/:id",
    fields,
    (ctx, { payment_behavior, proration_behavior, proration_date, off_session: _any, ...item }, id) => {
      const { subscription, item: before } = find(ctx, id);
      const how = { payment_behavior, proration_behavior, proration_date };
      return change(ctx, subscription, { ...item, id }, how).items.data.find((one) => one.id === id) ?? before;
    },
  ),
  del("/v1/subscription_items/:id", { ...options, clear_usage }, (ctx, { clear_usage: clear, ...how }, id) => {
    change(
      ctx,
      find(ctx, id).subscription,
      { id, deleted: true, ...(clear === undefined ? {} : { clear_usage: clear }) },
      how,
    );
    return { id, object: "subscription_item", deleted: true };
  }),
];
