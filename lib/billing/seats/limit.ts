import { now } from "@/lib/clock";
import { statement } from "@/lib/db";
import { seatLimitReached, type SeatsMore } from "@/lib/errors";
import type { Locked } from "@/lib/workspaces/locked";
import { itemsBeforeUnpaid } from "../entitlements/paid";
import { readPaying } from "../entitlements/paying";
import { IS_PAID } from "../entitlements/statement";
import { GRANTING, LIVE } from "../entitlements/statuses";
import { IS_HANDED_OVER } from "../hand-over/rows";
import { MANAGED } from "../ownership/sql";
import { nextPhaseOf } from "../schedules/planned";
import { countsMembers } from "./owed";

// How many people the plans of a workspace have room for.
//
// By members a price has room up to its max_seats. A chosen number is the number that was bought, and what sales sold the
// number as agreed (../ownership/sql.ts); no program raises either. Of plans that exclude each other, such as the old and the
// new one for a day, the larger counts. Where several limit the members, each has to have a seat for everyone, so the smaller
// does. A number of an add-on is no number of people (./owed.ts): two licences for ten people limit nobody.
//
// Nobody joins who would have no seat later: what is planned for a day to come holds already. While a change is not paid
// for, so does what was paid before it (../entitlements/paid.ts), whatever becomes of its invoice. A plan that gives nothing
// at the moment, because a payment is missing or it's paused, keeps its number where no other plan gives anything.

/** Of an item of a subscription `s`: its quantity is for the members. @param p its price @param n its product */
const FOR_MEMBERS = `p.per_seat AND p.usage_type IS DISTINCT FROM 'metered'
    AND (${countsMembers("p", "n")} OR NOT ${MANAGED}) AND NOT ${IS_HANDED_OVER}`;

/** Of plans that exclude each other the one with the most room comes first. */
const ROOM = (workspace: string) => `
  SELECT DISTINCT ON (COALESCE(n.plan_group, i.product_id)) l.seats, i.id AS item_id,
    CASE WHEN NOT ${MANAGED} THEN 'contact' WHEN NOT ${GRANTING} THEN 'plan' WHEN p.seats = 'chosen' AND (i.quantity < p.max_seats) IS NOT FALSE THEN 'seats' ELSE 'plan' END AS more
  FROM subscription s
  JOIN subscription_item i ON i.subscription_id = s.id
  JOIN price p ON p.id = i.price_id
  LEFT JOIN product n ON n.id = i.product_id
  CROSS JOIN LATERAL (SELECT CASE WHEN p.seats = 'chosen' OR NOT ${MANAGED} THEN i.quantity ELSE p.max_seats END AS seats) l
  WHERE s.workspace_id = ${workspace}::uuid AND ${FOR_MEMBERS}
    AND (${GRANTING} OR ${LIVE} AND (SELECT true FROM subscription s WHERE s.workspace_id = ${workspace}::uuid AND ${GRANTING} LIMIT 1) IS NULL)
  ORDER BY COALESCE(n.plan_group, i.product_id), l.seats DESC NULLS FIRST, i.id`;

/** The least room in items other than the present ones. @param items SQL of JSON, of a subscription `s` */
const ROOM_IN = (items: string) => `
    SELECT min(CASE WHEN p.seats = 'chosen' THEN x.quantity ELSE p.max_seats END)
    FROM subscription s
    CROSS JOIN LATERAL jsonb_to_recordset(${items}) x (price_id text, quantity bigint)
    CROSS JOIN LATERAL (SELECT * FROM price r WHERE r.id = x.price_id OFFSET 0) p
    LEFT JOIN product n ON n.id = p.product_id
    WHERE ${FOR_MEMBERS} AND ${GRANTING} AND ${MANAGED}`;

const PLANNED = (workspace: string) => `
    ${ROOM_IN(`${nextPhaseOf("s.id")}->'items'`)} AND s.workspace_id = ${workspace}::uuid AND NOT s.cancel_at_period_end`;

/** Those whose last bill does not say alone that all they are is paid for. */
const PAYING_IDS = (workspace: string) => `
    SELECT s.id FROM subscription s
    WHERE s.workspace_id = ${workspace}::uuid AND ${MANAGED} AND NOT ${IS_HANDED_OVER}
      AND (s.status = 'past_due' OR s.status = 'active' AND (
        SELECT true FROM subscription_item i WHERE i.subscription_id = s.id AND NOT ${IS_PAID} LIMIT 1))`;

/** A number that is being lowered at Stripe at this moment (./change.ts) holds already. */
const LIMIT = `
  SELECT LEAST(r.seats, o.seats, CASE WHEN w.seats_lowered_until > $2 THEN w.seats_lowered_to END)::int AS seats,
    CASE WHEN (r.seats <= o.seats) IS FALSE OR (r.seats IS NULL AND o.seats IS NOT NULL) THEN 'plan' ELSE COALESCE(r.more, 'seats') END AS more,
    r.item_id AS "itemId", ARRAY(${PAYING_IDS("$1")}) AS "payingIds"
  FROM workspace w
  LEFT JOIN LATERAL (SELECT * FROM (${ROOM("$1")}) x WHERE x.seats IS NOT NULL ORDER BY x.seats, x.item_id LIMIT 1) r ON true
  CROSS JOIN LATERAL (SELECT (${PLANNED("$1")}) AS seats) o
  WHERE w.id = $1::uuid`;

/** @param $1 by subscription, the items that were paid for before a change that is not */
const LIMIT_BEFORE = `SELECT (${ROOM_IN("$1::jsonb->s.id")} AND s.id = ANY (ARRAY(SELECT jsonb_object_keys($1::jsonb))))::int AS seats`;

/** As many people as the plans have room for, and how there can be more; `seats` is null where nothing limits them. */
export type SeatLimit = { seats: number | null; more: SeatsMore; itemId: string | null };

type Row = SeatLimit & { payingIds: string[] };

/** Runs one of the statements, in a transaction or outside of any. */
type Run = <R extends object>(name: string, text: string, values: unknown[]) => Promise<R[]>;

async function readLimit(run: Run, workspaceId: string): Promise<SeatLimit | null> {
  const [row] = await run<Row>("seat_limit", LIMIT, [workspaceId, now()]);
  if (!row) return null;
  const { payingIds, ...limit } = row;
  const paying = await readPaying(payingIds, (text, values) => run("entitlements_paying", text, values));
  const before = Object.fromEntries(
    [...paying].flatMap(([id, one]) => {
      const items = itemsBeforeUnpaid(one, now());
      return items ? [[id, items]] : [];
    }),
  );
  if (Object.keys(before).length === 0) return limit;
  const [{ seats } = { seats: null }] = await run<Pick<SeatLimit, "seats">>("seat_limit_before", LIMIT_BEFORE, [
    JSON.stringify(before),
  ]);
  return seats === null || (limit.seats !== null && limit.seats <= seats) ? limit : { ...limit, seats, more: "plan" };
}

/** Ask for a membership before. */
export const readSeatLimit = (workspaceId: string): Promise<SeatLimit | null> => readLimit(statement, workspaceId);

/**
 * Call it while the workspace is locked, before a member is added or invited.
 * @throws ProductError seat_limit_reached
 */
export async function requireSeat({ tx, workspaceId }: Locked): Promise<void> {
  const limit = await readLimit((_, text, values) => tx.$queryRawUnsafe(text, ...values), workspaceId);
  if (!limit || limit.seats === null) return;
  if ((await tx.membership.count({ where: { workspaceId } })) >= limit.seats)
    throw seatLimitReached(limit.seats, limit.more, limit.itemId);
}
