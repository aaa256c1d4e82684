// The end of a trial: moved, brought forward, or reached.
import { update } from '../changes.ts'
import { DAY, HOUR, nowFor } from '../clock.ts'
import type { Context } from '../context.ts'
import { invalid } from '../errors.ts'
import { emit } from '../events.ts'
import type { Subscription } from '../types.ts'
import { cancelNow } from './cancel.ts'
import { payingMethod } from './charges.ts'
import { draftInvoice } from './invoice-object.ts'
import { recordDraft } from './invoicing.ts'
import { intervalOf, nextBoundary } from './periods.ts'
import { collect } from './renewals.ts'
import { withItems } from './subscription-object.ts'

export function moveTrialEnd(ctx: Context, subscription: Subscription, end: number): Subscription {
  const now = nowFor(ctx, subscription.customer)
  if (end <= now) throw invalid('Invalid timestamp: must be an integer Unix timestamp in the future.', 'trial_end')
  if (end > now + 730 * DAY) throw invalid('Invalid timestamp: can be no more than two years in the future', 'trial_end')
  const items = subscription.items.data.map((item) => ({ ...item, current_period_end: end }))
  const moved: Subscription = { ...subscription, status: 'trialing', trial_start: subscription.trial_start ?? now, trial_end: end, billing_cycle_anchor: end }
  return withItems(moved, items)
}

/** `trial_end: 'now'`: the first paid invoice is finalised and charged at once. */
export function endTrialNow(ctx: Context, subscription: Subscription): Subscription {
  emit(ctx, 'customer.subscription.trial_will_end', subscription)
  const now = nowFor(ctx, subscription.customer)
  const { subscription: active, invoice } = beginPaying(ctx, { ...subscription, trial_end: now }, now, null)
  collect(ctx, invoice)
  return ctx.store.get('subscription', active.id) ?? active
}

/** A trial ran out. It is active at once, while its invoice is still a draft for an hour (recorded sample). */
export function trialEnded(ctx: Context, subscription: Subscription): void {
  const customer = ctx.store.get('customer', subscription.customer)
  const missing = subscription.trial_settings?.end_behavior.missing_payment_method
  if (customer && !payingMethod(ctx, subscription, customer) && missing !== 'create_invoice') {
    if (missing === 'cancel') return void cancelNow(ctx, subscription, { reason: null })
    const paused = update(ctx, 'subscription', { ...subscription, status: 'paused' }, 'customer.subscription.updated')
    return emit(ctx, 'customer.subscription.paused', paused)
  }
  const end = subscription.trial_end ?? ctx.now
  beginPaying(ctx, subscription, end, end + HOUR)
}

function beginPaying(ctx: Context, subscription: Subscription, start: number, finalizesAt: number | null) {
  const customer = ctx.store.get('customer', subscription.customer)
  if (!customer) throw new Error(`${subscription.customer} vanished`)
  const items = subscription.items.data.map((item) => ({
    ...item,
    current_period_start: start,
    current_period_end: nextBoundary(start, intervalOf(item.price.recurring), start),
  }))
  const active = withItems({ ...subscription, status: 'active', billing_cycle_anchor: start }, items)
  const invoice = draftInvoice(ctx, active, customer, { now: start, reason: 'subscription_cycle', items, ...(finalizesAt === null ? {} : { finalizesAt }) })
  const saved = update(ctx, 'subscription', { ...active, latest_invoice: invoice.id }, 'customer.subscription.updated')
  return { subscription: saved, invoice: recordDraft(ctx, invoice) }
}
