import { fetchNamed } from "../../conventions/endpoint.ts";
import { create } from "../../billing/changes.ts";
import { amountOf } from "../../billing/subscriptions/subscription-object.ts";
import { chosenCurrency } from "../../billing/subscriptions/currency.ts";
import { withPendingInterval } from "../../billing/subscriptions/pending-interval.ts";
import { startSubscription } from "../../billing/subscriptions/start-subscription.ts";
import { payingMethod, setupIntentObject } from "../../billing/payments/charges.ts";
import { DAY } from "../../time.ts";
import { nowFor } from "../../conventions/clock.ts";
import type { Context } from "../../conventions/context.ts";
import { invalid } from "../../conventions/errors.ts";
import { changeMetadata, metadata } from "../../conventions/metadata.ts";
import { namedRates } from "../../billing/tax/tax-rates.ts";
import { boolean, clearable, integer, required, string, type Parsed } from "../../conventions/params.ts";
import type { Customer, Subscription } from "../../store/objects.ts";
import { addedFrom, addInvoiceItems } from "./added-items-params.ts";
import { anchorFields, beginsOf } from "./anchor-params.ts";
import { discounts, namedDiscounts } from "../catalog/discount-params.ts";
import { newItems, wantedItems, withItemDiscounts } from "./item-params.ts";
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
  automaticTax,
  billingMode,
  cancelAt,
  checkTaxes,
  checkedInterval,
  collectionMethod,
  collectionOf,
  daysUntilDue,
  ownMethod,
  pendingInterval,
  changePaymentBehavior,
  planned,
  prorationBehavior,
  taxRates,
  trialEnd,
  trialSettings,
  trialSettingsOf,
} from "./subscription-params.ts";

export const createFields = {
  ...anchorFields,
  ...connectFields,
  customer: required(string()),
  items: required(newItems),
  add_invoice_items: addInvoiceItems,
  automatic_tax: automaticTax,
  billing_mode: billingMode,
  cancel_at: cancelAt,
  cancel_at_period_end: boolean(),
  collection_method: collectionMethod,
  currency: string({ max: 3 }),
  days_until_due: daysUntilDue,
  default_payment_method: string(),
  default_source: string(),
  default_tax_rates: taxRates,
  description: string({ max: 500 }),
  discounts: clearable(discounts),
  invoice_settings: invoiceSettings,
  metadata: metadata(),
  off_session: boolean(),
  payment_behavior: changePaymentBehavior,
  payment_settings: paymentSettings,
  pending_invoice_item_interval: clearable(pendingInterval),
  proration_behavior: prorationBehavior,
  trial_end: trialEnd,
  trial_from_plan: boolean(),
  trial_period_days: integer({ min: 1, max: 730 }),
  trial_settings: trialSettings,
};
export type CreateParams = Parsed<typeof createFields>;

export function createSubscription(ctx: Context, params: CreateParams): Subscription {
  const customer = fetchNamed(ctx, "customer", params.customer, "customer");
  const now = nowFor(ctx, customer.id);
  checkParams(params, now);
  const items = wantedItems(ctx, params.items);
  const default_tax_rates = namedRates(ctx, params.default_tax_rates ?? [], "default_tax_rates");
  const enabled = params.automatic_tax?.enabled === true;
  checkTaxes({ automatic_tax: { enabled }, default_tax_rates, items: { data: items } });
  const currency = chosenCurrency(ctx, customer.id, items, params.currency);
  const purchase = { customer: customer.id, currency };
  const discounted = withItemDiscounts(ctx, items, params.items, purchase);
  const named = namedDiscounts(ctx, params.discounts ?? [], { ...purchase, amount: amountOf(ctx, items, currency) });
  const { days_until_due } = collectionOf({ collection_method: "charge_automatically", days_until_due: null }, params);
  const trial_end = trialEndOf(params, items, now);
  checkTrial(trial_end, now);
  const prices = items.map(({ price }) => price);
  const { anchor, anchor_config, backdate } = beginsOf(params, prices, now, trial_end);
  const behavior = params.payment_behavior === "pending_if_incomplete" ? undefined : params.payment_behavior;
  const { subscription } = startSubscription(
    ctx,
    {
      customer: customer.id,
      currency,
      items: discounted,
      anchor,
      discounts: named.filter((one) => typeof one !== "string"),
      trial_end,
      default_payment_method:
        params.default_payment_method === undefined ? null : ownMethod(ctx, customer.id, params.default_payment_method),
      automatic_tax: enabled,
      default_tax_rates,
      metadata: changeMetadata({}, params.metadata),
      description: params.description ?? null,
      ...(days_until_due === null ? {} : { days_until_due }),
      missing_payment_method: "create_invoice",
      settings: {
        billing_cycle_anchor_config: anchor_config,
        ...(params.trial_settings ? { trial_settings: trialSettingsOf(params.trial_settings) } : {}),
      },
    },
    behavior ?? "allow_incomplete",
    false,
    {
      backdate,
      added: addedFrom(ctx, params.add_invoice_items ?? [], { ...purchase, now }),
      uncut: params.proration_behavior === "none",
      finish: (draft) => withSetupIntent(ctx, finished(ctx, draft, params, now), customer, params),
    },
  );
  return subscription;
}

