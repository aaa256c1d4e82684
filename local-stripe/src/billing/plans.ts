// A recurring price has an older twin, the plan, with the same id and with events of its own, told before the price's
// (recorded by users of `stripe listen`).
import { differences } from "./changes.ts";
import { planOf } from "./subscriptions/subscription-object.ts";
import type { Context } from "../conventions/context.ts";
import { emit } from "../events/events.ts";
import type { Price } from "../store/objects.ts";

export function planCreated(ctx: Context, price: Price): void {
  if (price.recurring) emit(ctx, "plan.created", planOf(price));
}

/** What a plan does not show, such as a lookup key, is no change of it. */
export function planUpdated(ctx: Context, before: Price, after: Price): void {
  if (!before.recurring) return;
  const previous = differences(planOf(before) as object, planOf(after) as object);
  if (Object.keys(previous).length > 0) emit(ctx, "plan.updated", planOf(after) as object, previous);
}
