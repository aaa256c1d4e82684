import { del, fetch, fetchNamed, get, post } from '../api.ts'
import { cancelNow, periodEnd, withCancellation, withoutCancellation } from '../billing/cancel.ts'
import { changeItems } from '../billing/plans.ts'
import { startSubscription } from '../billing/start-subscription.ts'
import { endTrialNow, moveTrialEnd } from '../billing/trials.ts'
import { update } from '../changes.ts'
import { DAY, nowFor } from '../clock.ts'
import type { Context } from '../context.ts'
import { invalid } from '../errors.ts'
import { inRange, listParams, cursor, page, pageOf, range } from '../lists.ts'
import { changeMetadata, metadata } from '../metadata.ts'
import { array, boolean, clearable, either, integer, object, oneOf, required, string, timestamp, type Parsed } from '../params.ts'
import type { Subscription } from '../types.ts'
import { attach, usable } from './payment-methods.ts'
import { recurringPrice } from './recurring-price.ts'

const missingMethod = oneOf('cancel', 'create_invoice', 'pause')
const trialSettings = object({ end_behavior: required(object({ missing_payment_method: required(missingMethod) })) })
const trialEnd = either<number | 'now', number | 'now'>(oneOf('now'), timestamp())
const prorationBehavior = oneOf('always_invoice', 'create_prorations', 'none')
const billingMode = object({ type: required(oneOf('flexible')) })
const cancellationDetails = object({
  comment: clearable(string()),
  feedback: clearable(oneOf('customer_service', 'low_quality', 'missing_features', 'other', 'switched_service', 'too_complex', 'too_expensive', 'unused')),
})

const createFields = {
  customer: required(string()),
  items: required(array(object({ price: required(string()), quantity: integer({ min: 0 }), metadata: metadata() }), { max: 20 })),
  billing_mode: billingMode,
  collection_method: oneOf('charge_automatically'),
  default_payment_method: string(),
  description: string({ max: 500 }),
  metadata: metadata(),
  off_session: boolean(),
  payment_behavior: oneOf('allow_incomplete', 'default_incomplete', 'error_if_incomplete'),
  proration_behavior: prorationBehavior,
  trial_end: trialEnd,
  trial_period_days: integer({ min: 1, max: 730 }),
  trial_settings: trialSettings,
}
const updateFields = {
  cancel_at: clearable(timestamp()),
  cancel_at_period_end: boolean(),
  cancellation_details: cancellationDetails,
  default_payment_method: clearable(string()),
  description: clearable(string({ max: 500 })),
  items: array(object({ id: string(), price: string(), quantity: integer({ min: 0 }), deleted: boolean(), metadata: metadata() }), { max: 20 }),
  metadata: metadata(),
  off_session: boolean(),
  payment_behavior: oneOf('allow_incomplete', 'default_incomplete', 'error_if_incomplete', 'pending_if_incomplete'),
  proration_behavior: prorationBehavior,
  trial_end: trialEnd,
  trial_settings: trialSettings,
}

function createSubscription(ctx: Context, params: Parsed<typeof createFields>): Subscription {
  const customer = fetchNamed(ctx, 'customer', params.customer, 'customer')
  const now = nowFor(ctx, customer.id)
  if (params.trial_end !== undefined && params.trial_period_days !== undefined) throw invalid('You may only specify one of these parameters: trial_end, trial_period_days.', 'trial_end')
  if (typeof params.trial_end === 'number' && params.trial_end <= now) throw invalid('Invalid timestamp: must be an integer Unix timestamp in the future.', 'trial_end')
  const days = params.trial_period_days
  const started = startSubscription(
    ctx,
    {
      customer: customer.id,
      items: params.items.map((item, index) => ({
        price: recurringPrice(ctx, item.price, `items[${index}][price]`),
        quantity: item.quantity ?? 1,
        metadata: changeMetadata({}, item.metadata),
      })),
      trial_end: typeof params.trial_end === 'number' ? params.trial_end : days === undefined ? null : now + days * DAY,
      default_payment_method: params.default_payment_method === undefined ? null : ownMethod(ctx, customer.id, params.default_payment_method),
      metadata: changeMetadata({}, params.metadata),
      description: params.description ?? null,
      missing_payment_method: params.trial_settings?.end_behavior.missing_payment_method ?? 'create_invoice',
    },
    params.payment_behavior ?? 'allow_incomplete',
  )
  return started.subscription
}

function ownMethod(ctx: Context, customer: string, id: string): string {
  const method = usable(ctx, id)
  if (id !== method.id) return attach(ctx, method.id, customer).id
  if (method.customer !== customer) throw invalid(`The customer does not have a payment method with the ID ${id}. The payment method must be attached to the customer.`, 'default_payment_method', 'resource_missing')
  return id
}

