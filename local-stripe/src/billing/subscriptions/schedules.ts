// A change that waits for the period's end: a schedule of two phases, made by the portal and released when it is done.
import { create, update } from "../changes.ts";
import { nowFor } from "../../conventions/clock.ts";
import type { Context } from "../../conventions/context.ts";
import type { Price, Subscription } from "../../store/objects.ts";
import { periodEnd } from "./cancel.ts";
import { oneItemChange } from "./change-plan.ts";
import { intervalOf, periodEndFrom } from "./periods.ts";
import { activeSchedule, releaseSchedule } from "./release-schedule.ts";
import { defaultsFrom, itemsFrom, nextPhase, phaseObject, scheduleObject } from "./schedule-object.ts";

/** Plans the change; a change that was planned before is dropped for it. */
export function scheduleChange(ctx: Context, before: Subscription, price: Price, quantity?: number): Subscription {
  const [wanted] = oneItemChange(before, price, quantity);
  const subscription = releaseSchedule(ctx, before);
  const now = nowFor(ctx, subscription.customer);
  const start = Math.min(...subscription.items.data.map((item) => item.current_period_start));
  const end = periodEnd(subscription);
  const current = phaseObject(subscription, start, end, itemsFrom(subscription), { proration_behavior: "none" });
  const then = phaseObject(
    subscription,
    end,
    periodEndFrom(subscription.billing_cycle_anchor, intervalOf(price.recurring), end),
    itemsFrom(subscription).map((item) => ({ ...item, price: price.id, quantity: wanted?.quantity ?? 1 })),
    { proration_behavior: "none" },
  );
  const schedule = scheduleObject({
    customer: subscription.customer,
    subscription: subscription.id,
    test_clock: subscription.test_clock,
    phases: [current, then],
    now,
    defaults: defaultsFrom(subscription),
  });
  ctx.store.putDetail("subscription_schedule", schedule.id, { origin: "portal" });
  create(ctx, "subscription_schedule", schedule, "subscription_schedule.created");
  return update(ctx, "subscription", { ...subscription, schedule: schedule.id }, "customer.subscription.updated");
}

/** The change that is planned, for showing it. */
export function scheduledChange(
  ctx: Context,
  subscription: Subscription,
): { at: number; price: Price; quantity: number } | undefined {
  const schedule = activeSchedule(ctx, subscription);
  const next = schedule && nextPhase(schedule);
  const price = next?.items[0] && ctx.store.get("price", next.items[0].price);
  return next && price ? { at: next.start_date, price, quantity: next.items[0]?.quantity ?? 1 } : undefined;
}
