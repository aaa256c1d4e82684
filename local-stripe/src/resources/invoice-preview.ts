import { fetchNamed, post } from "../conventions/endpoint.ts";
import { periodEnd } from "../billing/subscriptions/cancel.ts";
import { previewChange, previewNew, previewResumption, type PreviewOptions } from "../billing/invoices/preview.ts";
import { currencyOf } from "../billing/subscriptions/currency.ts";
import { amountOf, type WantedItem } from "../billing/subscriptions/subscription-object.ts";
import type { Context } from "../conventions/context.ts";
import { invalid } from "../conventions/errors.ts";
import { boolean, clearable, object, oneOf, string, timestamp, type Parsed } from "../conventions/params.ts";
import type { Invoice, Subscription } from "../store/objects.ts";
import {
  anchor,
  billingMode,
  cancelAt,
  cancelInstant,
  changedItems,
  discounts,
  itemChanges,
  namedDiscounts,
  prorationBehavior,
  trialEnd,
} from "./subscription-params.ts";

const details = object({
  billing_cycle_anchor: anchor,
  billing_mode: billingMode,
  cancel_at: clearable(cancelAt),
  cancel_at_period_end: boolean(),
  cancel_now: boolean(),
  items: changedItems,
  proration_behavior: prorationBehavior,
  proration_date: timestamp(),
  resume_at: oneOf("now"),
  trial_end: trialEnd,
});
const fields = {
  customer: string(),
  discounts: clearable(discounts),
  preview_mode: oneOf("next"),
  subscription: string(),
  subscription_details: details,
};
type Params = Parsed<typeof fields>;

export const previewEndpoint = post("/v1/invoices/create_preview", fields, (ctx, params): Invoice => {
  if (params.subscription !== undefined)
    return previewOf(ctx, params, fetchNamed(ctx, "subscription", params.subscription, "subscription"));
  if (params.customer === undefined)
    throw invalid("You must provide either a `customer` or a `subscription`.", "customer", "parameter_missing");
  const customer = fetchNamed(ctx, "customer", params.customer, "customer");
  const items = itemChanges(ctx, params.subscription_details?.items ?? [], "subscription_details[items]").map(
    ({ price, quantity }, index): WantedItem => {
      const param = `subscription_details[items][${index}][price]`;
      if (!price) throw invalid(`Missing required param: ${param}.`, param, "parameter_missing");
      return { price, quantity: quantity ?? 1 };
    },
  );
  if (items.length === 0) throw invalid("Nothing to invoice for customer", undefined, "invoice_upcoming_none");
  return previewNew(ctx, customer, items, {
    trial_end: params.subscription_details?.trial_end,
    discounts: discountsOf(ctx, params, items, customer.id),
  });
});

function previewOf(ctx: Context, params: Params, subscription: Subscription): Invoice {
  if (params.customer !== undefined && params.customer !== subscription.customer)
    throw invalid(
      `The subscription ${subscription.id} does not belong to the customer ${params.customer}.`,
      "customer",
    );
  if (["canceled", "incomplete_expired"].includes(subscription.status)) nothing(subscription.customer);
  if (params.subscription_details?.resume_at === "now")
    return previewResumption(ctx, subscription, params.subscription_details) ?? nothing(subscription.customer);
  const {
    items = [],
    billing_cycle_anchor,
    cancel_at,
    cancel_at_period_end,
    resume_at: _now,
    ...rest
  } = params.subscription_details ?? {};
  const known = subscription.items.data.map((item) => ({ price: item.price, quantity: item.quantity ?? 0 }));
  const options: PreviewOptions = {
    ...rest,
    anchorNow: billing_cycle_anchor?.type === "now",
    cancel_at: cancel_at_period_end
      ? periodEnd(subscription)
      : cancel_at === undefined || cancel_at === null
        ? cancel_at
        : cancelInstant(ctx, subscription, cancel_at),
    discounts: discountsOf(ctx, params, known, subscription.customer),
  };
  return previewChange(ctx, subscription, itemChanges(ctx, items, "subscription_details[items]"), options);
}

function nothing(customer: string): never {
  throw invalid(`No upcoming invoices for customer: '${customer}'`, undefined, "invoice_upcoming_none");
}

/** Given discounts replace the subscription's; without any, the subscription's apply. */
function discountsOf(ctx: Context, params: Params, items: WantedItem[], customer: string): PreviewOptions["discounts"] {
  if (params.discounts === undefined) return undefined;
  const purchase = { customer, currency: currencyOf(items), amount: amountOf(ctx, items) };
  return namedDiscounts(ctx, params.discounts ?? [], purchase).filter((one) => typeof one !== "string");
}
