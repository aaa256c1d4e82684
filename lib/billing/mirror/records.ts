import type Stripe from "stripe";
import { idInMetadata, METADATA } from "@/lib/stripe/metadata";
import { formatCarried, readCarried } from "../entitlements/carried";
import { gaveBy } from "./invoice-lines";
import { looksLikePortals, phasesOf, planChangeSettings } from "./planned";
import { own } from "@/lib/own";

/**
 * Stripe's objects as rows of the mirror: the only code that reads Stripe's fields. Keys are column names. Every
 * function names every column, also for a deleted object.
 */
export type Row = { id: string } & Record<string, unknown>;

export type Kind =
  | "customer"
  | "payment_method"
  | "product"
  | "price"
  | "subscription"
  | "subscription_schedule"
  | "invoice"
  | "portal_configuration";

/** A row, its child rows, and the parents that must exist first. */
export type MirrorRecord = {
  kind: Kind;
  row: Row;
  /** The customer whom it belongs to, where it belongs to one. */
  customerId: string | null;
  /** Subscriptions only. */
  items: Row[];
  /** Products only: `export`, `seats:5`, in the order in which they are written. */
  features: string[];
  productIds: string[];
  priceIds: string[];
  /** Subscriptions only: what is kept of one that is assigned to nobody. */
  summary?: { productId: string | null; amountMinor: number | null };
  /** Of the customer, where a list brings them along. */
  customerMetadata?: Record<string, string> | null;
};

const instant = (seconds: number | null | undefined) =>
  typeof seconds === "number" ? new Date(seconds * 1000).toISOString() : null;
const idOf = (value: string | { id: string } | null | undefined) =>
  (typeof value === "string" ? value : value?.id) ?? null;

const record = (kind: Kind, row: Row, rest: Partial<MirrorRecord> = {}): MirrorRecord => ({
  kind,
  row,
  customerId: null,
  items: [],
  features: [],
  productIds: [],
  priceIds: [],
  ...rest,
});

/** What Stripe sends for a deleted object. */
export type Gone = { id: string; deleted: true };

export function customerRecord(customer: Stripe.Customer | Gone): MirrorRecord {
  const known: Partial<Stripe.Customer> = customer.deleted ? {} : customer;
  const row = {
    id: customer.id,
    email: known.email ?? null,
    name: known.name ?? null,
    currency: known.currency ?? null,
    default_payment_method_id: idOf(known.invoice_settings?.default_payment_method),
    default_source_id: idOf(known.default_source),
    delinquent: known.delinquent ?? null,
    balance_minor: known.balance ?? null,
    discounted: Boolean(known.discount),
    deleted: customer.deleted === true,
    metadata: known.metadata ?? {},
    created_at: instant(known.created),
  };
  return record("customer", row, { customerId: customer.id });
}

/** Cards have one, and so have most accounts: where they have it is named after the type. */
export function fingerprintOf(method: Stripe.PaymentMethod): string | null {
  const details = own(method as unknown as Record<string, { fingerprint?: unknown } | undefined>, method.type);
  return typeof details?.fingerprint === "string" ? details.fingerprint : null;
}

export function paymentMethodRecord(method: Stripe.PaymentMethod | Gone, customerId?: string | null): MirrorRecord {
  const known: Partial<Stripe.PaymentMethod> = "deleted" in method ? {} : method;
  const row = {
    id: method.id,
    customer_id: idOf(known.customer),
    type: known.type ?? null,
    brand: known.card?.brand ?? null,
    last4: known.card?.last4 ?? null,
    fingerprint: "deleted" in method ? null : fingerprintOf(method),
    exp_month: known.card?.exp_month ?? null,
    exp_year: known.card?.exp_year ?? null,
    deleted: "deleted" in method,
  };
  return record("payment_method", row, { customerId: row.customer_id ?? customerId ?? null });
}

export function productRecord(product: Stripe.Product | Gone): MirrorRecord {
  const known: Partial<Stripe.Product> = product.deleted ? {} : product;
  const row = {
    id: product.id,
    active: known.active ?? false,
    deleted: product.deleted === true,
    name: known.name ?? null,
    description: known.description ?? null,
    plan_group: known.metadata?.[METADATA.planGroup]?.trim() || null,
    metadata: known.metadata ?? {},
    created_at: instant(known.created),
  };
  return record("product", row, {
    features: readCarried(known.metadata?.[METADATA.features]).carried.map(formatCarried),
  });
}

