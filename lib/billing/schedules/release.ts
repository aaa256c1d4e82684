import type Stripe from "stripe";
import { statement } from "@/lib/db";
import { stripe } from "@/lib/stripe/client";
import type { Deadline } from "@/lib/stripe/deadline";
import { isRefused } from "@/lib/stripe/failures";
import { writeOnce } from "@/lib/stripe/write";
import { syncObject } from "../mirror/sync";
import { phaseAsSent, phasesLeft } from "./phases";
import { scheduleOf } from "./planned";
import type { PlannedSchedule } from "../portal/paid-items";

const OF_SUBSCRIPTION = `SELECT ${scheduleOf("$1")} AS schedule`;

/** The schedule that a subscription follows, as our copy knows it. */
export async function scheduleFollowedBy(subscriptionId: string): Promise<PlannedSchedule | null> {
  const [row] = await statement<{ schedule: PlannedSchedule | null }>("schedule_of", OF_SUBSCRIPTION, [subscriptionId]);
  return row?.schedule ?? null;
}

/**
 * What is planned for a subscription, as it can be sent again; empty where nothing is, or more than we know how to send.
 * @throws StripeError
 */
export async function plannedLater(
  subscriptionId: string,
  deadline: Deadline,
): Promise<Stripe.SubscriptionScheduleUpdateParams.Phase[]> {
  const followed = await scheduleFollowedBy(subscriptionId);
  if (!followed?.next_at) return [];
  const expand = ["phases.items.price"];
  const schedule = await stripe().subscriptionSchedules.retrieve(followed.id, { expand }, deadline.options());
  if (schedule.status !== "active") return [];
  const later = phasesLeft(schedule)
    .slice(1)
    .map((phase) => phaseAsSent(phase, false));
  return later.every((phase) => phase !== null) ? later : [];
}

/**
 * Drops what is planned for a subscription, before something is done to it that Stripe refuses beside a schedule, or that
 * the plan would undo. Only plans that the customer made in the portal, or that we made, are dropped, and what plans nothing.
 * @returns false where there is a plan of somebody else, which stays
 */
export async function releaseSchedule(subscriptionId: string, deadline: Deadline): Promise<boolean> {
  const schedule = await scheduleFollowedBy(subscriptionId);
  if (!schedule) return true;
  if (schedule.origin === "other") return false;
  try {
    await writeOnce(`release-${schedule.id}`, deadline, (options) =>
      stripe().subscriptionSchedules.release(schedule.id, {}, options),
    );
  } catch (error) {
    // It has ended or was released meanwhile, which our copy hears of here.
    if (!isRefused(error)) throw error;
  }
  await syncObject("subscription_schedule", schedule.id);
  return true;
}
