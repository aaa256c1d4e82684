// The one place that finds what is due and does it, oldest first, each piece in its own transaction.
import { wallClock } from '../clock.ts'
import { newContext, type Context } from '../context.ts'
import type { Store } from '../store.ts'
import type { CheckoutSession, Invoice, Subscription } from '../types.ts'
import { endAsPlanned } from './cancel.ts'
import { expireSession } from './expire-session.ts'
import { collect, renew } from './renewals.ts'
import { trialEnded } from './trials.ts'

/** True when anything was done. */
export function settleDue(store: Store, baseUrl: string): boolean {
  const now = wallClock()
  let done = false
  for (let due = store.nextDue(now); due; due = store.nextDue(now)) {
    const { id, at } = due
    try {
      store.transaction(() => settle({ ...newContext(store, baseUrl), now: at }, id))
    } catch (error) {
      // One object that can't be settled must not stop all others, nor every request
      console.error(`local-stripe: what was due for ${id} failed`, error)
      store.transaction(() => store.forgetDue(id))
    }
    done = true
  }
  return done
}

/** Each piece sees the instant at which it was due: a renewal missed while the server was down is still dated right. */
function settle(ctx: Context, id: string): void {
  const object = ctx.store.find(id) as CheckoutSession | Subscription | Invoice
  switch (object.object) {
    case 'checkout.session':
      return void expireSession(ctx, object)
    case 'subscription':
      return advance(ctx, object)
    case 'invoice':
      return collect(ctx, object)
  }
}

/** One step of a subscription: an end that was planned comes before a renewal at the same instant. */
function advance(ctx: Context, subscription: Subscription): void {
  const { cancel_at, status, trial_end } = subscription
  if (cancel_at !== null && cancel_at <= ctx.now) return void endAsPlanned(ctx, subscription)
  if (status === 'trialing' && trial_end !== null && trial_end <= ctx.now) return trialEnded(ctx, subscription)
  renew(ctx, subscription)
}
