import { del, fetch, get, post } from "../../conventions/endpoint.ts";
import { update } from "../../billing/changes.ts";
import { nowFor } from "../../conventions/clock.ts";
import { endNow } from "../../billing/subscriptions/end-now.ts";
import { pauseNow } from "../../billing/subscriptions/pause-now.ts";
import { resume } from "../../billing/subscriptions/resume.ts";
import { invalid } from "../../conventions/errors.ts";
import { inRange, listParams, page, range } from "../../conventions/lists.ts";
import { boolean, object, oneOf, required, string, timestamp } from "../../conventions/params.ts";
import type { Subscription } from "../../store/objects.ts";
import { createFields, createSubscription } from "./create-subscription.ts";
import { anchor, billingMode, cancellationDetails, prorationBehavior } from "./subscription-params.ts";
import { updateFields, updateSubscription } from "./update-subscription.ts";

const status = oneOf(
  "active",
  "all",
  "canceled",
  "ended",
  "incomplete",
  "incomplete_expired",
  "past_due",
  "paused",
  "trialing",
  "unpaid",
);
const filters = {
  customer: string(),
  price: string(),
  test_clock: string(),
  status,
  created: range(),
  collection_method: oneOf("charge_automatically", "send_invoice"),
};

/** Canceled ones are left out unless they are asked for. [SDK: SubscriptionListParams] */
function hasStatus(subscription: Subscription, wanted: ReturnType<typeof status.parse> | undefined): boolean {
  if (wanted === "all") return true;
  if (wanted === "ended") return ["canceled", "incomplete_expired"].includes(subscription.status);
  return wanted === undefined ? subscription.status !== "canceled" : subscription.status === wanted;
}

/** Those on a clock are left out unless the clock or the customer is named. [SDK: SubscriptionListParams] */
function onClock(subscription: Subscription, clock: string | undefined, customer: string | undefined): boolean {
  return clock === undefined
    ? subscription.test_clock === null || customer !== undefined
    : subscription.test_clock === clock;
}

export const subscriptionEndpoints = [
  post("/v1/subscriptions", createFields, (ctx, params) => createSubscription(ctx, params)),
  get("/v1/subscriptions", listParams(filters), (ctx, params) => {
    const { customer, price, test_clock, status: wanted, created, collection_method, ...at } = params;
    return page(ctx, "subscription", "/v1/subscriptions", at, {
      by:
        customer !== undefined
          ? ["customer", customer]
          : test_clock === undefined
            ? undefined
            : ["test_clock", test_clock],
      where: (one) =>
        onClock(one, test_clock, customer) &&
        hasStatus(one, wanted) &&
        (price === undefined || one.items.data.some((item) => item.price.id === price)) &&
        (collection_method === undefined || one.collection_method === collection_method) &&
        inRange(one.created, created),
    });
  }),
  get("/v1/subscriptions/:id", {}, (ctx, _params, id) => fetch(ctx, "subscription", id)),
  post("/v1/subscriptions/:id", updateFields, updateSubscription),
  del(
    "/v1/subscriptions/:id",
    { cancellation_details: cancellationDetails, invoice_now: boolean(), prorate: boolean() },
    (ctx, params, id) => {
      const subscription = fetch(ctx, "subscription", id);
      if (["canceled", "incomplete_expired"].includes(subscription.status))
        throw invalid(`No such subscription: '${id}'`, "id", "resource_missing");
      return endNow(ctx, subscription, params);
    },
  ),
  // All have flexible billing here, so this sets how it shows discounts
  post("/v1/subscriptions/:id/migrate", { billing_mode: required(billingMode) }, (ctx, { billing_mode }, id) => {
    const before = fetch(ctx, "subscription", id);
    const flexible = {
      proration_discounts: "included" as const,
      ...before.billing_mode.flexible,
      ...billing_mode.flexible,
    };
    const updated_at = nowFor(ctx, before.customer);
    const after: Subscription = { ...before, billing_mode: { type: "flexible", flexible, updated_at } };
    return update(ctx, "subscription", after, "customer.subscription.updated");
  }),
  post(
    "/v1/subscriptions/:id/pause",
    {
      bill_for: object({
        outstanding_usage_through: object({ type: required(oneOf("none", "now")) }),
        unused_time_from: object({ type: required(oneOf("item_current_period_start", "none", "now")) }),
      }),
      invoicing_behavior: oneOf("invoice", "pending_invoice_item"),
      type: oneOf("subscription"),
    },
    (ctx, { bill_for, invoicing_behavior }, id) =>
      pauseNow(ctx, fetch(ctx, "subscription", id), {
        unused_time_from: bill_for?.unused_time_from?.type,
        invoicing_behavior,
      }),
  ),
  post(
    "/v1/subscriptions/:id/resume",
    {
      billing_cycle_anchor: anchor,
      payment_behavior: oneOf("resume_on_payment_attempt", "resume_on_payment_success"),
      proration_behavior: prorationBehavior,
      proration_date: timestamp(),
    },
    (ctx, params, id) => resume(ctx, fetch(ctx, "subscription", id), params),
  ),
];
