import { now } from "@/lib/clock";
import { statement } from "@/lib/db";
import { seatLimitReached, type SeatsMore } from "@/lib/errors";
import type { Locked } from "@/lib/workspaces/locked";
import { GRANTING } from "../entitlements/statuses";
import { IS_HANDED_OVER } from "../hand-over/rows";
import { MANAGED } from "../ownership/sql";

// How many people the plans of a workspace have room for.
//
// By members a price has room up to its max_seats. A chosen number is the number that was bought, and what sales sold the
// number as agreed (../ownership/sql.ts); no program raises either. Of plans that exclude each other, such as the old and the
// new one for a day, the larger counts. Beside an add-on each has to have a seat for everyone, so the smaller does.

/** Of plans that exclude each other the one with the most room comes first. */
const ROOM = (workspace: string) => `
  SELECT DISTINCT ON (COALESCE(n.plan_group, i.product_id)) l.seats, i.id AS item_id,
    CASE WHEN NOT ${MANAGED} THEN 'contact' WHEN p.seats = 'chosen' AND (i.quantity < p.max_seats) IS NOT FALSE THEN 'seats' ELSE 'plan' END AS more
  FROM subscription s
  JOIN subscription_item i ON i.subscription_id = s.id
  JOIN price p ON p.id = i.price_id
  LEFT JOIN product n ON n.id = i.product_id
  CROSS JOIN LATERAL (SELECT CASE WHEN p.seats = 'chosen' OR NOT ${MANAGED} THEN i.quantity ELSE p.max_seats END AS seats) l
  WHERE s.workspace_id = ${workspace}::uuid AND p.per_seat AND p.usage_type IS DISTINCT FROM 'metered' AND ${GRANTING} AND NOT ${IS_HANDED_OVER}
  ORDER BY COALESCE(n.plan_group, i.product_id), l.seats DESC NULLS FIRST, i.id`;

/** A number that is being lowered at Stripe at this moment (./change.ts) holds already. */
const LIMIT = `
  SELECT LEAST(r.seats, CASE WHEN w.seats_lowered_until > $2 THEN w.seats_lowered_to END)::int AS seats,
    COALESCE(r.more, 'seats') AS more, r.item_id AS "itemId"
  FROM workspace w LEFT JOIN LATERAL (SELECT * FROM (${ROOM("$1")}) x WHERE x.seats IS NOT NULL ORDER BY x.seats, x.item_id LIMIT 1) r ON true
  WHERE w.id = $1::uuid`;

/** As many people as the plans have room for, and how there can be more; `seats` is null where nothing limits them. */
export type SeatLimit = { seats: number | null; more: SeatsMore; itemId: string | null };

/** Ask for a membership before. */
export async function readSeatLimit(workspaceId: string): Promise<SeatLimit | null> {
  const [row] = await statement<SeatLimit>("seat_limit", LIMIT, [workspaceId, now()]);
  return row ?? null;
}

/**
 * Call it while the workspace is locked, before a member is added or invited.
 * @throws ProductError seat_limit_reached
 */
export async function requireSeat({ tx, workspaceId }: Locked): Promise<void> {
  const [limit] = await tx.$queryRawUnsafe<SeatLimit[]>(LIMIT, workspaceId, now());
  if (!limit || limit.seats === null) return;
  if ((await tx.membership.count({ where: { workspaceId } })) >= limit.seats)
    throw seatLimitReached(limit.seats, limit.more, limit.itemId);
}
