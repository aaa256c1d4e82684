import { stripe } from "@/lib/stripe/client";
import { Deadline } from "@/lib/stripe/deadline";
import { isDeclined, isRefused } from "@/lib/stripe/failures";
import { setsValue } from "@/lib/stripe/write";
import { withLease } from "../checkout/lease";
import { changeLooksDifferent } from "../errors";
import { syncObject } from "../mirror/sync";
import { tryPendingWork } from "../pending-work/run";
import { setPlannedSeats } from "../schedules/seats";
import { reachingStripe } from "../stripe-call";
import type { User } from "../user";
import { requireNumber, requireSeatChoice, type SeatChoice } from "./choice";
import { holdLower, releaseLower } from "./lowering";

/** The change that the page showed. */
export type ShownSeats = { workspaceId: string; itemId: string; before: number; seats: number };

/**
 * Sets the number of seats that the payer chose. It counts at once; what it costs or gives back for the rest of the period
 * is on the next invoice (./align.ts has it billed within a month). One change of a workspace at a time, so a form that is
 * sent twice changes nothing twice, and of two tabs the second shows what is new.
 * @throws ProductError as requireSeatChoice and requireNumber; change_looks_different where the number is no longer what was
 *   shown; checkout_in_progress, payment_declined, stripe_unavailable
 */
export async function changeSeats(user: User, shown: ShownSeats): Promise<void> {
  const { workspaceId, itemId } = shown;
  const waitingSince = performance.now();
  const deadline = new Deadline();
  await deadline.run(async () => {
    // Before the lease, which is nobody else's affair.
    const { item } = await requireSeatChoice(user, workspaceId, itemId);
    const repair = () => syncObject("subscription", item.subscription_id);
    await withLease({ table: "workspace", id: workspaceId }, waitingSince, () =>
      reachingStripe(() => change(user, shown, deadline), "seats", repair),
    );
    await tryPendingWork(workspaceId);
  });
}

async function change(user: User, { workspaceId, itemId, before, seats }: ShownSeats, deadline: Deadline) {
  const choice = await requireSeatChoice(user, workspaceId, itemId);
  if (choice.seats === seats) return;
  if (choice.seats !== before) throw changeLooksDifferent();
  requireNumber(choice, seats);
  // Fewer units take nobody's place.
  const isLower = seats < before && choice.item.seats !== "units";
  if (isLower) await holdLower(workspaceId, seats, choice.most);
  try {
    await setSeats(choice, seats, deadline);
  } catch (error) {
    // After any other failure Stripe may have done it, or still do it.
    if (isLower && (isRefused(error) || isDeclined(error))) await releaseLower(workspaceId);
    throw error;
  }
  await syncObject("subscription", choice.item.subscription_id);
  if (isLower) await releaseLower(workspaceId);
}

async function setSeats({ item, members }: SeatChoice, seats: number, deadline: Deadline): Promise<void> {
  const { subscription_id: id, item_id } = item;
  if (await setPlannedSeats(id, { members, chosen: seats }, deadline)) return;
  const parameters = {
    items: [{ id: item_id, quantity: seats }],
    proration_behavior: "create_prorations" as const,
    // What begins to cost something is charged by Stripe at once. It has to be paid then.
    payment_behavior: "error_if_incomplete" as const,
  };
  await setsValue(deadline, (options) => stripe().subscriptions.update(id, parameters, options));
}
