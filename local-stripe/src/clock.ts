// Every date in an object comes from here. Stripe counts in whole seconds.
import type { Context } from './context.ts'

export const MINUTE = 60
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

export function wallClock(): number {
  return Math.floor(Date.now() / 1000)
}

/**
 * The time of one customer. All of a customer's billing asks for its time here,
 * so that a test clock, once there are any, moves just the customers that stand on it.
 */
export function nowFor(ctx: Context, _customer: string | null): number {
  return ctx.now
}
