import { seatLimitReached } from "@/lib/errors";
import type { Locked } from "@/lib/workspaces/locked";
import { Prisma } from "@/prisma/generated/client";
import { GRANTING } from "../entitlements/statuses";
import { MANAGED } from "../ownership/sql";

// Of what sales sold the quantity is as agreed, and no program raises it (../ownership/sql.ts). So the members can't be
// more than that, unless the workspace has another plan per seat whose quantity follows them.
const LIMIT = Prisma.raw(`
  SELECT CASE WHEN NOT bool_or(${MANAGED}) THEN max(i.quantity)::int END AS seats
  FROM subscription s JOIN subscription_item i ON i.subscription_id = s.id JOIN price p ON p.id = i.price_id
  WHERE p.per_seat AND p.usage_type IS DISTINCT FROM 'metered' AND ${GRANTING} AND s.workspace_id = `);

/**
 * Call it while the workspace is locked, before a member is added.
 * @throws ProductError seat_limit_reached
 */
export async function requireSeat({ tx, workspaceId }: Locked): Promise<void> {
  const [row] = await tx.$queryRaw<{ seats: number | null }[]>`${LIMIT} ${workspaceId}::uuid`;
  const seats = row?.seats ?? null;
  if (seats !== null && (await tx.membership.count({ where: { workspaceId } })) >= seats) throw seatLimitReached(seats);
}
