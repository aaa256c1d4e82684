import { now } from "@/lib/clock";
import { statement } from "@/lib/db";
import type { Kind } from "../records";
import { replayEvent } from "../events";
import { expireSessionsFor } from "../sessions";

const FAILED = `
  SELECT id, object_id FROM stripe_event WHERE state = 'failed' AND object_id = ANY($1) AND created < $2`;

const SETTLE = `
  UPDATE stripe_event SET state = 'processed', error = NULL, last_attempt_at = $3
  WHERE id = ANY($1) AND state = 'failed' AND created < $2`;

const ARCHIVED = {
  product: "SELECT id FROM product WHERE id = ANY($1) AND NOT active",
  price: "SELECT id FROM price WHERE id = ANY($1) AND NOT active",
};

/**
 * Events that failed, of objects that are right by what Stripe said later (`before` is the first second at which Stripe can
 * have said it): their work is done, so they stay red no longer.
 */
export async function settle(kind: Kind, ids: string[], before: Date): Promise<void> {
  const failed = await statement<{ id: string; object_id: string }>("events_failed_of", FAILED, [ids, before]);
  if (failed.length === 0) return;
  await expireSessionsOf(kind, [...new Set(failed.map((event) => event.object_id))]);
  await statement("events_settle", SETTLE, [failed.map((event) => event.id), before, now()]);
}

/** What is no longer sold can't be paid in a checkout that stands open: the part of such an event that is no row. */
export async function expireSessionsOf(kind: Kind, ids: string[]): Promise<void> {
  if ((kind !== "product" && kind !== "price") || ids.length === 0) return;
  const archived = await statement<{ id: string }>(`archived_${kind}`, ARCHIVED[kind], [ids]);
  for (const { id } of archived) await expireSessionsFor(kind === "product" ? { productId: id } : { priceId: id });
}

const CHECKOUTS = `
  SELECT id FROM stripe_event WHERE state = 'failed' AND type LIKE 'checkout.session.%' AND payload IS NOT NULL
  ORDER BY created LIMIT 1000`;

/** Of checkouts there is no list to walk: events of theirs that failed are handled again. */
export async function replayCheckouts(): Promise<void> {
  const failed = await statement<{ id: string }>("events_failed_of_checkouts", CHECKOUTS, []);
  for (const { id } of failed) await replayEvent(id).catch(() => undefined); // why, the inbox tells
}
