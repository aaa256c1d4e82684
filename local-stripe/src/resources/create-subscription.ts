import { fetchNamed } from "../conventions/endpoint.ts";
import { amountOf } from "../billing/subscriptions/subscription-object.ts";
import { currencyOf } from "../billing/subscriptions/currency.ts";
import { withPendingInterval } from "../billing/subscriptions/pending-interval.ts";
import { startSubscription } from "../billing/subscriptions/start-subscription.ts";
import { DAY } from "../time.ts";
import { nowFor } from "../conventions/clock.ts";
import type { Context } from "../conventions/context.ts";
import { invalid } from "../conventions/errors.ts";
import { changeMetadata, metadata } from "../conventions/metadata.ts";
import { array, boolean, integer, object, required, string, type Parsed } from "../conventions/params.ts";
import type { Subscription } from "../store/objects.ts";
import { update } from "../billing/changes.ts";
import { byPriceOrPlan, recurringPrice } from "./recurring-price.ts";
import {
  billingMode,
  cancelAt,
  checkedInterval,
  collectionMethod,
  collectionOf,
  daysUntilDue,
  discounts,
  namedDiscounts,
  ownMethod,
  paymentBehavior,
  pendingInterval,
  planned,
  prorationBehavior,
  trialEnd,
  trialSettings,
} from "./subscription-params.ts";

export const createFields = {
  customer: required(string()),
  items: required(
    array(byPriceOrPlan(object({ price: required(string()), quantity: integer({ min: 0 }), metadata: metadata() })), {
      max: 20,
    }),
  ),
  billing_mode: billingMode,
  cancel_at: cancelAt,
  cancel_at_period_end: boolean(),
  collection_method: collectionMethod,
  days_until_due: daysUntilDue,
  default_payment_method: string(),
  description: string({ max: 500 }),
  discounts,
  metadata: metadata(),
  off_session: boolean(),
  payment_behavior: paymentBehavior,
  pending_invoice_item_interval: pendingInterval,
  proration_behavior: prorationBehavior,
  trial_end: trialEnd,
  trial_period_days: integer({ min: 1, max: 730 }),
  trial_settings: trialSettings,
};

export function createSubscription(ctx: Context, params: Parsed<typeof createFields>): Subscription {
  const customer = fetchNamed(ctx, "customer", params.customer, "customer");
  const now = nowFor(ctx, customer.id);
  if (params.trial_end !== undefined && params.trial_period_days !== undefined)
    throw invalid("You may only specify one of these parameters: trial_end, trial_period_days.", "trial_end");
  if (typeof params.trial_end === "number" && params.trial_end <= now)
    throw invalid("Invalid timestamp: must be an integer Unix timestamp in the future.", "trial_end");
  if (typeof params.cancel_at === "number" && params.cancel_at <= now)
    throw invalid("Invalid timestamp: must be an integer Unix timestamp in the future.", "cancel_at");
  const days = params.trial_period_days;
  const items = params.items.map((item, index) => ({
    price: recurringPrice(ctx, item.price, `items[${index}][price]`),
    quantity: item.quantity ?? 1,
    metadata: changeMetadata({}, item.metadata),
  }));
  const purchase = { customer: customer.id, currency: currencyOf(items), amount: amountOf(ctx, items) };
  const named = namedDiscounts(ctx, params.discounts ?? [], purchase).filter((one) => typeof one !== "string");
  const { days_until_due } = collectionOf({ collection_method: "charge_automatically", days_until_due: null }, params);
  const { subscription } = startSubscription(
    ctx,
    {
      customer: customer.id,
      items,
      discounts: named,
      trial_end: typeof params.trial_end === "number" ? params.trial_end : days === undefined ? null : now + days * DAY,
      default_payment_method:
        params.default_payment_method === undefined ? null : ownMethod(ctx, customer.id, params.default_payment_method),
      metadata: changeMetadata({}, params.metadata),
      description: params.description ?? null,
      ...(days_until_due === null ? {} : { days_until_due }),
      missing_payment_method: params.trial_settings?.end_behavior.missing_payment_method ?? "create_invoice",
    },
    params.payment_behavior ?? "allow_incomplete",
  );
  const { pending_invoice_item_interval: interval } = params;
  const described = interval ? withPendingInterval(subscription, checkedInterval(interval), now) : subscription;
  return update(ctx, "subscription", planned(ctx, described, params), "customer.subscription.updated");
}
