import type Stripe from "stripe";
import { METADATA } from "@/lib/stripe/metadata";
import { formatCarried, readCarried } from "../entitlements/carried";
import { gaveBy } from "./invoice-lines";
import { isReleasable, phasesOf, planChangeSettings } from "./planned";
import { own } from "@/lib/own";

/**
 * Stripe's objects as rows of the mirror: the only code that reads Stripe's fields, but for a price's and a subscription's
 * (price-record.ts, subscription-record.ts). Keys are column names. Every function names every column, also for a deleted object.
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

export const instant = (seconds: number | null | undefined) =>
  typeof seconds === "number" ? new Date(seconds * 1000).toISOString() : null;
export const idOf = (value: string | { id: string } | null | undefined) =>
  (typeof value === "string" ? value : value?.id) ?? null;

export const record = (kind: Kind, row: Row, rest: Partial<MirrorRecord> = {}): MirrorRecord => ({
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

type Identified = { fingerprint?: unknown; payer_id?: unknown; buyer_id?: unknown };

/**
 * Cards have one, and so have most bank accounts: where they have it is named after the type. Of wallets it is the
 * account at PayPal, Cash App and others, as Stripe tells it. What has neither (Link, Klarna) can't be recognized.
 */
export function fingerprintOf(method: Stripe.PaymentMethod): string | null {
  const details = own(method as unknown as Record<string, Identified | undefined>, method.type);
  if (typeof details?.fingerprint === "string") return details.fingerprint;
  const account = details?.payer_id ?? details?.buyer_id;
  return typeof account === "string" ? `${method.type} ${account}` : null;
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
    from_portal: isReleasable(schedule),
    metadata: schedule.metadata ?? {},
    created_at: instant(schedule.created),
  };
  const priceIds = phases.flatMap(({ items }) => items.map(({ price_id }) => price_id));
  return record("subscription_schedule", row, { customerId: row.customer_id, priceIds: [...new Set(priceIds)] });
}

/** @param configuration with its products, which Stripe sends on demand only */
export function portalConfigurationRecord(configuration: Stripe.BillingPortal.Configuration | Gone): MirrorRecord {
  const known: Partial<Stripe.BillingPortal.Configuration> = "deleted" in configuration ? {} : configuration;
  const { features, metadata = null } = known;
  return record("portal_configuration", {
    id: configuration.id,
    active: known.active ?? null,
    is_default: known.is_default ?? null,
    login_url: known.active && known.login_page?.enabled ? known.login_page.url : null,
    plan_change: features ? planChangeSettings({ features, metadata }) : null,
    created_at: instant(known.created),
    deleted: "deleted" in configuration,
  });
}
