// What a subscription and its items look like. Nothing here is stored or emitted.
import { lineAmount } from "../invoices/amounts.ts";
import type { Redeemable } from "../discounts/redemption.ts";
import { anchoredPeriod, type Anchor } from "./anchor.ts";
import { boundary, intervalOf, nextBoundary, periodAround, type Period } from "./periods.ts";
import type { Context } from "../../conventions/context.ts";
import { newId } from "../../conventions/ids.ts";
import type { Metadata } from "../../conventions/metadata.ts";
import type { Price, Subscription, SubscriptionItem, TaxRate } from "../../store/objects.ts";

export interface WantedItem {
  price: Price;
  quantity: number;
  metadata?: Metadata;
  tax_rates?: TaxRate[];
  /** Of this item only. */
  discounts?: Redeemable[];
}

export interface WantedSubscription {
  customer: string;
  /** What it is billed in, if its prices are sold in several currencies. */
  currency?: string | undefined;
  items: WantedItem[];
  trial_end: number | null;
  anchor?: Anchor | null;
  managed_payments?: boolean;
  pending_invoice_item_interval?: Subscription["pending_invoice_item_interval"];
  default_payment_method: string | null;
  metadata: Metadata;
  description: string | null;
  test_clock?: string | null;
  discounts?: Redeemable[];
  checkout_session?: string;
  missing_payment_method: "cancel" | "create_invoice" | "pause";
  /** Its invoices are sent, to be paid within these days. Without it they are charged. */
  days_until_due?: number;
  automatic_tax?: boolean;
  default_tax_rates?: TaxRate[];
  /** Whatever else a caller set. */
  settings?: Partial<Subscription>;
}

export function subscriptionObject(wanted: WantedSubscription, now: number, currency: string): Subscription {
  const id = newId("sub");
  const trialing = wanted.trial_end !== null;
  const anchor = wanted.anchor?.at ?? wanted.trial_end ?? now;
  return withItems(
    {
      id,
      object: "subscription",
      application: null,
      application_fee_percent: null,
      automatic_tax: subscriptionTax(wanted.automatic_tax === true),
      billing_cycle_anchor: anchor,
      billing_cycle_anchor_config: null,
      // The default since 2025-09-30.clover
      billing_mode: { flexible: { proration_discounts: "included" }, type: "flexible", updated_at: now },
      billing_schedules: [],
      billing_thresholds: null,
      cancel_at: null,
      cancel_at_period_end: false,
      canceled_at: null,
      cancellation_details: { comment: null, feedback: null, feedback_option: null, reason: null },
      collection_method: wanted.days_until_due === undefined ? "charge_automatically" : "send_invoice",
      created: now,
      currency,
      customer: wanted.customer,
      customer_account: null,
      days_until_due: wanted.days_until_due ?? null,
      default_payment_method: wanted.default_payment_method,
      default_source: null,
      default_tax_rates: wanted.default_tax_rates ?? [],
      description: wanted.description,
      discounts: [],
      ended_at: null,
      invoice_settings: {
        account_tax_ids: null,
        custom_fields: null,
        description: null,
        footer: null,
        issuer: { type: "self" },
      },
      items: {
        object: "list",
        data: [],
        has_more: false,
        total_count: 0,
        url: `/v1/subscription_items?subscription=${id}`,
      },
      latest_invoice: null,
      livemode: false,
      managed_payments: { enabled: wanted.managed_payments ?? false },
      metadata: wanted.metadata,
      next_pending_invoice_item_invoice: nextPendingInvoice(wanted, now),
      on_behalf_of: null,
      pause_collection: null,
      payment_settings: {
        payment_method_options: null,
        payment_method_types: null,
        save_default_payment_method: "off",
      },
      pending_invoice_item_interval: wanted.pending_invoice_item_interval ?? null,
      pending_setup_intent: null,
      pending_update: null,
      plan: null,
      quantity: null,
      schedule: null,
      start_date: now,
      status: trialing ? "trialing" : "active",
      test_clock: wanted.test_clock ?? null,
      transfer_data: null,
      trial_end: wanted.trial_end,
      trial_settings: {
        // "now" where nothing is said (recorded on endive)
        end_behavior: { billing_cycle_anchor: "now", missing_payment_method: wanted.missing_payment_method },
      },
      trial_start: trialing ? now : null,
      ...wanted.settings,
    },
    wanted.items.map((item) =>
      subscriptionItem(id, item, now, firstPeriod(item.price, now, wanted.trial_end, wanted.anchor)),
    ),
  );
}

