// How many customers and subscriptions a test clock takes.
import { fetchNamed } from "../../conventions/endpoint.ts";
import type { Context } from "../../conventions/context.ts";
import { invalid } from "../../conventions/errors.ts";
import type { TestClock } from "../../store/objects.ts";

/** [docs: billing/testing/test-clocks] */
const MAX_CUSTOMERS = 3;

const MAX_SUBSCRIPTIONS = 3;

/** The clock for a new customer, if it has room for one more. */
export function clockForCustomer(ctx: Context, id: string): TestClock {
  const clock = fetchNamed(ctx, "test_helpers.test_clock", id, "test_clock");
  const customers = [...ctx.store.list("customer", { by: ["test_clock", id] })].length;
  if (customers >= MAX_CUSTOMERS)
    throw invalid(`You can have at most ${MAX_CUSTOMERS} customers on a test clock.`, "test_clock");
  return clock;
}

export function checkRoomForSubscription(ctx: Context, customerId: string): void {
  if (!ctx.store.get("customer", customerId)?.test_clock) return;
  const live = [...ctx.store.list("subscription", { by: ["customer", customerId] })].filter(
    (one) => !["canceled", "incomplete_expired"].includes(one.status),
  );
  if (live.length >= MAX_SUBSCRIPTIONS)
    throw invalid(`A customer on a test clock can have at most ${MAX_SUBSCRIPTIONS} subscriptions.`, "customer");
}
