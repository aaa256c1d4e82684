// An endpoint's events are written in the endpoint's API version. The one difference that a subscriber of
// ours can't do without: before 2025-03-31.basil the billing period stood on the subscription.
import type { StripeEvent, Subscription } from './types.ts'

const PERIODS_ON_ITEMS = '2025-03-31'

export function renderForVersion(event: StripeEvent, version: string | null): StripeEvent {
  if (!version || version.slice(0, 10) >= PERIODS_ON_ITEMS) return event
  const object = event.data.object as Subscription
  const old: StripeEvent = { ...event, api_version: version }
  if (object.object !== 'subscription') return old
  const first = object.items.data[0]
  const period = { current_period_start: first?.current_period_start, current_period_end: first?.current_period_end }
  const data = object.items.data.map(({ current_period_start: _start, current_period_end: _end, ...item }) => item)
  return { ...old, data: { ...event.data, object: { ...object, ...period, items: { ...object.items, data } } } }
}