function updateSubscription(ctx: Context, params: Parsed<typeof updateFields>, id: string): Subscription {
  let next = fetch(ctx, 'subscription', id)
  const ended = next.status === 'canceled' || next.status === 'incomplete_expired'
  const beyond = Object.keys(params).filter((name) => name !== 'metadata' && name !== 'cancellation_details')
  if (ended && beyond.length > 0) throw invalid('A canceled subscription can only update its cancellation_details and metadata.', beyond[0])
  if (params.cancel_at !== undefined && params.cancel_at_period_end !== undefined) {
    throw invalid('You may only specify one of these parameters: cancel_at, cancel_at_period_end.', 'cancel_at')
  }
  next = { ...next, metadata: changeMetadata(next.metadata, params.metadata) }
  if (params.description !== undefined) next = { ...next, description: params.description }
  if (params.default_payment_method !== undefined) {
    next = { ...next, default_payment_method: params.default_payment_method && ownMethod(ctx, next.customer, params.default_payment_method) }
  }
  if (params.trial_settings) {
    const end_behavior = { billing_cycle_anchor: null, ...params.trial_settings.end_behavior }
    next = { ...next, trial_settings: { end_behavior } }
  }
  if (params.items) next = changeItems(ctx, next, itemChanges(ctx, params.items))
  if (typeof params.trial_end === 'number') next = moveTrialEnd(ctx, next, params.trial_end)
  next = planned(ctx, next, params)
  if (params.cancellation_details && next.cancellation_details) {
    next = { ...next, cancellation_details: { ...next.cancellation_details, ...params.cancellation_details } }
  }
  const saved = update(ctx, 'subscription', next, 'customer.subscription.updated')
  return params.trial_end === 'now' && saved.status === 'trialing' ? endTrialNow(ctx, saved) : saved
}

function itemChanges(ctx: Context, items: NonNullable<Parsed<typeof updateFields>['items']>) {
  return items.map(({ price, metadata: change, ...item }, index) => ({
    ...item,
    price: price === undefined ? undefined : recurringPrice(ctx, price, `items[${index}][price]`),
    metadata: change === undefined ? undefined : changeMetadata({}, change),
  }))
}

/** The API's way to plan an end: unlike the portal's, it sets `cancel_at_period_end` (recorded on clover). */
function planned(ctx: Context, subscription: Subscription, params: Parsed<typeof updateFields>): Subscription {
  if (params.cancel_at_period_end === true) {
    return withCancellation(ctx, subscription, { cancel_at: periodEnd(subscription), cancel_at_period_end: true })
  }
  if (typeof params.cancel_at === 'number') {
    if (params.cancel_at <= nowFor(ctx, subscription.customer)) throw invalid('Invalid timestamp: must be an integer Unix timestamp in the future.', 'cancel_at')
    return withCancellation(ctx, subscription, { cancel_at: params.cancel_at, cancel_at_period_end: false })
  }
  const takenBack = params.cancel_at === null || (params.cancel_at_period_end === false && subscription.cancel_at_period_end)
  return takenBack ? withoutCancellation(subscription) : subscription
}

const status = oneOf('active', 'all', 'canceled', 'ended', 'incomplete', 'incomplete_expired', 'past_due', 'paused', 'trialing', 'unpaid')

/** Canceled ones are left out unless they are asked for. [SDK: SubscriptionListParams] */
function hasStatus(subscription: Subscription, wanted: ReturnType<typeof status.parse> | undefined): boolean {
  if (wanted === 'all') return true
  if (wanted === 'ended') return ['canceled', 'incomplete_expired'].includes(subscription.status)
  return wanted === undefined ? subscription.status !== 'canceled' : subscription.status === wanted
}

export const subscriptionEndpoints = [
  post('/v1/subscriptions', createFields, (ctx, params) => createSubscription(ctx, params)),
  get('/v1/subscriptions', listParams({ customer: string(), price: string(), status, created: range(), collection_method: oneOf('charge_automatically', 'send_invoice') }), (ctx, params) => {
    const { customer, price, status: wanted, created, collection_method, ...at } = params
    return page(ctx, 'subscription', '/v1/subscriptions', at, {
      by: customer === undefined ? undefined : ['customer', customer],
      where: (one) =>
        hasStatus(one, wanted) &&
        (price === undefined || one.items.data.some((item) => item.price.id === price)) &&
        (collection_method === undefined || one.collection_method === collection_method) &&
        inRange(one.created, created),
    })
  }),
  get('/v1/subscriptions/:id', {}, (ctx, _params, id) => fetch(ctx, 'subscription', id)),
  post('/v1/subscriptions/:id', updateFields, updateSubscription),
  del('/v1/subscriptions/:id', { cancellation_details: cancellationDetails, invoice_now: boolean(), prorate: boolean() }, (ctx, params, id) => {
    const subscription = fetch(ctx, 'subscription', id)
    if (subscription.status === 'canceled') throw invalid(`No such subscription: '${id}'`, 'id', 'resource_missing')
    if (params.invoice_now || params.prorate) throw invalid('Local Stripe does not prorate yet: `invoice_now` and `prorate` must be false.', params.prorate ? 'prorate' : 'invoice_now')
    return cancelNow(ctx, subscription, params.cancellation_details)
  }),
  get('/v1/subscription_items', { ...cursor, subscription: required(string()) }, (ctx, { subscription, ...at }) =>
    pageOf(fetchNamed(ctx, 'subscription', subscription, 'subscription').items.data, `/v1/subscription_items?subscription=${subscription}`, at),
  ),
]
