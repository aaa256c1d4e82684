import { stripe } from "@/lib/stripe/client";
import type { Deadline } from "@/lib/stripe/deadline";
import { isMissing, isRefused } from "@/lib/stripe/failures";
import { setsValue } from "@/lib/stripe/write";
import { markGone, recordSession, type SessionRow } from "./sessions";

/** Fetches a session from Stripe and records it. One that Stripe does not have can't be paid any more. */
export async function fetchSession(row: SessionRow, deadline: Deadline): Promise<SessionRow> {
  if (!row.stripe_session_id) throw new Error(`Checkout ${row.id} has no session at Stripe yet.`);
  const session = await stripe()
    .checkout.sessions.retrieve(row.stripe_session_id, {}, deadline.options())
    .catch((error: unknown) => {
      if (!isMissing(error)) throw error;
      return null;
    });
  return (await (session ? recordSession(session) : markGone(row.id))) ?? row;
}

/**
 * Expires a session that must not be paid any more. If Stripe can't expire it, it is over already, and Stripe says how.
 */
export async function expireSession(row: SessionRow, deadline: Deadline): Promise<SessionRow> {
  const { stripe_session_id: id } = row;
  if (!id) throw new Error(`Checkout ${row.id} has no session at Stripe yet.`);
  try {
    const session = await setsValue(deadline, (options) => stripe().checkout.sessions.expire(id, {}, options));
    return (await recordSession(session)) ?? row;
  } catch (error) {
    if (!isRefused(error)) throw error;
    return fetchSession(row, deadline);
  }
}
