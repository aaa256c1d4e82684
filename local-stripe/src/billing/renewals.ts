// A period ends: the next one begins with a draft invoice, which an hour later is finalised and charged.
// Refused charges are tried again on fixed days (3, 5 and 7 later); after the last, the subscription ends.
import { update } from '../changes.ts'
import { HOUR, nowFor } from '../clock.ts'
import type { Context } from '../context.ts'
import type { Invoice, Subscription, SubscriptionItem } from '../types.ts'
import { cancelNow } from './cancel.ts'
import { charge, payingMethod } from './charges.ts'
import { draftInvoice } from './invoice-object.ts'
import { failInvoice, finalizeInvoice, payInvoice, recordDraft } from './invoicing.ts'
import { intervalOf, nextBoundary } from './periods.ts'
import { withItems } from './subscription-object.ts'

export function renew(ctx: Context, subscription: Subscription): void {
  const customer = ctx.store.get('customer', subscription.customer)
  if (!customer) throw new Error(`${subscription.customer} vanished`)
  const now = nowFor(ctx, customer.id)
  const ended = (item: SubscriptionItem) => item.current_period_end <= now
  const items = subscription.items.data.map((item) => (ended(item) ? nextPeriod(subscription, item) : item))
  const billed = items.filter((_item, index) => items[index] !== subscription.items.data[index])
  const renewed = withItems(subscription, items)
  const invoice = draftInvoice(ctx, renewed, customer, { now, reason: 'subscription_cycle', items: billed, finalizesAt: now + HOUR })
  update(ctx, 'subscription', { ...renewed, latest_invoice: invoice.id }, 'customer.subscription.updated')
  recordDraft(ctx, invoice)
}

function nextPeriod(subscription: Subscription, item: SubscriptionItem): SubscriptionItem {
  const start = item.current_period_end
  return { ...item, current_period_start: start, current_period_end: nextBoundary(subscription.billing_cycle_anchor, intervalOf(item.price.recurring), start) }
}

/** Finalises a draft, or tries an open invoice again, and lets the subscription follow. */
export function collect(ctx: Context, invoice: Invoice): void {
  const subscription = subscriptionOf(ctx, invoice)
  const customer = invoice.customer ? ctx.store.get('customer', invoice.customer) : undefined
  if (!subscription || !customer || subscription.status === 'canceled') {
    // The end of a subscription stops what was still to be collected for it
    return void update(ctx, 'invoice', { ...invoice, auto_advance: false, automatically_finalizes_at: null, next_payment_attempt: null }, 'invoice.updated')
  }
  const open = invoice.status === 'draft' ? finalizeInvoice(ctx, invoice) : invoice
  const method = payingMethod(ctx, subscription, customer)
  if (open.amount_due === 0) return void payInvoice(ctx, open, undefined)
  const now = nowFor(ctx, customer.id)
  const paid = method && charge(ctx, { now, customer: customer.id, amount: open.amount_due, currency: open.currency, method })
  if (paid && !paid.refusal) {
    payInvoice(ctx, open, paid)
    if (subscription.status === 'past_due') update(ctx, 'subscription', { ...subscription, status: 'active' }, 'customer.subscription.updated')
    return
  }
  const failed = failInvoice(ctx, open, paid, { retry: true })
  if (failed.next_payment_attempt === null) return void cancelNow(ctx, subscription, { reason: 'payment_failed' })
  update(ctx, 'subscription', { ...subscription, status: 'past_due' }, 'customer.subscription.updated')
}

function subscriptionOf(ctx: Context, invoice: Invoice): Subscription | undefined {
  const id = invoice.parent?.subscription_details?.subscription
  return id ? ctx.store.get('subscription', id) : undefined
}
