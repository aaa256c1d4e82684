import { statement } from "@/lib/db";
import { stripe } from "@/lib/stripe/client";
import type { Deadline } from "@/lib/stripe/deadline";
import { setsValue } from "@/lib/stripe/write";
import { syncObject } from "../mirror/sync";
import { isChosen, seatKind, type SeatRule, seatsToBuy } from "../seats/owed";
import { phaseAsSent, phasesLeft } from "./phases";
import { scheduleFollowedBy } from "./release";

const PER_SEAT = `
  SELECT r.id, ${seatKind("r", "p")} AS seats, r.min_seats AS "minSeats", r.max_seats AS "maxSeats"
  FROM price r LEFT JOIN product p ON p.id = r.product_id WHERE r.id = ANY ($1) AND r.per_seat`;

type SeatPrice = Required<Omit<SeatRule, "perSeat">> & { id: string };

/** How many seats there should be. `chosen`: the number that the payer chose; without it a chosen one stays as it is. */
export type Seats = { members: number; chosen?: number };

/**
 * Sets the seats of a subscription for which something is planned: now, and in every phase that follows. Otherwise the
 * plan would bring the old number back.
 * @returns false where nothing is planned, so that the item alone is to be changed
 */
export async function setPlannedSeats(subscriptionId: string, seats: Seats, deadline: Deadline): Promise<boolean> {
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
  const phases = phasesLeft(schedule).map((phase, index) => {
    const sent = phaseAsSent(phase, index === 0);
    if (!sent) throw new Error(`The schedule ${schedule.id} plans more than seats can be set in; set them at Stripe.`);
    return sent;
  });
  const prices = phases.flatMap(({ items }) => items.flatMap(({ price }) => price ?? []));
  const rows = await statement<SeatPrice>("prices_per_seat", PER_SEAT, [prices]);
  const rules = new Map(rows.map((row) => [row.id, { ...row, perSeat: true }]));
  const parameters = {
    phases: phases.map((phase) => ({
      ...phase,
      items: phase.items.map((item) => {
        const rule = rules.get(item.price ?? "");
        const quantity = rule && seatsAt(rule, seats);
        return quantity === undefined ? item : { ...item, quantity };
      }),
    })),
    proration_behavior: "create_prorations" as const,
  };
  await setsValue(deadline, (options) => stripe().subscriptionSchedules.update(schedule.id, parameters, options));
  await syncObject("subscription_schedule", schedule.id);
  return true;
}

/** A plan that begins later may be sold for more seats at the least, or for fewer at the most. */
const seatsAt = (rule: SeatRule, { members, chosen }: Seats): number | undefined =>
  isChosen(rule) && chosen === undefined ? undefined : seatsToBuy(rule, members, chosen);
