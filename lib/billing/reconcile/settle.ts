import { now } from "@/lib/clock";
import { statement } from "@/lib/db";
import { replayEvent } from "../mirror/deliveries";

// Object by object along stripe_event_failed_object_idx: joined in one piece, all that failed may be read for a few objects.
const SETTLE = `
  UPDATE stripe_event SET state = 'processed', error = NULL, last_attempt_at = $3
  WHERE state = 'failed' AND id = ANY(ARRAY(
    SELECT e.id FROM unnest((SELECT $1::text[]), (SELECT $2::timestamptz[])) o (id, before)
    CROSS JOIN LATERAL (
      SELECT e.id FROM stripe_event e WHERE e.state = 'failed' AND e.object_id = o.id AND e.created < o.before OFFSET 0) e))`;

/** An object that is right by what Stripe said; `before` is the first second at which Stripe can have said it. */
export type Right = { id: string; before: Date };

/**
 * Events that failed, of objects that are right by what Stripe said later: their work is done, so they no longer count
 * as failed.
 */
export async function settle(right: Right[]): Promise<void> {
  if (right.length === 0) return;
  await statement("events_settle", SETTLE, [right.map(({ id }) => id), right.map(({ before }) => before), now()]);
}

const CHECKOUTS = `
  SELECT id FROM stripe_event WHERE state = 'failed' AND type LIKE 'checkout.session.%' AND payload IS NOT NULL
  ORDER BY created LIMIT 1000`;

/** Of checkouts there is no list to walk: events of theirs that failed are handled again. @param isTimeUp asked before each */
export async function replayCheckouts(isTimeUp: () => boolean): Promise<void> {
  const failed = await statement<{ id: string }>("events_failed_of_checkouts", CHECKOUTS, []);
  for (const { id } of failed) {
    if (isTimeUp()) return;
    await replayEvent(id).catch(() => undefined); // the inbox says why
  }
}
