// What an invoice looks like while it is a draft. Nothing here is stored or emitted.
import type { Context } from "../../conventions/context.ts";
import { newId } from "../../conventions/ids.ts";
import type { Customer, Invoice, InvoiceItem, Subscription, SubscriptionItem } from "../../store/objects.ts";
import { taxIdsOf } from "../customers/tax-ids.ts";
import { balanceIn } from "../customers/currency.ts";
import { DAY } from "../../time.ts";
import { applied, discountsAt, type AppliedDiscount } from "../discounts/discounts.ts";
import type { Period } from "../subscriptions/periods.ts";
import { lineOfItem, linesOfPeriod } from "./invoice-lines.ts";
import { discountedLines, totalsOf } from "./invoice-totals.ts";
import { automaticTaxOf, basisOf } from "../tax/tax-invoice.ts";
import { taxedLines } from "../tax/tax-lines.ts";

export type BillingReason =
  | "subscription_create"
  | "subscription_cycle"
  | "subscription_update"
  | "manual"
  | "upcoming";

export interface DraftOptions {
  now: number;
  reason: BillingReason;
  /** Items whose period is billed. */
  items: SubscriptionItem[];
  /** Prorations that waited for this invoice. */
  pending?: InvoiceItem[];
  /** Others than the subscription's own, for a preview. */
  discounts?: AppliedDiscount[];
  /** A trial costs nothing. */
  free?: boolean;
  /** The period is a part of one, up to the anchor. */
  part?: boolean;
  /** Periods are not cut by a planned end. */
  whole?: boolean;
  /** Time before the first period, billed with it. */
  elapsed?: { item: SubscriptionItem; natural: Period }[];
  finalizesAt?: number;
  /** When the period before began, which a renewal's invoice shows as its own. */
  periodStart?: number;
}

/** What an invoice says of its customer, up to its finalization. */
export function customerOn(ctx: Context, customer: Customer) {
  return {
    customer_address: customer.address ?? null,
    customer_email: customer.email,
    customer_name: customer.name ?? null,
    customer_phone: customer.phone ?? null,
    customer_shipping: customer.shipping,
    customer_tax_exempt: customer.tax_exempt ?? "none",
    customer_tax_ids: taxIdsOf(ctx, customer.id),
  } satisfies Partial<Invoice>;
}

export function draftInvoice(
  ctx: Context,
  subscription: Subscription,
  customer: Customer,
  options: DraftOptions,
): Invoice {
  const { now, reason } = options;
  const id = newId("in");
  const discounts = [
    ...applied(
      ctx,
      (options.pending ?? []).flatMap((item) => (item.discounts as string[] | null) ?? []),
      now,
    ),
    ...(options.discounts ?? discountsAt(ctx, subscription, now)),
  ];
  const { invoice_settings: settings, payment_settings: payment } = subscription;
  const plain = [
    ...(options.pending ?? []).map((item) => lineOfItem(id, subscription, item)),
    ...(options.elapsed ?? []).flatMap(({ item, natural }) =>
      linesOfPeriod(ctx, id, subscription, item, { now, natural }),
    ),
    ...options.items.flatMap((item) => linesOfPeriod(ctx, id, subscription, item, options)),
  ];
  const basis = basisOf(ctx, subscription, customer);
  const lines = taxedLines(ctx, discountedLines(plain, discounts), basis, subscription.items.data, options.pending);
  return {
    id,
    object: "invoice",
    account_country: "US",
    account_name: "Local Stripe",
    account_tax_ids: null,
    ...totalsOf(ctx, lines, balanceIn(ctx, customer, subscription.currency), subscription.currency),
    amount_overpaid: 0,
    amount_paid: 0,
    amount_paid_off_stripe: 0,
    amount_shipping: 0,
    application: null,
    attempt_count: 0,
    attempted: false,
    auto_advance: true,
    automatic_tax: automaticTaxOf(basis),
    automatically_finalizes_at: options.finalizesAt ?? null,
    billing_reason: reason,
    collection_method: subscription.collection_method,
    created: now,
    currency: subscription.currency,
    custom_fields: settings.custom_fields ?? null,
    customer: customer.id,
    customer_account: null,
    ...customerOn(ctx, customer),
    default_payment_method: null,
    default_source: null,
    default_tax_rates: basis.automatic ? [] : basis.default_tax_rates,
    description: settings.description ?? null,
    // Those of single items are on their lines
    discounts: discounts.filter(({ item }) => item === undefined).map(({ id }) => id),
    due_date: subscription.collection_method === "send_invoice" ? now + (subscription.days_until_due ?? 0) * DAY : null,
    effective_at: null,
    ending_balance: null,
    footer: settings.footer ?? customer.invoice_settings.footer,
    from_invoice: null,
    hosted_invoice_url: null,
    invoice_pdf: null,
    issuer: { type: "self" },
    last_finalization_error: null,
    latest_revision: null,
    lines: { object: "list", data: lines, has_more: false, total_count: lines.length, url: `/v1/invoices/${id}/lines` },
    livemode: false,
    metadata: {},
    next_payment_attempt: null,
    number: null,
    on_behalf_of: null,
    parent: {
      quote_details: null,
      subscription_details: { metadata: subscription.metadata, subscription: subscription.id },
      type: "subscription_details",
    },
    payment_settings: {
      default_mandate: null,
      payment_method_options: invoiceOptions(payment?.payment_method_options ?? null),
      payment_method_types: payment?.payment_method_types ?? null,
    },
    // Not the period of the service: a first invoice has its own time twice, a later one the period before (recorded)
    period_end: now,
    period_start: reason === "subscription_cycle" || reason === "upcoming" ? (options.periodStart ?? now) : now,
    post_payment_credit_notes_amount: 0,
    pre_payment_credit_notes_amount: 0,
    receipt_number: null,
    rendering: null,
    shipping_cost: null,
    shipping_details: null,
    statement_descriptor: null,
    status: "draft",
    status_transitions: { finalized_at: null, marked_uncollectible_at: null, paid_at: null, voided_at: null },
    test_clock: customer.test_clock ?? null,
    webhooks_delivered_at: null,
  };
}

type SubscriptionOptions = NonNullable<Subscription["payment_settings"]>["payment_method_options"];

/** Of the options of a card, an invoice has no network. */
function invoiceOptions(options: SubscriptionOptions): Invoice["payment_settings"]["payment_method_options"] {
  if (!options) return null;
  const { card, sepa_debit } = options;
  return { card: card && { request_three_d_secure: card.request_three_d_secure }, sepa_debit } as ReturnType<
    typeof invoiceOptions
  >;
}
