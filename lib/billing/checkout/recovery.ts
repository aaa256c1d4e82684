import { inSeconds, now } from "@/lib/clock";
import { stripe } from "@/lib/stripe/client";
import type { Deadline } from "@/lib/stripe/deadline";
import { isRefused, isStoredFailure } from "@/lib/stripe/failures";
import { markFailed, recordSession, rowIdOf, type SessionRow } from "./sessions";
import { KEY_LIFE_SECONDS } from "../stripe-call";

/**
 * Recovers a checkout whose creation was sent to Stripe and never answered. The same call under the same key returns
 * what the first one created, or creates it now. When the key is too old, we search for our row's id.
 * @returns the row as Stripe knows it, or null when nothing came of it
 */
export async function recoverSession(row: SessionRow, deadline: Deadline): Promise<SessionRow | null> {
  const keyIsForgotten = row.created_at <= inSeconds(now(), -KEY_LIFE_SECONDS);
  if (keyIsForgotten) return findAtStripe(row, deadline);
  try {
    const session = await stripe().checkout.sessions.create(
      row.parameters,
      deadline.options({ idempotencyKey: row.id }),
    );
    return await recordSession(session);
  } catch (error) {
    if (isStoredFailure(error)) return findAtStripe(row, deadline);
    if (!isRefused(error)) throw error;
    await markFailed(row.id);
    return null;
  }
}

async function findAtStripe(row: SessionRow, deadline: Deadline): Promise<SessionRow | null> {
  const sessions = stripe().checkout.sessions.list({ customer: row.customer_id, limit: 100 }, deadline.options());
  for await (const session of sessions) {
    if (rowIdOf(session) === row.id) return recordSession(session);
    if (session.created * 1000 < inSeconds(row.created_at, -300).getTime()) break; // newest first: ours would be later
  }
  await markFailed(row.id);
  return null;
}