function checkParams(params: CreateParams, now: number): void {
  refuseConnect(params);
  refuseSource(params.default_source);
  if (params.items.length === 0) throw invalid("Missing required param: items.", "items", "parameter_missing");
  // "Only used with updates and cannot be passed when creating a subscription" [SDK of before 2026]
  if (params.payment_behavior === "pending_if_incomplete")
    throw invalid(
      "`pending_if_incomplete` can only be used when updating a subscription, not when creating one.",
      "payment_behavior",
    );
  const trials = (["trial_end", "trial_period_days"] as const).filter((name) => params[name] !== undefined);
  if (trials.length > 1)
    throw invalid("You may only specify one of these parameters: trial_end, trial_period_days.", "trial_end");
  if (params.trial_from_plan && params.trial_end !== undefined)
    throw invalid("You cannot set `trial_end` when `trial_from_plan` is true.", "trial_end");
  for (const name of ["trial_end", "cancel_at"] as const) {
    const at = params[name];
    if (typeof at === "number" && at <= now)
      throw invalid("Invalid timestamp: must be an integer Unix timestamp in the future.", name);
  }
}

/** [SDK: SubscriptionCreateParams.trial_end] */
function checkTrial(end: number | null, now: number): void {
  if (end !== null && end > now + 730 * DAY)
    throw invalid("Invalid timestamp: can be no more than two years in the future", "trial_end");
}

function trialEndOf(params: CreateParams, items: ReturnType<typeof wantedItems>, now: number): number | null {
  if (params.trial_end !== undefined) return params.trial_end === "now" ? null : params.trial_end;
  const ofPlans = params.trial_from_plan ? items.map(({ price }) => price.recurring?.trial_period_days ?? 0) : [];
  const days = params.trial_period_days ?? Math.max(0, ...ofPlans);
  return days === 0 ? null : now + days * DAY;
}

/** What is set before the first invoice, so that the end that is planned is billed up to. */
function finished(ctx: Context, draft: Subscription, params: CreateParams, now: number): Subscription {
  const { pending_invoice_item_interval: interval } = params;
  const settled = {
    ...draft,
    invoice_settings: withInvoiceSettings(ctx, draft.invoice_settings, params.invoice_settings),
    payment_settings: draft.payment_settings && withPaymentSettings(draft.payment_settings, params.payment_settings),
    billing_mode: params.billing_mode?.flexible
      ? {
          ...draft.billing_mode,
          flexible: { proration_discounts: "included" as const, ...params.billing_mode.flexible },
        }
      : draft.billing_mode,
  };
  return planned(ctx, interval ? withPendingInterval(settled, checkedInterval(interval), now) : settled, params);
}

/** Where nothing is due at first, `default_incomplete` asks for a method to pay with later. [SDK: pending_setup_intent] */
function withSetupIntent(
  ctx: Context,
  draft: Subscription,
  customer: Customer,
  { payment_behavior }: CreateParams,
): Subscription {
  const later = draft.status === "trialing" || draft.billing_cycle_anchor > draft.created;
  if (payment_behavior !== "default_incomplete" || !later || payingMethod(ctx, draft, customer)) return draft;
  const intent = { ...setupIntentObject(customer.id, null, draft.created), status: "requires_payment_method" as const };
  return { ...draft, pending_setup_intent: create(ctx, "setup_intent", intent, "setup_intent.created").id };
}
