import { attemptEach } from "@/lib/attempts";
import { now } from "@/lib/clock";
import { statement } from "@/lib/db";
import { stripe } from "@/lib/stripe/client";
import { Deadline } from "@/lib/stripe/deadline";
import { isRefused } from "@/lib/stripe/failures";
import { setsValue } from "@/lib/stripe/write";
import { GRANTING } from "../entitlements/statuses";
import { IS_HANDED_OVER } from "../hand-over/rows";
import { syncObject } from "../mirror/sync";
import { MANAGED } from "../ownership/sql";
import { setPlannedSeats } from "../schedules/seats";
import { memberCount, owedSeats } from "./owed";

// Of a price per seat by members the quantity follows the members (./owed.ts). Seats are never added or removed one by
// one. The run that holds the workspace's pending work counts the members and sets that number. So many members who join at
// once cause a few calls, and the last call has the last count. A chosen number is never changed by a program.
//
// What a seat costs for the rest of the period is on the next invoice. Where the period is longer than a month, Stripe is
// told to bill that every month, so no seat stays unbilled for longer.

const seats = (workspace: string) => `
  SELECT s.id AS subscription_id, i.id AS item_id, i.quantity, p.per_seat, c.seats, m.count AS members
  FROM subscription s
  JOIN subscription_item i ON i.subscription_id = s.id
  JOIN price p ON p.id = i.price_id
  CROSS JOIN LATERAL (SELECT CASE WHEN p.per_seat THEN ${memberCount("s.workspace_id")} ELSE 0 END AS count) m
  CROSS JOIN LATERAL (SELECT ${owedSeats("p", "m.count", "i.quantity")} AS seats) c
  WHERE s.workspace_id = ${workspace} AND ${GRANTING} AND ${MANAGED} AND p.usage_type IS DISTINCT FROM 'metered' AND i.quantity <> c.seats
    AND NOT ${IS_HANDED_OVER}
    AND (p.per_seat OR (SELECT h.per_seat AND (x->>'quantity')::bigint = i.quantity
      FROM subscription_change h0, jsonb_array_elements(h0.items) x JOIN price h ON h.id = x->>'price_id'
      WHERE h0.subscription_id = s.id AND jsonb_array_length(h0.items) = 1 AND x->>'price_id' <> i.price_id
        AND (SELECT count(*) FROM subscription_item o WHERE o.subscription_id = s.id) = 1
      ORDER BY h0.id DESC LIMIT 1))
  ORDER BY i.id`;

const SEATS = seats("$1");

/** Of a subscription `s` with a price `p`: seats that are added now are billed later than in a month. */
const BILLED_LATE = `p.per_seat AND p.usage_type IS DISTINCT FROM 'metered'
  AND (p.interval = 'year' OR p.interval_count > CASE p.interval WHEN 'month' THEN 1 WHEN 'week' THEN 4 ELSE 31 END)
  AND (s.pending_items_billed IS NULL OR s.pending_items_billed !~ '^(day|week)_' AND s.pending_items_billed <> 'month_1')`;

const billedLate = (workspace: string) => `
  SELECT DISTINCT s.id AS subscription_id FROM subscription s
  JOIN subscription_item i ON i.subscription_id = s.id
  JOIN price p ON p.id = i.price_id
  WHERE s.workspace_id = ${workspace} AND ${GRANTING} AND ${MANAGED} AND ${BILLED_LATE} AND NOT ${IS_HANDED_OVER}
  ORDER BY s.id`;

const LATE = billedLate("$1");

/** Whether `alignSeats` has anything to do; true or null. @param workspace the SQL of its id */
export const hasSeatsToAlign = (workspace: string) => `COALESCE(
  (SELECT true FROM (${billedLate(workspace)}) s LIMIT 1), (SELECT true FROM (${seats(workspace)}) s LIMIT 1))`;

type Item = {
  subscription_id: string;
  item_id: string;
  quantity: number;
  per_seat: boolean;
  seats: number;
  members: number;
};

