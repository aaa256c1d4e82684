// A subscription in the words of the portal.
import { formatMoney, lineAmount } from '../../billing/amounts.ts'
import { periodEnd } from '../../billing/cancel.ts'
import type { Context } from '../../context.ts'
import type { Price, Subscription } from '../../types.ts'
import { day, perInterval, priceTerms, productName } from '../wording.ts'
import type { Portal } from './access.ts'

export interface Plan {
  id: string
  name: string
  terms: string
  status: string
  ends: string | undefined
}

export function planOf(ctx: Context, subscription: Subscription): Plan {
  const items = subscription.items.data
  return {
    id: subscription.id,
    name: items.map(({ price }) => productName(ctx, price)).join(' and '),
    terms: items.map(({ price, quantity }) => priceTerms(ctx, price, quantity ?? 1)).join(' and '),
    status: statusOf(subscription),
    ends: endOf(subscription),
  }
}

function endOf({ cancel_at, cancel_at_period_end, ...subscription }: Subscription): string | undefined {
  if (cancel_at !== null) return day(cancel_at)
  return cancel_at_period_end ? day(periodEnd({ cancel_at, cancel_at_period_end, ...subscription })) : undefined
}

function statusOf(subscription: Subscription): string {
  const ends = endOf(subscription)
  const next = day(periodEnd(subscription))
  if (ends) return `Canceled. Yours until ${ends}, then it ends and nothing more is charged.`
  switch (subscription.status) {
    case 'trialing':
      return `Free trial until ${next}, then the plan renews.`
    case 'active':
      return `Renews on ${next}.`
    case 'past_due':
      return 'The last payment failed and will be tried again. Update your payment method to keep the plan.'
    case 'unpaid':
      return 'The last payments failed.'
    case 'paused':
      return 'Paused, because there is no payment method.'
    default:
      return 'The first payment has not gone through yet.'
  }
}

export interface Offer {
  price: string
  name: string
  terms: string
  current: boolean
}

/** The prices that the configuration lets this subscription change to, by interval. */
export function offersFor(ctx: Context, { configuration }: Portal, subscription: Subscription): { interval: string; offers: Offer[] }[] {
  const item = subscription.items.data[0]
  const groups = new Map<string, Offer[]>()
  for (const price of offeredPrices(ctx, configuration, subscription)) {
    const interval = intervalName(price)
    const offer = { price: price.id, name: productName(ctx, price), terms: priceTerms(ctx, price, item?.quantity ?? 1), current: price.id === item?.price.id }
    groups.set(interval, [...(groups.get(interval) ?? []), offer])
  }
  return [...groups].map(([interval, offers]) => ({ interval, offers }))
}

export function offeredPrices(ctx: Context, configuration: Portal['configuration'], subscription: Subscription): Price[] {
  // Subscriptions of several items can't be changed in the portal [SDK]
  if (subscription.items.data.length !== 1) return []
  const listed = configuration.features.subscription_update.products ?? []
  const prices = listed.flatMap(({ prices }) => prices).flatMap((id) => ctx.store.get('price', id) ?? [])
  const sold = prices.filter((price) => price.active && price.recurring && price.currency === subscription.currency && ctx.store.get('product', price.product)?.active)
  return sold.sort((a, b) => monthsOf(a) - monthsOf(b) || lineAmount(ctx, a, 1) - lineAmount(ctx, b, 1))
}

function monthsOf({ recurring }: Price): number {
  return { day: 1 / 30, week: 7 / 30, month: 1, year: 12 }[recurring?.interval as 'day'] * (recurring?.interval_count ?? 1)
}

function intervalName({ recurring }: Price): string {
  const names: Record<string, string> = { 'per day': 'Daily', 'per week': 'Weekly', 'per month': 'Monthly', 'per year': 'Yearly' }
  const every = perInterval(recurring)
  return names[every] ?? `${every[0]?.toUpperCase()}${every.slice(1)}`
}

export function newPriceTerms(ctx: Context, price: Price, quantity: number): { name: string; terms: string; amount: string } {
  return { name: productName(ctx, price), terms: priceTerms(ctx, price, quantity), amount: formatMoney(lineAmount(ctx, price, quantity), price.currency) }
}
