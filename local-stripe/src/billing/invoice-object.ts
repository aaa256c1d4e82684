// What an invoice looks like while it is a draft; nothing here is stored or told.
import { describeItem, formatMoney, lineAmount } from './amounts.ts'
import type { Context } from '../context.ts'
import { newId } from '../ids.ts'
import type { Customer, Invoice, InvoiceLine, Subscription, SubscriptionItem } from '../types.ts'

export type BillingReason = 'subscription_create' | 'subscription_cycle' | 'subscription_update'

export function draftInvoice(
  ctx: Context,
  subscription: Subscription,
  customer: Customer,
  options: { now: number; reason: BillingReason; items: SubscriptionItem[]; free?: boolean; finalizesAt?: number },
): Invoice {
  const { now, reason } = options
  const id = newId('in')
  const lines = options.items.map((item) => lineOf(ctx, id, subscription, item, options.free === true))
  const total = lines.reduce((sum, line) => sum + line.amount, 0)
  return {
    id,
    object: 'invoice',
    account_country: 'US',
    account_name: 'Local Stripe',
    account_tax_ids: null,
    amount_due: total,
    amount_overpaid: 0,
    amount_paid: 0,
    amount_paid_off_stripe: 0,
    amount_remaining: total,
    amount_shipping: 0,
    application: null,
    attempt_count: 0,
    attempted: false,
    auto_advance: true,
    automatic_tax: { disabled_reason: null, enabled: false, liability: null, provider: null, status: null },
    automatically_finalizes_at: options.finalizesAt ?? null,
    billing_reason: reason,
    collection_method: 'charge_automatically',
    created: now,
    currency: subscription.currency,
    custom_fields: null,
    customer: customer.id,
    customer_account: null,
    customer_address: customer.address ?? null,
    customer_email: customer.email,
    customer_name: customer.name ?? null,
    customer_phone: customer.phone ?? null,
    customer_shipping: null,
    customer_tax_exempt: customer.tax_exempt ?? 'none',
    customer_tax_ids: [],
    default_payment_method: null,
    default_source: null,
    default_tax_rates: [],
    description: null,
    discounts: [],
    due_date: null,
    effective_at: null,
    ending_balance: null,
    footer: null,
    from_invoice: null,
    hosted_invoice_url: null,
    invoice_pdf: null,
    issuer: { type: 'self' },
    last_finalization_error: null,
    latest_revision: null,
    lines: { object: 'list', data: lines, has_more: false, total_count: lines.length, url: `/v1/invoices/${id}/lines` },
    livemode: false,
    metadata: {},
    next_payment_attempt: null,
    number: null,
    on_behalf_of: null,
    parent: {
      quote_details: null,
      subscription_details: { metadata: subscription.metadata, subscription: subscription.id },
      type: 'subscription_details',
    },
    payment_settings: { default_mandate: null, payment_method_options: null, payment_method_types: null },
    // Not the period of the service: a first invoice has its own time twice, a later one the period before (recorded)
    period_end: now,
    period_start: reason === 'subscription_create' ? now : subscription.created,
    post_payment_credit_notes_amount: 0,
    pre_payment_credit_notes_amount: 0,
    receipt_number: null,
    rendering: null,
    shipping_cost: null,
    shipping_details: null,
    starting_balance: 0,
    statement_descriptor: null,
    status: 'draft',
    status_transitions: { finalized_at: null, marked_uncollectible_at: null, paid_at: null, voided_at: null },
    subtotal: total,
    subtotal_excluding_tax: total,
    test_clock: null,
    total,
    total_discount_amounts: [],
    total_excluding_tax: total,
    total_pretax_credit_amounts: [],
    total_taxes: [],
    webhooks_delivered_at: null,
  }
}

function lineOf(ctx: Context, invoice: string, subscription: Subscription, item: SubscriptionItem, free: boolean): InvoiceLine {
  const { price } = item
  const quantity = item.quantity ?? 0
  const amount = free ? 0 : lineAmount(ctx, price, quantity)
  return {
    id: newId('il'),
    object: 'line_item',
    amount,
    currency: price.currency,
    description: free ? `Free trial for ${quantity} × ${describeItem(ctx, price)}` : `${quantity} × ${describeItem(ctx, price)} (at ${rate(item, amount)})`,
    discount_amounts: [],
    discountable: true,
    discounts: [],
    invoice,
    livemode: false,
    // A line carries the subscription's metadata as it was
    metadata: subscription.metadata,
    parent: {
      invoice_item_details: null,
      subscription_item_details: {
        invoice_item: null,
        proration: false,
        proration_details: { credited_items: null },
        subscription: subscription.id,
        subscription_item: item.id,
      },
      type: 'subscription_item_details',
    },
    period: { end: item.current_period_end, start: item.current_period_start },
    pretax_credit_amounts: [],
    pricing: {
      price_details: { price: price.id, product: price.product },
      type: 'price_details',
      unit_amount_decimal: free ? '0' : price.unit_amount_decimal,
    },
    quantity,
    quantity_decimal: String(quantity),
    subscription: subscription.id,
    subtotal: amount,
    taxes: [],
  }
}

/** "$10.00 / month", or "¥500 / 3 months". */
function rate(item: SubscriptionItem, amount: number): string {
  const { recurring, currency, unit_amount } = item.price
  const every = recurring && recurring.interval_count > 1 ? `${recurring.interval_count} ${recurring.interval}s` : (recurring?.interval ?? 'once')
  return `${formatMoney(unit_amount ?? amount, currency)} / ${every}`
}
