import { statement } from "@/lib/db";
import { stripe } from "@/lib/stripe/client";
import type { Deadline } from "@/lib/stripe/deadline";
import { setsValue } from "@/lib/stripe/write";
import { syncObject } from "../mirror/sync";
import { phaseAsSent, phasesLeft } from "./phases";
import { scheduleFollowedBy } from "./release";

const PER_SEAT = "SELECT id FROM price WHERE id = ANY ($1) AND per_seat";

/**
 * Sets the seats of a subscription for which something is planned: now, and in every phase that follows. Otherwise the
 * plan would bring the old number back.
 * @returns false where nothing is planned, so that the item alone is to be changed
 */
export async function setPlannedSeats(subscriptionId: string, seats: number, deadline: Deadline): Promise<boolean> {
  const followed = await scheduleFollowedBy(subscriptionId);
  if (!followed?.next_at) return false;
  const schedule = await stripe().subscriptionSchedules.retrieve(
    followed.id,
    { expand: ["phases.items.price"] },
    deadline.options(),
  );
  if (schedule.status !== "active") {
    await syncObject("subscription_schedule", followed.id);
    return false;
  }
  const phases = phasesLeft(schedule).map((phase) => {
    const sent = phaseAsSent(phase);
    if (!sent) throw new Error(`The schedule ${schedule.id} plans more than seats can be set in; set them at Stripe.`);
    return sent;
  });
  const prices = phases.flatMap(({ items }) => items.flatMap(({ price }) => price ?? []));
  const rows = await statement<{ id: string }>("prices_per_seat", PER_SEAT, [prices]);
  const perSeat = new Set(rows.map(({ id }) => id));
  const parameters = {
    phases: phases.map((phase) => ({
      ...phase,
      items: phase.items.map((item) => (perSeat.has(item.price ?? "") ? { ...item, quantity: seats } : item)),
    })),
    proration_behavior: "create_prorations" as const,
  };
  await setsValue(deadline, (options) => stripe().subscriptionSchedules.update(schedule.id, parameters, options));
  await syncObject("subscription_schedule", schedule.id);
  return true;
}
