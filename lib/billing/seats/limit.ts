import { now } from "@/lib/clock";
import { statement } from "@/lib/db";
import { seatLimitReached, type SeatsMore } from "@/lib/errors";
import type { Locked } from "@/lib/workspaces/locked";
import { GRANTING, LIVE } from "../entitlements/statuses";
import { IS_HANDED_OVER } from "../hand-over/rows";
import { MANAGED } from "../ownership/sql";
import { nextPhaseOf } from "../schedules/planned";

// How many people the plans of a workspace have room for.
//
// By members a price has room up to its max_seats. A chosen number is the number that was bought, and what sales sold the
// number as agreed (../ownership/sql.ts); no program raises either. Of plans that exclude each other, such as the old and the
// new one for a day, the larger counts. Beside an add-on each has to have a seat for everyone, so the smaller does.
//
// Nobody joins who would have no seat later: what is planned for a day to come holds already, and so does the number of
// before while the invoice of a change is unpaid. A plan that gives nothing at the moment, because a payment is missing or
// it's paused, keeps its number where no other plan gives anything.

/** Of plans that exclude each other the one with the most room comes first. */
const ROOM = (workspace: string) => `
  SELECT DISTINCT ON (COALESCE(n.plan_group, i.product_id)) l.seats, i.id AS item_id,
    CASE WHEN NOT ${MANAGED} THEN 'contact' WHEN NOT ${GRANTING} THEN 'plan' WHEN p.seats = 'chosen' AND (i.quantity < p.max_seats) IS NOT FALSE THEN 'seats' ELSE 'plan' END AS more
  FROM subscription s
  JOIN subscription_item i ON i.subscription_id = s.id
  JOIN price p ON p.id = i.price_id
  LEFT JOIN product n ON n.id = i.product_id
  CROSS JOIN LATERAL (SELECT CASE WHEN p.seats = 'chosen' OR NOT ${MANAGED} THEN i.quantity ELSE p.max_seats END AS seats) l
  WHERE s.workspace_id = ${workspace}::uuid AND p.per_seat AND p.usage_type IS DISTINCT FROM 'metered' AND NOT ${IS_HANDED_OVER}
    AND (${GRANTING} OR ${LIVE} AND (SELECT true FROM subscription s WHERE s.workspace_id = ${workspace}::uuid AND ${GRANTING} LIMIT 1) IS NULL)
  ORDER BY COALESCE(n.plan_group, i.product_id), l.seats DESC NULLS FIRST, i.id`;

/** The least room in items other than the present ones. @param items SQL of JSON, of a subscription `s` */
const ROOM_IN = (workspace: string, items: string) => `(
    SELECT min(CASE WHEN p.seats = 'chosen' THEN x.quantity ELSE p.max_seats END)
    FROM subscription s
    CROSS JOIN LATERAL jsonb_to_recordset(${items}) x (price_id text, quantity bigint)
    CROSS JOIN LATERAL (SELECT * FROM price r WHERE r.id = x.price_id OFFSET 0) p
    WHERE s.workspace_id = ${workspace}::uuid AND p.per_seat AND p.usage_type IS DISTINCT FROM 'metered' AND ${GRANTING} AND ${MANAGED}
      AND NOT s.cancel_at_period_end AND NOT ${IS_HANDED_OVER})`;

const PLANNED_ITEMS = `${nextPhaseOf("s.id")}->'items'`;

/** The items before the last change, while its invoice is unpaid. */
const UNPAID_CHANGE = `
      CASE WHEN (SELECT true FROM invoice v WHERE v.subscription_id = s.id AND v.status = 'open' AND NOT v.deleted
        AND v.billing_reason = 'subscription_update' LIMIT 1) THEN (
        SELECT b.items FROM subscription_change b
        WHERE b.subscription_id = s.id
          AND b.items <> (SELECT c.items FROM subscription_change c WHERE c.subscription_id = s.id ORDER BY c.id DESC LIMIT 1)
        ORDER BY b.id DESC LIMIT 1) END`;

/** A number that is being lowered at Stripe at this moment (./change.ts) holds already. */
const LIMIT = `
  SELECT LEAST(r.seats, o.seats, CASE WHEN w.seats_lowered_until > $2 THEN w.seats_lowered_to END)::int AS seats,
    CASE WHEN (r.seats <= o.seats) IS FALSE OR (r.seats IS NULL AND o.seats IS NOT NULL) THEN 'plan' ELSE COALESCE(r.more, 'seats') END AS more,
    r.item_id AS "itemId"
  FROM workspace w
  LEFT JOIN LATERAL (SELECT * FROM (${ROOM("$1")}) x WHERE x.seats IS NOT NULL ORDER BY x.seats, x.item_id LIMIT 1) r ON true
  CROSS JOIN LATERAL (SELECT LEAST(${ROOM_IN("$1", PLANNED_ITEMS)}, ${ROOM_IN("$1", UNPAID_CHANGE)}) AS seats) o
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
