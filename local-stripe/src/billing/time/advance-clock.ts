// How a test clock begins to advance, and how far it may.
import { update } from "../changes.ts";
import type { Context } from "../../conventions/context.ts";
import { invalid } from "../../conventions/errors.ts";
import type { TestClock } from "../../store/objects.ts";
import { boundary, intervalOf } from "../subscriptions/periods.ts";

export function beginAdvance(ctx: Context, clock: TestClock, target: number): TestClock {
  if (clock.status !== "ready") throw invalid(`Cannot advance a test clock that is ${clock.status}.`);
  if (target <= clock.frozen_time)
    throw invalid(
      "Test clock cannot be advanced to a time that is before or equal to its current frozen time.",
      "frozen_time",
    );
  if (target > farthest(ctx, clock)) {
    throw invalid(
      "Test clock cannot be advanced by more than two intervals of its shortest subscription, or by two years without one.",
      "frozen_time",
    );
  }
  // The answer still has the old time. The new one comes with `ready` [docs: api/test_clocks/advance]
  const advancing: TestClock = {
    ...clock,
    status: "advancing",
    status_details: { advancing: { target_frozen_time: target } },
  };
  return update(ctx, "test_helpers.test_clock", advancing, "test_helpers.test_clock.advancing");
}

/** [SDK: TestClockAdvanceParams.frozen_time] */
function farthest(ctx: Context, { id, frozen_time }: TestClock): number {
  const ends: number[] = [];
  for (const subscription of ctx.store.list("subscription", { by: ["test_clock", id] })) {
    if (["canceled", "incomplete_expired"].includes(subscription.status)) continue;
    for (const item of subscription.items.data) ends.push(boundary(frozen_time, intervalOf(item.price.recurring), 2));
  }
  return ends.length > 0 ? Math.min(...ends) : boundary(frozen_time, { interval: "year", interval_count: 2 }, 1);
}
