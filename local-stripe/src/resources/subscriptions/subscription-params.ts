// The parameters that subscriptions take, and what they mean.
import { periodEnd, withCancellation, withoutCancellation } from "../../billing/subscriptions/cancel.ts";
import { nowFor } from "../../conventions/clock.ts";
import type { Context } from "../../conventions/context.ts";
import { invalid } from "../../conventions/errors.ts";
import {
  array,
  boolean,
  clearable,
  either,
  integer,
  object,
  oneOf,
  required,
  string,
  timestamp,
  type Param,
} from "../../conventions/params.ts";
import type { Subscription } from "../../store/objects.ts";
import { attach, usable } from "../../billing/payment-methods/payment-methods.ts";

export const prorationBehavior = oneOf("always_invoice", "create_prorations", "none");
export const changePaymentBehavior = oneOf(
  "allow_incomplete",
  "default_incomplete",
  "error_if_incomplete",
  "pending_if_incomplete",
);
export const trialSettings = object({
  end_behavior: required(
    object({
      billing_cycle_anchor: oneOf("now", "unchanged"),
      missing_payment_method: oneOf("cancel", "create_invoice", "pause"),
    }),
  ),
});

export function trialSettingsOf({ end_behavior }: ReturnType<typeof trialSettings.parse>) {
  return {
    end_behavior: {
      billing_cycle_anchor: end_behavior.billing_cycle_anchor ?? ("now" as const),
      missing_payment_method: end_behavior.missing_payment_method ?? ("create_invoice" as const),
    },
  };
}

export const trialEnd = either<number | "now", number | "now">(oneOf("now"), timestamp());
export const billingMode = object({
  flexible: object({ proration_discounts: oneOf("included", "itemized") }),
  type: required(oneOf("flexible")),
});
type NamedEnd = "max_billed_until" | "max_period_end" | "min_period_end";
export const cancelAt: Param<number | NamedEnd> = either(
  oneOf("max_billed_until", "max_period_end", "min_period_end"),
  timestamp(),
);
const anchorType = oneOf("now", "unchanged");
const anchorObject = object({ type: required(anchorType) });
/** Versions before 2026-09-30.endive sent the word alone. */
export const anchor: Param<{ type: "now" | "unchanged" }> = {
  parse: (raw, name) =>
    typeof raw === "string" ? { type: anchorType.parse(raw, name) } : anchorObject.parse(raw, name),
};
export const pendingInterval = object({
  interval: required(oneOf("day", "month", "week", "year")),
  interval_count: integer({ min: 1 }),
});
const LONGEST = { day: 365, week: 52, month: 12, year: 1 };

/** At most a year. [SDK: Subscription.pending_invoice_item_interval] */
export function checkedInterval(
  { interval, interval_count = 1 }: ReturnType<typeof pendingInterval.parse>,
  within = (name: string) => name,
) {
  if (interval_count > LONGEST[interval])
    throw invalid(
      "The interval must be at most one year (1 year, 12 months, 52 weeks or 365 days).",
      `${within("pending_invoice_item_interval")}[interval_count]`,
    );
  return { interval, interval_count };
}
/** Whether tax is worked out automatically; who is liable is always the account itself. */
export const automaticTax = object({
  enabled: required(boolean()),
  liability: object({ type: required(oneOf("self")) }),
});
export const taxRates = array(string(), { max: 5 });

export const collectionMethod = oneOf("charge_automatically", "send_invoice");
export const daysUntilDue = integer({ min: 0, max: 730 });

/** How invoices are collected, from what is known and what a caller sets. */
export function collectionOf(
  before: { collection_method: string; days_until_due: number | null },
  given: { collection_method?: ReturnType<typeof collectionMethod.parse>; days_until_due?: number },
): { collection_method: "charge_automatically" | "send_invoice"; days_until_due: number | null } {
  const sent = (given.collection_method ?? before.collection_method) === "send_invoice";
  if (!sent && given.days_until_due !== undefined)
    throw invalid("`days_until_due` can only be set when `collection_method` is `send_invoice`.", "days_until_due");
  const days = given.days_until_due ?? before.days_until_due;
  if (sent && days === null)
    throw invalid("You must pass `days_until_due` when `collection_method` is `send_invoice`.", "days_until_due");
  return sent
    ? { collection_method: "send_invoice", days_until_due: days }
    : { collection_method: "charge_automatically", days_until_due: null };
}
export const cancellationDetails = object({
  comment: clearable(string()),
  feedback: clearable(
    oneOf(
      "customer_service",
      "low_quality",
      "missing_features",
      "other",
      "switched_service",
      "too_complex",
      "too_expensive",
      "unused",
    ),
  ),
});
export const pauseCollection = object({
  behavior: required(oneOf("keep_as_draft", "mark_uncollectible", "void")),
  resumes_at: timestamp(),
});

/** Wording unverified. */
export function checkTaxes({
  automatic_tax,
  default_tax_rates,
  items,
}: {
  automatic_tax: { enabled: boolean };
  default_tax_rates?: object[] | null;
  items: { data: { tax_rates?: object[] | null }[] };
}): void {
  const byHand = default_tax_rates?.length || items.data.some(({ tax_rates }) => tax_rates?.length);
  if (automatic_tax.enabled && byHand)
    throw invalid("You cannot use tax rates when `automatic_tax[enabled]` is true.", "automatic_tax[enabled]");
}

/** A card of the customer's; a magic id makes a new card, which becomes the customer's. */
export function ownMethod(
  ctx: Context,
  customer: string,
  id: string,
  param: "default_payment_method" | "payment_method" | "source" = "default_payment_method",
): string {
  const method = usable(ctx, id, param);
  if (id !== method.id) return attach(ctx, method.id, customer).id;
  if (method.customer !== customer) {
    throw invalid(
      `The customer does not have a payment method with the ID ${id}. The payment method must be attached to the customer.`,
      param,
      "resource_missing",
    );
  }
  return id;
}

/** Which end a caller plans, in what is left of its periods. */
export function cancelInstant(ctx: Context, subscription: Subscription, at: number | NamedEnd): number {
  // Nothing is billed ahead here (`billing_schedules`), so what is billed last ends with its period
  if (at === "max_period_end" || at === "max_billed_until") return periodEnd(subscription);
  if (at === "min_period_end") return Math.min(...subscription.items.data.map((item) => item.current_period_end));
  if (at <= nowFor(ctx, subscription.customer))
    throw invalid("Invalid timestamp: must be an integer Unix timestamp in the future.", "cancel_at");
  return at;
}

interface EndParams {
  cancel_at?: number | NamedEnd | null;
  cancel_at_period_end?: boolean;
}

/** The API's way to plan an end: unlike the portal's, it sets `cancel_at_period_end` (recorded on clover). */
export function planned(ctx: Context, subscription: Subscription, params: EndParams): Subscription {
  if (params.cancel_at !== undefined && params.cancel_at_period_end !== undefined) {
    throw invalid("You may only specify one of these parameters: cancel_at, cancel_at_period_end.", "cancel_at");
  }
  if (params.cancel_at_period_end === true) {
    return withCancellation(ctx, subscription, { cancel_at: periodEnd(subscription), cancel_at_period_end: true });
  }
  if (params.cancel_at !== undefined && params.cancel_at !== null) {
    return withCancellation(ctx, subscription, {
      cancel_at: cancelInstant(ctx, subscription, params.cancel_at),
      cancel_at_period_end: false,
    });
  }
  const takenBack =
    params.cancel_at === null || (params.cancel_at_period_end === false && subscription.cancel_at_period_end);
  return takenBack ? withoutCancellation(subscription) : subscription;
}