export function priceRecord(price: Stripe.Price | Gone): MirrorRecord {
  const known: Partial<Stripe.Price> = price.deleted ? {} : price;
  const productId = idOf(known.product);
  // Of a package (10 for each 20 begun) no one costs an amount: https://docs.stripe.com/api/prices/object#price_object-transform_quantity
  const isPackage = known.transform_quantity != null;
  const row = {
    id: price.id,
    product_id: productId,
    active: known.active ?? false,
    deleted: price.deleted === true,
    type: known.type ?? null,
    currency: known.currency ?? null,
    unit_amount_minor: isPackage ? null : (known.unit_amount ?? null),
    // A Decimal in answers, a text in events; as text both are exact.
    unit_amount_decimal: isPackage || known.unit_amount_decimal == null ? null : String(known.unit_amount_decimal),
    billing_scheme: known.billing_scheme ?? null,
    interval: known.recurring?.interval ?? null,
    interval_count: known.recurring?.interval_count ?? null,
    usage_type: known.recurring?.usage_type ?? null,
    per_seat: known.metadata?.[METADATA.perSeat] === "true",
    nickname: known.nickname ?? null,
    lookup_key: known.lookup_key ?? null,
    metadata: known.metadata ?? {},
    created_at: instant(known.created),
  };
  return record("price", row, { productIds: productId ? [productId] : [] });
}

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

const intervalOf = (every: { interval: string; interval_count: number } | null | undefined): string | null =>
  every ? `${every.interval}_${every.interval_count}` : null;

/** What stands for a reason that Stripe does not give; older billing modes have none. */
export const UNKNOWN_REASON = "unknown";

/** Stripe's word, also one that it adds later: https://docs.stripe.com/changelog/endive/2026-09-30/pause-subscription */
export const pausedReason = ({ status, status_details: details }: Stripe.Subscription): string | null =>
  status === "paused" ? (details?.paused?.subscription?.type ?? UNKNOWN_REASON) : null;

/** The sum of all items; null where one of them has no single whole amount. */
function amountOf({ items }: Stripe.Subscription): number | null {
  const amounts = items.data.map(({ price, quantity }) =>
    typeof price.unit_amount === "number" && !price.transform_quantity ? price.unit_amount * (quantity ?? 1) : null,
  );
  return amounts.reduce<number | null>((sum, one) => (sum === null || one === null ? null : sum + one), 0);
}

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

export function invoiceRecord(invoice: Stripe.Invoice | Gone): MirrorRecord {
  const known: Partial<Stripe.Invoice> = invoice.deleted ? {} : (invoice as Stripe.Invoice);
  // Before 2025-03-31.basil the subscription was a top-level field.
  const older = known as { subscription?: string | { id: string } | null };
  const row = {
    id: invoice.id,
    customer_id: idOf(known.customer),
    subscription_id: idOf(known.parent?.subscription_details?.subscription ?? older.subscription),
    number: known.number ?? null,
    status: known.status ?? null,
    billing_reason: known.billing_reason ?? null,
    collection_method: known.collection_method ?? null,
    gave: known.lines ? gaveBy(known.lines.data) : null,
    currency: known.currency ?? null,
    total_minor: known.total ?? null,
    amount_due_minor: known.amount_due ?? null,
    amount_paid_minor: known.amount_paid ?? null,
    amount_remaining_minor: known.amount_remaining ?? null,
    attempt_count: known.attempt_count ?? null,
    next_payment_attempt: instant(known.next_payment_attempt),
    due_date: instant(known.due_date),
    finalization_error: known.last_finalization_error
      ? (known.last_finalization_error.code ?? known.last_finalization_error.type ?? "unknown")
      : null,
    hosted_invoice_url: known.hosted_invoice_url ?? null,
    invoice_pdf: known.invoice_pdf ?? null,
    created_at: instant(known.created),
    deleted: invoice.deleted === true,
  };
  return record("invoice", row, { customerId: row.customer_id });
}

export function scheduleRecord(schedule: Stripe.SubscriptionSchedule): MirrorRecord {
  const phases = phasesOf(schedule);
  const row = {
    id: schedule.id,
    customer_id: idOf(schedule.customer),
    subscription_id: idOf(schedule.subscription),
    status: schedule.status,
    end_behavior: schedule.end_behavior,
    current_from: instant(schedule.current_phase?.start_date),
    phases,
    from_portal: looksLikePortals(schedule),
    metadata: schedule.metadata ?? {},
    created_at: instant(schedule.created),
  };
  const priceIds = phases.flatMap(({ items }) => items.map(({ price_id }) => price_id));
  return record("subscription_schedule", row, { customerId: row.customer_id, priceIds: [...new Set(priceIds)] });
}

/** @param configuration with its products, which Stripe sends on demand only */
export function portalConfigurationRecord(configuration: Stripe.BillingPortal.Configuration | Gone): MirrorRecord {
  const known: Partial<Stripe.BillingPortal.Configuration> = "deleted" in configuration ? {} : configuration;
  return record("portal_configuration", {
    id: configuration.id,
    active: known.active ?? null,
    is_default: known.is_default ?? null,
    plan_change: known.features ? planChangeSettings(known.features.subscription_update) : null,
    created_at: instant(known.created),
    deleted: "deleted" in configuration,
  });
}