export function subscriptionTax(enabled: boolean): Subscription["automatic_tax"] {
  return { disabled_reason: null, enabled, liability: enabled ? { type: "self" } : null };
}

function nextPendingInvoice({ pending_invoice_item_interval: every }: WantedSubscription, now: number): number | null {
  return every ? boundary(now, intervalOf(every), 1) : null;
}

/** A trial is a separate period; without one the first period starts now. */
export function firstPeriod(price: Price, now: number, trialEnd: number | null, anchor: Anchor | null = null): Period {
  if (anchor && trialEnd === null) return anchoredPeriod(price, now, anchor);
  return { start: now, end: trialEnd ?? nextBoundary(now, intervalOf(price.recurring), now) };
}

/** Its items in the periods that an instant is in, counted from those that they were in last. */
export function withRunningPeriods(subscription: Subscription, now: number): Subscription {
  const items = subscription.items.data.map((item) => {
    const anchor = subscription.billing_cycle_anchor;
    const period = periodAround(anchor, intervalOf(item.price.recurring), item.current_period_start, now);
    return { ...item, current_period_start: period.start, current_period_end: period.end };
  });
  return withItems(subscription, items);
}

export function subscriptionItem(
  subscription: string,
  wanted: WantedItem,
  now: number,
  period: Period,
): SubscriptionItem {
  return {
    id: newId("si"),
    object: "subscription_item",
    billing_thresholds: null,
    created: now,
    current_period_end: period.end,
    current_period_start: period.start,
    current_trial: null,
    discounts: [],
    metadata: wanted.metadata ?? {},
    plan: planOf(wanted.price),
    price: wanted.price,
    // A meter counts usage. Its items have no quantity
    ...(wanted.price.recurring?.usage_type === "metered" ? {} : { quantity: wanted.quantity }),
    subscription,
    tax_rates: wanted.tax_rates ?? [],
  };
}

/** With one item, real answers repeat its plan and quantity on the subscription. */
export function withItems(subscription: Subscription, data: SubscriptionItem[]): Subscription {
  const only = data.length === 1 ? data[0] : undefined;
  return {
    ...subscription,
    items: { ...subscription.items, data, total_count: data.length },
    plan: only?.plan ?? null,
    quantity: only?.quantity ?? null,
  };
}

/** The older name of a price, which real answers still carry beside it. */
export function planOf(price: Price): SubscriptionItem["plan"] {
  return {
    id: price.id,
    object: "plan",
    active: price.active,
    amount: price.unit_amount,
    amount_decimal: price.unit_amount_decimal,
    billing_scheme: price.billing_scheme,
    created: price.created,
    currency: price.currency,
    interval: intervalOf(price.recurring).interval,
    interval_count: price.recurring?.interval_count ?? 1,
    livemode: false,
    metadata: price.metadata,
    meter: price.recurring?.meter ?? null,
    nickname: price.nickname,
    product: price.product,
    tiers_mode: price.tiers_mode,
    transform_usage: price.transform_quantity,
    trial_period_days: price.recurring?.trial_period_days ?? null,
    usage_type: price.recurring?.usage_type ?? "licensed",
  };
}

/** What one period of all its items costs. */
export function amountOf(ctx: Context, items: WantedItem[], currency?: string): number {
  return items.reduce((total, { price, quantity }) => total + lineAmount(ctx, price, quantity, currency), 0);
}