/**
 * Makes the quantities at Stripe what they should be, as our copy knows them; a change that it does not know yet brings an
 * event, and that another look. Seats are not charged at once, so somebody who joins makes no payment fail.
 * A plan that is not per seat and came after one that was costs once, however many there were.
 */
export const alignSeats = (workspaceId: string): Promise<void> =>
  // Monthly billing first, so that it bills the seats too.
  attemptEach([billMonthly, setQuantities], (part) => part(workspaceId));

async function billMonthly(workspaceId: string): Promise<void> {
  const deadline = new Deadline();
  const late = await statement<Pick<Item, "subscription_id">>("seats_billed_late", LATE, [workspaceId]);
  await attemptEach(late, async ({ subscription_id: id }) => {
    const monthly = { pending_invoice_item_interval: { interval: "month", interval_count: 1 } } as const;
    await setsValue(deadline, (options) => stripe().subscriptions.update(id, monthly, options));
    await syncObject("subscription", id);
  });
}

async function setQuantities(workspaceId: string): Promise<void> {
  const deadline = new Deadline();
  await attemptEach(await statement<Item>("seats_to_align", SEATS, [workspaceId]), async (item) => {
    const change = { quantity: item.seats, proration_behavior: "create_prorations" } as const;
    try {
      const isPlanned =
        item.per_seat && (await setPlannedSeats(item.subscription_id, { members: item.members }, deadline));
      if (isPlanned) return void (await syncObject("subscription", item.subscription_id));
      await setsValue(deadline, (options) => stripe().subscriptionItems.update(item.item_id, change, options));
    } catch (error) {
      if (!isRefused(error)) throw error;
      // It may have ended or changed at Stripe before our copy knew.
      await syncObject("subscription", item.subscription_id);
      const wanted = await statement<Item>("seats_to_align", SEATS, [workspaceId]);
      if (wanted.some(({ item_id }) => item_id === item.item_id)) throw error;
      return;
    }
    await syncObject("subscription", item.subscription_id);
  });
}

// The more, the dearer the planner takes it for, and above jit_above_cost PostgreSQL would compile it at each run.
const AT_ONCE = 2_000;

const STRAY = `
  WITH batch AS (
    SELECT s.id, s.workspace_id, s.status, s.pending_items_billed, s.customer_id, s.user_id, s.metadata FROM subscription s WHERE s.id > $2 ORDER BY s.id LIMIT ${AT_ONCE}),
  noted AS (
    INSERT INTO pending_work AS w (workspace_id, since)
    SELECT DISTINCT s.workspace_id, $1::timestamptz
    FROM batch s
    JOIN subscription_item i ON i.subscription_id = s.id
    JOIN price p ON p.id = i.price_id
    WHERE p.per_seat AND p.usage_type IS DISTINCT FROM 'metered' AND ${GRANTING} AND s.workspace_id IS NOT NULL AND ${MANAGED}
      AND (i.quantity <> ${owedSeats("p", memberCount("s.workspace_id"), "i.quantity")} OR (${BILLED_LATE}))
    ORDER BY s.workspace_id
    ON CONFLICT (workspace_id) DO UPDATE SET revision = w.revision + 1)
  SELECT (SELECT id FROM batch ORDER BY id DESC LIMIT 1) AS last`;

/**
 * Finds wrong seats that no change reported, as when an account was deleted by SQL or a price became per seat. Many
 * subscriptions at once, since a million of them take longer than a statement may.
 * @param isTimeUp asked before each batch; the next run begins anew
 */
export async function noteStraySeats(isTimeUp: () => boolean): Promise<void> {
  const [perSeat] = await statement("seats_sold", "SELECT FROM price WHERE per_seat LIMIT 1", []);
  for (let after: string | null = perSeat ? "" : null; after !== null && !isTimeUp(); ) {
    const [row]: { last: string | null }[] = await statement("seats_stray", STRAY, [now(), after]);
    after = row?.last ?? null;
  }
}
