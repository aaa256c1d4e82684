// Every date in an object comes from here. Stripe counts in whole seconds.
import type { Context } from "./context.ts";
import { StripeError } from "./errors.ts";
import type { Store } from "../store/store.ts";

export const MINUTE = 60;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export function wallClock(): number {
  return Math.floor(Date.now() / 1000);
}

/**
 * The time of one customer: the wall clock's, or that of the test clock that the customer stands on. All of a
 * customer's billing asks for its time here. While a clock advances, its work sees the instant it is due at.
 */
export function nowFor(ctx: Context, customer: string | null): number {
  const id = customer === null ? undefined : ctx.store.get("customer", customer)?.test_clock;
  if (!id || ctx.clock === id) return ctx.now;
  return ctx.store.get("test_helpers.test_clock", id)?.frozen_time ?? ctx.now;
}

/** The test clock of an object: its own, or its customer's. */
export function clockOf(store: Pick<Store, "find">, object: object): string | undefined {
  // A promotion code may be meant for one customer, but its own dates are the wall clock's
  if ((object as { object?: string }).object === "promotion_code") return undefined;
  const { test_clock, customer } = object as { test_clock?: string | null; customer?: string | null };
  if (typeof test_clock === "string") return test_clock;
  return typeof customer === "string" ? clockOf(store, store.find(customer) ?? {}) : undefined;
}

/** Nothing on a clock may be changed from outside while the clock advances. (wording: several users' logs) */
export function checkClockRests(ctx: Context, object: object): void {
  const id = clockOf(ctx.store, object);
  if (id === undefined || ctx.clock === id) return;
  if (ctx.store.get("test_helpers.test_clock", id)?.status !== "advancing") return;
  throw new StripeError(
    429,
    "invalid_request_error",
    `Test clock advancement underway - cannot perform modifications: ${id}`,
  );
}
