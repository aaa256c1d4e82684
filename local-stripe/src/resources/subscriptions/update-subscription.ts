import { checkKnown } from "../../billing/payment-methods/payment-methods.ts";
import { fetch } from "../../conventions/endpoint.ts";
import { DAY } from "../../time.ts";
import { announceTrialEnd } from "../../billing/subscriptions/notes.ts";
import { carryOut } from "../../billing/subscriptions/change-plan.ts";
import { createDiscount, emitDiscountEvents, everyDiscount } from "../../billing/discounts/discounts.ts";
import { amountOf, subscriptionTax } from "../../billing/subscriptions/subscription-object.ts";
import { withPendingInterval } from "../../billing/subscriptions/pending-interval.ts";
import { planWithTrial } from "../../billing/subscriptions/into-trial.ts";
import { endTrialNow, outOfTrial } from "../../billing/subscriptions/trials.ts";
import { nowFor } from "../../conventions/clock.ts";
import type { Context } from "../../conventions/context.ts";
import { invalid } from "../../conventions/errors.ts";
import type { ItemChange } from "../../billing/subscriptions/change-items.ts";
import { changeMetadata, metadata } from "../../conventions/metadata.ts";
import { boolean, clearable, string, timestamp, type Parsed } from "../../conventions/params.ts";
import type { Subscription } from "../../store/objects.ts";
import { namedRates } from "../../billing/tax/tax-rates.ts";
import { checkLocation } from "../../billing/tax/taxpayer.ts";
import { addedFrom, addInvoiceItems } from "./added-items-params.ts";
import { discounts, namedDiscounts } from "../catalog/discount-params.ts";
import { changedItems, itemChanges } from "./item-params.ts";
import {
  connectFields,
  invoiceSettings,
  paymentSettings,
  refuseConnect,
  refuseSource,
  withInvoiceSettings,
  withPaymentSettings,
} from "./settings-params.ts";
import {
  anchor,
  automaticTax,
  cancelAt,
  cancellationDetails,
  changePaymentBehavior,
  checkTaxes,
  checkedInterval,
  collectionMethod,
  collectionOf,
  daysUntilDue,
  ownMethod,
  pauseCollection,
  pendingInterval,
  planned,
  prorationBehavior,
  taxRates,
  trialEnd,
  trialSettings,
  trialSettingsOf,
} from "./subscription-params.ts";

export const updateFields = {
  ...connectFields,
  add_invoice_items: addInvoiceItems,
  automatic_tax: automaticTax,
  billing_cycle_anchor: anchor,
  cancel_at: clearable(cancelAt),
  cancel_at_period_end: boolean(),
  cancellation_details: cancellationDetails,
  collection_method: collectionMethod,
  days_until_due: daysUntilDue,
  default_payment_method: clearable(string()),
  default_source: clearable(string()),
  default_tax_rates: clearable(taxRates),
  description: clearable(string({ max: 500 })),
  discounts: clearable(discounts),
  invoice_settings: invoiceSettings,
  items: changedItems,
  metadata: metadata(),
  off_session: boolean(),
  pause_collection: clearable(pauseCollection),
  payment_behavior: changePaymentBehavior,
  payment_settings: paymentSettings,
  pending_invoice_item_interval: clearable(pendingInterval),
  proration_behavior: prorationBehavior,
  proration_date: timestamp(),
  trial_end: trialEnd,
  trial_from_plan: boolean(),
  trial_settings: trialSettings,
};
export type UpdateParams = Parsed<typeof updateFields>;

export function updateSubscription(ctx: Context, given: UpdateParams, id: string): Subscription {
  checkKnown(ctx, given.default_payment_method, "default_payment_method");
  const before = fetch(ctx, "subscription", id);
  const ended = before.status === "canceled" || before.status === "incomplete_expired";
  const beyond = Object.keys(given).filter((name) => name !== "metadata" && name !== "cancellation_details");
  if (ended && beyond.length > 0)
    throw invalid("A canceled subscription can only update its cancellation_details and metadata.", beyond[0]);
  refuseConnect(given);
  refuseSource(given.default_source);
  checkSchedule(before, given);
  if (given.payment_behavior === "pending_if_incomplete") checkPending(before, given);
  const now = nowFor(ctx, before.customer);
  const described = withDiscounts(ctx, withFields(ctx, before, given), given);
  const changes = itemChanges(ctx, described, given.items ?? []);
  const params = withPlansTrial(before, given, changes, now);
  const { currency, customer } = before;
  const options = {
    ...params,
    anchorNow: params.billing_cycle_anchor?.type === "now",
    ending: (subscription: Subscription) => planned(ctx, subscription, params),
    added: addedFrom(ctx, params.add_invoice_items ?? [], { customer, currency, now }),
  };
  const change = planWithTrial(ctx, before, described, changes, options);
  // The first paid period waits for its payment too
  const waits = params.payment_behavior === "pending_if_incomplete" && params.trial_end === "now";
  const moved = waits && before.status === "trialing" ? outOfTrial(ctx, change) : change;
  const next = withDetails(planned(ctx, moved.subscription, params), params);
  checkTaxes(next);
  const saved = carryOut(ctx, { ...moved, subscription: next }, options);
  emitDiscountEvents(ctx, everyDiscount(before), everyDiscount(next));
  if (typeof params.trial_end === "number") announceTrialEnd(ctx, saved);
  return params.trial_end === "now" && saved.status === "trialing" && !waits ? endTrialNow(ctx, saved) : saved;
}

