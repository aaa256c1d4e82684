// When does time itself next change an object? The store keeps these instants in order.
import type { CheckoutSession, Invoice, Subscription } from '../types.ts'

export function dueAt(object: object): number | undefined {
  switch ((object as { object?: string }).object) {
    case 'checkout.session':
      return sessionDueAt(object as CheckoutSession)
    case 'subscription':
      return subscriptionDueAt(object as Subscription)
    case 'invoice':
      return invoiceDueAt(object as Invoice)
    default:
      return undefined
  }
}

function sessionDueAt(session: CheckoutSession): number | undefined {
  return session.status === 'open' ? session.expires_at : undefined
}

function subscriptionDueAt(subscription: Subscription): number | undefined {
  if (!['trialing', 'active', 'past_due'].includes(subscription.status)) return undefined
  const instants = subscription.items.data.map((item) => item.current_period_end)
  if (subscription.cancel_at !== null) instants.push(subscription.cancel_at)
  if (subscription.status === 'trialing' && subscription.trial_end !== null) instants.push(subscription.trial_end)
  return instants.length > 0 ? Math.min(...instants) : undefined
}

function invoiceDueAt(invoice: Invoice): number | undefined {
  if (invoice.status === 'draft') return invoice.automatically_finalizes_at ?? undefined
  if (invoice.status === 'open') return invoice.next_payment_attempt ?? undefined
  return undefined
}
