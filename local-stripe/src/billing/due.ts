// The one place that finds what is due and does it, oldest first, each piece in its own transaction.
import { wallClock } from '../clock.ts'
import { newContext, type Context } from '../context.ts'
import type { Store } from '../store.ts'
import type { CheckoutSession, Invoice, Subscription } from '../types.ts'
import { expireSession } from './expire-session.ts'

/** True when anything was done. */
export function settleDue(store: Store, baseUrl: string): boolean {
  const now = wallClock()
  let done = false
  for (let due = store.nextDue(now); due; due = store.nextDue(now)) {
    const { id, at } = due
    store.transaction(() => settle({ ...newContext(store, baseUrl), now: at }, id))
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
    case 'invoice':
  }
}
