import type Stripe from "stripe";
import { stripe } from "@/lib/stripe/client";
import type { Deadline } from "@/lib/stripe/deadline";
import { setsValue } from "@/lib/stripe/write";
import { syncObject } from "../mirror/sync";
import { releaseSchedule } from "../schedules/release";
import { idOf } from "./debt";

export const COMMENT = "Another member of the workspace pays for this plan now.";

/** Whether it has been canceled for that day, or an earlier one. */
export const endsBy = ({ cancel_at, cancel_at_period_end }: Stripe.Subscription, day: Date): boolean =>
  cancel_at === null ? cancel_at_period_end : cancel_at * 1000 <= day.getTime();

/**
 * It ends with its period. What was planned for later is dropped with its schedule, because Stripe takes no cancellation
 * beside one.
 */
export async function cancelFor({ id, schedule }: Stripe.Subscription, end: Date, deadline: Deadline): Promise<void> {
  const planned = idOf(schedule);
  if (planned) {
    await syncObject("subscription_schedule", planned);
    if (!(await releaseSchedule(id, deadline)))
      throw new Error(`What is planned for ${id} was planned at Stripe; release ${planned} there.`);
  }
  const change = {
    cancel_at: Math.floor(end.getTime() / 1000),
    proration_behavior: "none",
    cancellation_details: { comment: COMMENT },
  } as const;
  await setsValue(deadline, (options) => stripe().subscriptions.update(id, change, options));
}

/** Revokes a cancellation. */
export async function keepRunning(
  { id, cancel_at_period_end }: Stripe.Subscription,
  deadline: Deadline,
): Promise<void> {
  const change = cancel_at_period_end ? { cancel_at_period_end: false } : { cancel_at: "" as const };
  await setsValue(deadline, (options) => stripe().subscriptions.update(id, change, options));
}