/** `trial_from_plan` takes the trial days of the new prices. */
function withPlansTrial(before: Subscription, params: UpdateParams, changes: ItemChange[], now: number): UpdateParams {
  if (!params.trial_from_plan) return params;
  if (params.trial_end !== undefined)
    throw invalid("You cannot set `trial_end` when `trial_from_plan` is true.", "trial_end");
  const prices = changes.flatMap(({ price }) => price ?? []);
  const days = (prices.length > 0 ? prices : before.items.data.map(({ price }) => price)).map(
    ({ recurring }) => recurring?.trial_period_days ?? 0,
  );
  const longest = Math.max(0, ...days);
  return longest === 0 ? params : { ...params, trial_end: now + longest * DAY };
}

/** The wording is Stripe's (laravel/cashier-stripe#1748). */
function checkSchedule({ schedule, status }: Subscription, params: UpdateParams): void {
  const ends = (["cancel_at", "cancel_at_period_end"] as const).find((name) => params[name] !== undefined);
  if (schedule && ends && status !== "canceled")
    throw invalid(
      `The subscription is managed by the subscription schedule \`${schedule}\`, and updating any cancelation behavior directly is not allowed. Please update the schedule instead.`,
      ends,
    );
}

/** [docs: billing/subscriptions/pending-updates-reference; metadata since 2026-05-27.dahlia] */
const IN_PENDING_UPDATES = [
  "add_invoice_items",
  "billing_cycle_anchor",
  "items",
  "metadata",
  "payment_behavior",
  "proration_behavior",
  "proration_date",
  "trial_end",
  "trial_from_plan",
];

function checkPending(before: Subscription, params: UpdateParams): void {
  const unsupported = Object.keys(params).find((name) => !IN_PENDING_UPDATES.includes(name));
  if (unsupported)
    throw invalid(
      `When \`payment_behavior\` is set to \`pending_if_incomplete\`, you can only pass in supported params. \`${unsupported}\` is not supported.`,
      unsupported,
    );
  if (before.collection_method === "send_invoice")
    throw invalid(
      "`payment_behavior=pending_if_incomplete` is not supported for subscriptions with `collection_method=send_invoice`.",
      "payment_behavior",
    );
}

function withFields(ctx: Context, stored: Subscription, params: UpdateParams): Subscription {
  const { pending_invoice_item_interval: interval } = params;
  const before =
    interval === undefined
      ? stored
      : withPendingInterval(stored, interval && checkedInterval(interval), nowFor(ctx, stored.customer));
  const { description, default_payment_method: method, trial_settings, pause_collection: pause } = params;
  return {
    ...before,
    ...collectionOf(before, params),
    ...taxesOf(ctx, before, params),
    metadata: changeMetadata(before.metadata, params.metadata),
    description: description === undefined ? before.description : description,
    default_payment_method:
      method === undefined ? before.default_payment_method : method && ownMethod(ctx, before.customer, method),
    trial_settings: trial_settings ? trialSettingsOf(trial_settings) : before.trial_settings,
    invoice_settings: withInvoiceSettings(ctx, before.invoice_settings, params.invoice_settings),
    payment_settings: before.payment_settings && withPaymentSettings(before.payment_settings, params.payment_settings),
    pause_collection:
      pause === undefined
        ? before.pause_collection
        : pause && { behavior: pause.behavior, resumes_at: pause.resumes_at ?? null },
  };
}

/** Tax that begins now needs to know where the customer is. What was billed is not taxed later. */
function taxesOf(
  ctx: Context,
  before: Subscription,
  { automatic_tax, default_tax_rates, default_payment_method }: UpdateParams,
) {
  const customer = ctx.store.get("customer", before.customer);
  if (customer && automatic_tax?.enabled)
    checkLocation(ctx, customer, [default_payment_method ?? before.default_payment_method]);
  return {
    automatic_tax: automatic_tax ? subscriptionTax(automatic_tax.enabled) : before.automatic_tax,
    default_tax_rates:
      default_tax_rates === undefined
        ? before.default_tax_rates
        : namedRates(ctx, default_tax_rates ?? [], "default_tax_rates"),
  };
}

function withDetails(subscription: Subscription, { cancellation_details: change }: UpdateParams): Subscription {
  if (!change || !subscription.cancellation_details) return subscription;
  return { ...subscription, cancellation_details: { ...subscription.cancellation_details, ...change } };
}

/** The list replaces what was there; `discount` keeps one of them, and an empty value clears all. */
function withDiscounts(ctx: Context, before: Subscription, params: UpdateParams): Subscription {
  if (params.discounts === undefined) return before;
  const items = before.items.data.map((item) => ({ price: item.price, quantity: item.quantity ?? 0 }));
  const purchase = {
    customer: before.customer,
    currency: before.currency,
    amount: amountOf(ctx, items, before.currency),
  };
  const now = nowFor(ctx, before.customer);
  const named = namedDiscounts(ctx, params.discounts ?? [], purchase, { kept: everyDiscount(before) });
  return {
    ...before,
    discounts: named.map((one) =>
      typeof one === "string"
        ? one
        : createDiscount(ctx, { ...one, customer: before.customer, subscription: before.id, now }).id,
    ),
  };
}
