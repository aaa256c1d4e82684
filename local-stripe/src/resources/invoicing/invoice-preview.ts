import { post, undone } from "../../conventions/endpoint.ts";
import { termsOf } from "../../billing/discounts/coupon-terms.ts";
import { applied, type AppliedDiscount } from "../../billing/discounts/discounts.ts";
import { planChange } from "../../billing/subscriptions/plan-change.ts";
import {
  previewChange,
  previewRecurring,
  previewResumption,
  type PreviewOptions,
} from "../../billing/invoices/preview.ts";
import { keepPreview } from "../../billing/invoices/kept-previews.ts";
import { previewNew } from "../../billing/invoices/preview-new.ts";
import { chosenCurrency } from "../../billing/subscriptions/currency.ts";
import { amountOf, type WantedItem } from "../../billing/subscriptions/subscription-object.ts";
import { nowFor } from "../../conventions/clock.ts";
import type { Context } from "../../conventions/context.ts";
import { invalid } from "../../conventions/errors.ts";
import { newId } from "../../conventions/ids.ts";
import {
  boolean,
  clearable,
  object,
  oneOf,
  required,
  string,
  timestamp,
  type Param,
  type Parsed,
} from "../../conventions/params.ts";
import type { Customer, Invoice, Subscription } from "../../store/objects.ts";
import { addedFrom, addInvoiceItems } from "../subscriptions/added-items-params.ts";
import { beginsOf } from "../subscriptions/anchor-params.ts";
import { discounts, namedDiscounts } from "../catalog/discount-params.ts";
import { changedItems, itemChanges, wantedItems, withItemDiscounts } from "../subscriptions/item-params.ts";
import { customerDetails, describedCustomer, describedSubscription, ratesIn } from "./preview-taxes.ts";
import {
  anchor,
  automaticTax,
  billingMode,
  cancelAt,
  planned,
  prorationBehavior,
  taxRates,
  trialEnd,
} from "../subscriptions/subscription-params.ts";

const anchorObject = object({ timestamp: timestamp(), type: required(oneOf("now", "timestamp", "unchanged")) });
/** A new subscription's anchor is a time. Versions before 2026-09-30.endive sent the word or the time alone. */
const previewAnchor: Param<number | ReturnType<typeof anchor.parse>> = {
  parse(raw, name) {
    if (typeof raw === "string") return /^\d+$/.test(raw) ? timestamp().parse(raw, name) : anchor.parse(raw, name);
    const { timestamp: at, type } = anchorObject.parse(raw, name);
    if ((type === "timestamp") !== (at !== undefined))
      throw invalid("`timestamp` is required with, and only with, the type `timestamp`.", `${name}[timestamp]`);
    return type === "timestamp" ? (at ?? 0) : { type };
  },
};
const details = object({
  billing_cycle_anchor: previewAnchor,
  billing_mode: billingMode,
  cancel_at: clearable(cancelAt),
  cancel_at_period_end: boolean(),
  cancel_now: boolean(),
  items: changedItems,
  proration_behavior: prorationBehavior,
  default_tax_rates: clearable(taxRates),
  proration_date: timestamp(),
  resume_at: oneOf("now"),
  start_date: timestamp(),
  trial_end: trialEnd,
});
const fields = {
  automatic_tax: automaticTax,
  currency: string({ max: 3 }),
  customer: string(),
  customer_details: customerDetails,
  discounts: clearable(discounts),
  invoice_items: addInvoiceItems,
  preview_mode: oneOf("next", "recurring"),
  subscription: string(),
  subscription_details: details,
};
type Params = Parsed<typeof fields>;

/** What is made for a preview, such as a price or a discount, is undone after it. */
export const previewEndpoint = undone(
  post("/v1/invoices/create_preview", fields, (ctx, params): Invoice => keepPreview(ctx, anyPreview(ctx, params))),
);

function anyPreview(ctx: Context, params: Params): Invoice {
  if (params.subscription !== undefined)
    return previewOf(ctx, params, describedSubscription(ctx, params.subscription, params));
  if (params.customer === undefined && !params.customer_details)
    throw invalid("You must provide either a `customer` or a `subscription`.", "customer", "parameter_missing");
  return previewOfNew(ctx, params, describedCustomer(ctx, params.customer, params.customer_details));
}

