import { now } from "@/lib/clock";
import { statement } from "@/lib/db";
import type { InboxEvent } from "./write";

// An event that did its work is written into the inbox by the statement that did it (statement.ts,
// checkout/sessions.ts). Here are the other two ends that an event can take.

const RECORD = `
  INSERT INTO stripe_event AS e
    (id, type, object_id, created, api_version, payload, state, first_attempt_at, last_attempt_at, attempts, error)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1, $10)
  ON CONFLICT (id) DO UPDATE SET state = excluded.state, payload = excluded.payload, error = excluded.error,
    last_attempt_at = excluded.last_attempt_at, attempts = e.attempts + 1
  WHERE e.state = 'failed'`;

/** Not ours, or not of interest. Its arrival is kept, its payload is not. */
export async function recordIgnored(event: InboxEvent, objectId: string | null): Promise<void> {
  await statement("inbox_record", RECORD, values(event, objectId, "ignored", null, null));
}

// A row for each account, not for each event: there may be millions, and the operator's page reads one row per account.
const COUNTED = `
  WITH recorded AS (${RECORD} RETURNING e.last_attempt_at)
  INSERT INTO other_account AS o (account_id, events, last_type, last_at)
  SELECT $11, 1, $2, last_attempt_at FROM recorded
  ON CONFLICT (account_id) DO UPDATE
    SET events = o.events + 1, last_type = excluded.last_type, last_at = GREATEST(o.last_at, excluded.last_at)`;

/** An event of another Stripe account: ignored, and counted for the operator, each event once. */
export async function recordOfAnother(account: string, event: InboxEvent, objectId: string | null): Promise<void> {
  await statement("inbox_record_of_another", COUNTED, [...values(event, objectId, "ignored", null, null), account]);
}

/** The work failed and was undone; the record of that outlives it, and Stripe delivers again. */
export async function recordFailure(event: InboxEvent, objectId: string | null, error: unknown): Promise<void> {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  await statement("inbox_record", RECORD, values(event, objectId, "failed", event.payload, text.slice(0, 4_000)));
}

const values = (
  event: InboxEvent,
  objectId: string | null,
  state: "ignored" | "failed",
  payload: string | null,
  error: string | null,
) => [event.id, event.type, objectId, event.created, event.apiVersion, payload, state, event.receivedAt, now(), error];

/** Whether an event has done its work already. */
export async function wasHandled(eventId: string): Promise<boolean> {
  const found = await statement("inbox_handled", "SELECT FROM stripe_event WHERE id = $1 AND state <> 'failed'", [
    eventId,
  ]);
  return found.length > 0;
}

/** The body of an event as it came; null if it was never kept, or is pruned. */
export async function readPayload(eventId: string): Promise<string | null> {
  const [row] = await statement<{ payload: string | null }>(
    "inbox_payload",
    "SELECT payload FROM stripe_event WHERE id = $1",
    [eventId],
  );
  return row?.payload ?? null;
}
