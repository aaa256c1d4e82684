// A subscription with a schedule is changed directly: its current phase shows the change, the later ones don't.
// Stripe does not document this (unverified).
import { update } from "../changes.ts";
import type { Context } from "../../conventions/context.ts";
import type { Subscription } from "../../store/objects.ts";
import { activeSchedule } from "./release-schedule.ts";
import { currentIndex, itemsFrom, phaseObject } from "./schedule-object.ts";

export function followInSchedule(ctx: Context, subscription: Subscription): void {
  const schedule = activeSchedule(ctx, subscription);
  if (!schedule) return;
  const index = currentIndex(schedule);
  const phases = schedule.phases.map((phase, at) => {
    if (at !== index) return phase;
    const items = itemsFrom(subscription).map((item) => ({
      ...item,
      metadata: phase.items.find((one) => one.price === item.price)?.metadata ?? item.metadata ?? {},
    }));
    return { ...phase, items: phaseObject(subscription, phase.start_date, phase.end_date, items).items };
  });
  update(ctx, "subscription_schedule", { ...schedule, phases }, "subscription_schedule.updated");
}
