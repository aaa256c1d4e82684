// What the portal and the API do to a running subscription. No proration yet: a change counts from the next
// invoice on. An invoice engine that prorates takes over in `changeItems`, which is where every change passes.
import { update } from '../changes.ts'
import { nowFor } from '../clock.ts'
import type { Context } from '../context.ts'
import { invalid, missing } from '../errors.ts'
import { attach, newPaymentMethod, numberOf, usable, type Card } from '../resources/payment-methods.ts'
import { refusalOnSetup } from '../cards.ts'
import type { PaymentMethod, Price, Subscription, SubscriptionItem } from '../types.ts'
import { boundary, intervalOf } from './periods.ts'
import { firstPeriod, subscriptionItem, withItems } from './subscription-object.ts'
import { currencyOf } from './start-subscription.ts'

export interface ItemChange {
  id?: string | undefined
  price?: Price | undefined
  quantity?: number | undefined
  metadata?: Record<string, string> | undefined
  deleted?: boolean | undefined
}

/** Moves the one item of a subscription to another price or quantity; the item keeps its id (recorded on clover). */
export function changePlan(ctx: Context, subscription: Subscription, price: Price, quantity?: number): Subscription {
  const [item, ...others] = subscription.items.data
  if (!item || others.length > 0) throw invalid('Subscriptions with multiple items cannot be updated in the portal.')
  const changed = changeItems(ctx, subscription, [{ id: item.id, price, quantity: quantity ?? item.quantity }])
  return update(ctx, 'subscription', changed, 'customer.subscription.updated')
}

/** Without an id, an item is added. */
export function changeItems(ctx: Context, subscription: Subscription, changes: ItemChange[]): Subscription {
  let items = subscription.items.data
  changes.forEach((change, index) => {
    const param = `items[${index}]`
    if (change.id === undefined) {
      items = [...items, addedItem(ctx, subscription, change, param)]
      return
    }
    const item = items.find(({ id }) => id === change.id)
    if (!item) throw missing('subscription_item', change.id, `${param}[id]`)
    items = change.deleted ? items.filter((one) => one !== item) : items.map((one) => (one === item ? changedItem(subscription, item, change) : one))
  })
  if (items.length === 0) throw invalid('A subscription must have at least one active plan. To cancel a subscription, use the cancel API endpoint.', 'items')
  currencyOf(items.map((item) => ({ price: item.price, quantity: item.quantity ?? 0 })), { currency: subscription.currency })
  return withItems(subscription, items)
}

function addedItem(ctx: Context, subscription: Subscription, { price, quantity = 1, metadata }: ItemChange, param: string): SubscriptionItem {
  if (!price) throw invalid(`Missing required param: ${param}[price].`, `${param}[price]`, 'parameter_missing')
  if (subscription.items.data.some((item) => item.price.id === price.id)) {
    throw invalid(`Cannot add multiple subscription items with the same plan: ${price.id}`, `${param}[price]`)
  }
  const now = nowFor(ctx, subscription.customer)
  const trial = subscription.status === 'trialing' ? subscription.trial_end : null
  return subscriptionItem(subscription.id, { price, quantity, ...(metadata ? { metadata } : {}) }, now, firstPeriod(price, now, trial))
}

function changedItem(subscription: Subscription, item: SubscriptionItem, change: ItemChange): SubscriptionItem {
  const price = change.price ?? item.price
  const same = subscriptionItem(subscription.id, { price, quantity: change.quantity ?? item.quantity ?? 1 }, item.created, {
    start: item.current_period_start,
    end: periodEndAfter(subscription, item, price),
  })
  return { ...same, id: item.id, metadata: change.metadata ?? item.metadata }
}

/** Flexible billing keeps the anchor: month to year makes the period old start to a year later (recorded on clover). */
function periodEndAfter(subscription: Subscription, item: SubscriptionItem, price: Price): number {
  const [before, after] = [intervalOf(item.price.recurring), intervalOf(price.recurring)]
  const unchanged = before.interval === after.interval && before.interval_count === after.interval_count
  return unchanged || subscription.status === 'trialing' ? item.current_period_end : boundary(item.current_period_start, after, 1)
}

/** A new card for everything that this customer pays for: the customer's default and each live subscription's. */
export function replacePaymentMethod(ctx: Context, customerId: string, card: Card | string): PaymentMethod {
  const method = typeof card === 'string' ? usable(ctx, card) : newPaymentMethod(ctx, card)
  const refusal = refusalOnSetup(numberOf(ctx, method))
  if (refusal) throw refusal
  const attached = attach(ctx, method.id, customerId)
  const customer = ctx.store.get('customer', customerId)
  if (customer) {
    const invoice_settings = { ...customer.invoice_settings, default_payment_method: method.id }
    update(ctx, 'customer', { ...customer, invoice_settings }, 'customer.updated')
  }
  for (const subscription of [...ctx.store.list('subscription', { by: ['customer', customerId] })]) {
    if (['canceled', 'incomplete_expired'].includes(subscription.status)) continue
    update(ctx, 'subscription', { ...subscription, default_payment_method: method.id }, 'customer.subscription.updated')
  }
  return attached
}
