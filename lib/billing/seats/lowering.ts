import { inSeconds, now } from "@/lib/clock";
import { statement } from "@/lib/db";
import { withWorkspace } from "@/lib/workspaces/locked";
import { seatsOutOfRange } from "../errors";

// Lowering a number of seats takes a call to Stripe, and nobody waits for Stripe with a workspace locked. So the lower number
// is written down first, under the lock that joining takes, and holds from then on (./limit.ts). Five seats become three:
// who wants to be the fourth member meanwhile is refused, and who was quicker makes the three too few.

/** Longer than a request and its calls to Stripe take. After a crash the copy decides again. */
const HELD_SECONDS = 60;

/** @throws ProductError seats_out_of_range when there are more members by now */
export const holdLower = (workspaceId: string, seats: number, most: number): Promise<void> =>
  withWorkspace(workspaceId, async ({ tx }) => {
    const members = await tx.membership.count({ where: { workspaceId } });
    if (members > seats) throw seatsOutOfRange(members, most);
    const seatsLoweredUntil = inSeconds(now(), HELD_SECONDS);
    await tx.workspace.update({ where: { id: workspaceId }, data: { seatsLoweredTo: seats, seatsLoweredUntil } });
  });

/** Once our copy has the number, or Stripe has refused it. */
export async function releaseLower(workspaceId: string): Promise<void> {
  await statement(
    "seats_lowered_release",
    "UPDATE workspace SET seats_lowered_to = NULL, seats_lowered_until = NULL WHERE id = $1",
    [workspaceId],
  );
}
