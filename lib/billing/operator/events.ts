import { statement } from "@/lib/db";
import { Deadline } from "@/lib/stripe/deadline";
import { replayEvent } from "../mirror/deliveries";

export type InboxRow = {
  id: string;
  type: string;
  objectId: string | null;
  created: Date;
  apiVersion: string | null;
  state: string;
  firstAttemptAt: Date;
  lastAttemptAt: Date;
  attempts: number;
  error: string | null;
  /** The beginning of what Stripe sent; null when it is not kept. */
  payload: string | null;
  payloadIsCut: boolean;
};

/** Where a page of failed events begins: after the last one of the page before. */
export type Place = { firstAttemptAt: Date; id: string };

export type FailedEvents = { events: InboxRow[]; next: Place | null };

const PAGE = 20;
// A payload may have a megabyte, and a page has twenty.
export const MOST_SHOWN = 50_000;

const COLUMNS = `id, type, object_id AS "objectId", created, api_version AS "apiVersion", state,
  first_attempt_at AS "firstAttemptAt", last_attempt_at AS "lastAttemptAt", attempts, error,
  left(payload, ${MOST_SHOWN}) AS payload, length(payload) > ${MOST_SHOWN} AS "payloadIsCut"`;

// Read along stripe_event_failed_idx.
const FAILED = `
  SELECT ${COLUMNS} FROM stripe_event
  WHERE state = 'failed' AND (first_attempt_at, id) > ($1, $2)
  ORDER BY first_attempt_at, id LIMIT ${PAGE + 1}`;

const BEGINNING: Place = { firstAttemptAt: new Date(0), id: "" };

/** Failed events that are not resolved yet, the longest waiting first. */
export async function listFailedEvents(after: Place = BEGINNING): Promise<FailedEvents> {
  const rows = await statement<InboxRow>("failed_events", FAILED, [after.firstAttemptAt, after.id]);
  const events = rows.slice(0, PAGE);
  const last = events.at(-1);
  return { events, next: rows.length > PAGE && last ? { firstAttemptAt: last.firstAttemptAt, id: last.id } : null };
}

/** One event of the inbox, in any state. */
export async function getInboxEvent(eventId: string): Promise<InboxRow | null> {
  const [row] = await statement<InboxRow>("inbox_event", `SELECT ${COLUMNS} FROM stripe_event WHERE id = $1`, [
    eventId,
  ]);
  return row ?? null;
}

const FAILED_IDS = `
  SELECT id, first_attempt_at AS "firstAttemptAt" FROM stripe_event
  WHERE state = 'failed' AND (first_attempt_at, id) > ($1, $2)
  ORDER BY first_attempt_at, id LIMIT 100`;

const AT_ONCE = 4;

export type Replayed = { handled: number; failed: number; finished: boolean };

/**
 * Handles every failed event once more, the oldest first.
 * @param deadlineMs no event is begun after this time; `finished` is false then
 */
export async function replayFailed(deadlineMs: number): Promise<Replayed> {
  const deadline = new Deadline(deadlineMs);
  const sum = { handled: 0, failed: 0 };
  let after = BEGINNING;
  for (;;) {
    const ids = await statement<Place>("failed_event_ids", FAILED_IDS, [after.firstAttemptAt, after.id]);
    const last = ids.at(-1);
    if (!last) return { ...sum, finished: true };
    for (let at = 0; at < ids.length; at += AT_ONCE) {
      if (deadline.remainingMs() === 0) return { ...sum, finished: false };
      const outcomes = await deadline.run(() =>
        Promise.allSettled(ids.slice(at, at + AT_ONCE).map(({ id }) => replayEvent(id))),
      );
      // Why one failed again is in the inbox, for the page to show.
      for (const { status } of outcomes) sum[status === "fulfilled" ? "handled" : "failed"]++;
    }
    after = last;
  }
}
