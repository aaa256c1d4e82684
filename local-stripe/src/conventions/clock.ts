// Every date in an object comes from here.
import type { Context } from "./context.ts";
import { StripeError } from "./errors.ts";
import { clockOf } from "../store/rows.ts";

/**
 * The time of one customer: the wall clock's, or that of the customer's test clock. All of a
 * customer's billing asks for its time here. While a clock advances, its work sees the instant it is due at.
 */
export function nowFor(ctx: Context, customer: string | null): number {
  const id = customer === null ? undefined : ctx.store.get("customer", customer)?.test_clock;
  if (!id || ctx.clock === id) return ctx.now;
  return ctx.store.get("test_helpers.test_clock", id)?.frozen_time ?? ctx.now;
}

/** Nothing on a clock may be changed from outside while the clock advances. (wording: several users' logs) */
export function checkClockRests(ctx: Context, object: object): void {
  const id = clockOf(object, (id) => ctx.store.find(id));
  if (id === undefined || ctx.clock === id) return;
  if (ctx.store.get("test_helpers.test_clock", id)?.status !== "advancing") return;
  throw new StripeError(
    429,
    "invalid_request_error",
    `Test clock advancement underway - cannot perform modifications: ${id}`,
  );
}
