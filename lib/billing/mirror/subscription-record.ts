import type Stripe from "stripe";
import { idInMetadata } from "@/lib/stripe/metadata";
import { idOf, instant, type MirrorRecord, record } from "./records";

/** Where periods lay before 2025-03-31.basil: https://docs.stripe.com/changelog/basil/2025-03-31/deprecate-subscription-current-period-start-and-end */
type OlderSubscription = { current_period_start?: number; current_period_end?: number };

export function subscriptionRecord(subscription: Stripe.Subscription, eventId?: string): MirrorRecord {
  const older = subscription as OlderSubscription;
  const customer = typeof subscription.customer === "string" ? null : subscription.customer;
  const items = subscription.items.data.map((item) => ({
    id: item.id,
    subscription_id: subscription.id,
    product_id: idOf(item.price.product),
    price_id: item.price.id,
    quantity: item.quantity ?? null,
    period_start: instant(item.current_period_start ?? older.current_period_start),
    period_end: instant(item.current_period_end ?? older.current_period_end),
  }));
  const row = {
    id: subscription.id,
    customer_id: idOf(subscription.customer),
    workspace_id: idInMetadata(subscription.metadata, "workspaceId"),
    user_id: idInMetadata(subscription.metadata, "userId"),
    status: subscription.status,
    currency: subscription.currency,
    created_at: instant(subscription.created),
    start_date: instant(subscription.start_date),
    trial_start: instant(subscription.trial_start),
    trial_end: instant(subscription.trial_end),
    trial_without_card: trialWithoutCard(subscription),
    cancel_at: instant(subscription.cancel_at),
    cancel_at_period_end: subscription.cancel_at_period_end ?? false,
    canceled_at: instant(subscription.canceled_at),
    ended_at: instant(subscription.ended_at),
    collection_method: subscription.collection_method ?? null,
    default_payment_method_id: idOf(subscription.default_payment_method),
    default_source_id: idOf(subscription.default_source),
    latest_invoice_id: idOf(subscription.latest_invoice),
    pending_items_billed: intervalOf(subscription.pending_invoice_item_interval),
    paused_reason: pausedReason(subscription),
    payment_method_types: subscription.payment_settings?.payment_method_types ?? [],
    billed_beside: billedBeside(subscription),
    metadata: subscription.metadata ?? {},
    latest_event_id: eventId ?? null,
  };
  return record("subscription", row, {
    customerId: row.customer_id,
    items,
    productIds: [...new Set(items.flatMap((item) => item.product_id ?? []))],
    priceIds: [...new Set(items.map((item) => item.price_id))],
    summary: { productId: items[0]?.product_id ?? null, amountMinor: amountOf(subscription) },
    ...(customer && { customerMetadata: customer.deleted ? {} : customer.metadata }),
  });
}

/** Null for Stripe's default, which is an invoice. */
function trialWithoutCard({ trial_settings: settings }: Stripe.Subscription): "cancel" | "pause" | null {
  const then: string | undefined = settings?.end_behavior.missing_payment_method;
  return then === "cancel" || then === "pause" ? then : null;
}

const intervalOf = (every: { interval: string; interval_count: number } | null | undefined): string | null =>
  every ? `${every.interval}_${every.interval_count}` : null;

/** What stands for a reason that Stripe does not give; older billing modes have none. */
export const UNKNOWN_REASON = "unknown";

/** Stripe's word, also one that it adds later: https://docs.stripe.com/changelog/endive/2026-09-30/pause-subscription */
export const pausedReason = ({ status, status_details: details }: Stripe.Subscription): string | null =>
  status === "paused" ? (details?.paused?.subscription?.type ?? UNKNOWN_REASON) : null;

/**
 * The sum of all items, by what comes with them; null where one of them has no single whole amount, or is paid in another
 * currency than its price says.
 */
function amountOf({ items, currency }: Stripe.Subscription): number | null {
  const amounts = items.data.map(({ price, quantity }) => {
    const isWhole = typeof price.unit_amount === "number" && !price.transform_quantity && !isMetered(price);
    return isWhole && price.currency === currency ? Number(price.unit_amount) * (quantity ?? 1) : null;
  });
  return amounts.reduce<number | null>((sum, one) => (sum === null || one === null ? null : sum + one), 0);
}

const isMetered = ({ recurring }: Stripe.Price): boolean => recurring?.usage_type === "metered";

/** What makes the next invoice another sum than that of the items. */
export type BilledBeside = "discount" | "tax" | "schedule" | "pause";

/** Named only. Stripe calculates what they amount to. */
function billedBeside(subscription: Stripe.Subscription): BilledBeside[] {
  const { discounts, default_tax_rates, automatic_tax, schedule, pause_collection } = subscription;
  const items = subscription.items.data;
  // In older versions there was one discount.
  const older = subscription as { discount?: unknown };
  const found: Record<BilledBeside, boolean> = {
    discount: Boolean(older.discount) || some(discounts) || items.some((item) => some(item.discounts)),
    tax: automatic_tax?.enabled === true || some(default_tax_rates) || items.some((item) => some(item.tax_rates)),
    schedule: Boolean(schedule),
    pause: Boolean(pause_collection),
  };
  return (Object.keys(found) as BilledBeside[]).filter((name) => found[name]);
}

const some = (list: unknown[] | null | undefined): boolean => (list?.length ?? 0) > 0;