function previewOfNew(ctx: Context, params: Params, customer: Customer): Invoice {
  const { items: given = [], trial_end, cancel_at, start_date, ...rest } = params.subscription_details ?? {};
  const name = "subscription_details[items]";
  const items = wantedItems(ctx, given, name);
  if (items.length === 0) throw invalid("Nothing to invoice for customer", undefined, "invoice_upcoming_none");
  const now = nowFor(ctx, customer.id);
  const currency = chosenCurrency(ctx, customer.id, items, params.currency);
  const purchase = { customer: customer.id, currency };
  const ends = typeof trial_end === "number" ? trial_end : null;
  const { billing_cycle_anchor } = rest;
  const { anchor, backdate } = beginsOf(
    {
      ...(typeof billing_cycle_anchor === "number" ? { billing_cycle_anchor } : {}),
      ...(start_date === undefined ? {} : { backdate_start_date: start_date }),
      ...(rest.proration_behavior === undefined ? {} : { proration_behavior: rest.proration_behavior }),
    },
    items.map(({ price }) => price),
    now,
    ends,
  );
  const added = addedFrom(ctx, params.invoice_items ?? [], { ...purchase, now }, "invoice_items");
  const named = namedDiscounts(ctx, params.discounts ?? [], { ...purchase, amount: amountOf(ctx, items, currency) });
  return previewNew(
    ctx,
    customer,
    {
      currency,
      items: withItemDiscounts(ctx, items, given, purchase, name),
      trial_end: ends,
      anchor,
      discounts: named.filter((one) => typeof one !== "string"),
      automatic_tax: params.automatic_tax?.enabled === true,
      default_tax_rates: ratesIn(ctx, params) ?? [],
    },
    {
      backdate,
      added: params.preview_mode === "recurring" ? [] : added,
      uncut: rest.proration_behavior === "none",
      finish: (draft) => planned(ctx, draft, { cancel_at, cancel_at_period_end: rest.cancel_at_period_end }),
    },
  );
}

function previewOf(ctx: Context, params: Params, subscription: Subscription): Invoice {
  if (params.customer !== undefined && params.customer !== subscription.customer)
    throw invalid(
      `The subscription ${subscription.id} does not belong to the customer ${params.customer}.`,
      "customer",
    );
  if (["canceled", "incomplete_expired"].includes(subscription.status)) nothing(subscription.customer);
  if (params.currency !== undefined && params.currency !== subscription.currency)
    throw invalid(`The currency of a preview must be that of the subscription: ${subscription.currency}.`, "currency");
  const details = params.subscription_details ?? {};
  const { billing_cycle_anchor: begins, resume_at, cancel_at, cancel_at_period_end, items = [] } = details;
  if (typeof begins === "number")
    throw invalid(
      "A timestamp can only be given for a new subscription. Otherwise it must be one of now, or unchanged.",
      "subscription_details[billing_cycle_anchor]",
    );
  const anchored = begins === undefined ? {} : { billing_cycle_anchor: begins };
  if (resume_at === "now")
    return (
      previewResumption(ctx, subscription, {
        ...anchored,
        proration_behavior: details.proration_behavior,
        proration_date: details.proration_date,
      }) ?? nothing(subscription.customer)
    );
  const known = subscription.items.data.map((item) => ({ price: item.price, quantity: item.quantity ?? 0 }));
  const options: PreviewOptions = {
    cancel_now: details.cancel_now,
    proration_behavior: details.proration_behavior,
    proration_date: details.proration_date,
    trial_end: details.trial_end,
    anchorNow: begins?.type === "now",
    added: addedFrom(
      ctx,
      params.invoice_items ?? [],
      { customer: subscription.customer, currency: subscription.currency, now: nowFor(ctx, subscription.customer) },
      "invoice_items",
    ),
    ending: (changed) => planned(ctx, changed, { cancel_at, cancel_at_period_end }),
    discounts: discountsOf(ctx, params, known, subscription),
  };
  const changes = itemChanges(ctx, subscription, items, "subscription_details[items]");
  if (params.preview_mode === "recurring")
    return previewRecurring(ctx, planChange(ctx, subscription, changes, { proration_behavior: "none" }), options);
  return previewChange(ctx, subscription, changes, options);
}

function nothing(customer: string): never {
  throw invalid(`No upcoming invoices for customer: '${customer}'`, undefined, "invoice_upcoming_none");
}

/** Given discounts replace the subscription's; without any, the subscription's apply. */
function discountsOf(
  ctx: Context,
  params: Params,
  items: WantedItem[],
  { customer, currency, discounts: kept }: Subscription,
): AppliedDiscount[] | undefined {
  if (params.discounts === undefined) return undefined;
  const purchase = { customer, currency, amount: amountOf(ctx, items, currency) };
  const now = nowFor(ctx, customer);
  return namedDiscounts(ctx, params.discounts ?? [], purchase, { kept: kept as string[] }).flatMap((one) =>
    typeof one === "string"
      ? applied(ctx, [one], now)
      : { id: newId("di"), coupon: one.coupon, ...termsOf(ctx, one.coupon.id) },
  );
}
