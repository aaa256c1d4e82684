import { inSeconds, now } from "@/lib/clock";
import { env } from "@/lib/env";

/** Who a request's signed cookie says is asking. It is true only where a statement finds the session still open. */
export type Claim = { userId: string; sessionId: string };

const A_DAY_SECONDS = 86_400;

/** The values $1 to $4 of a statement that uses IS_SIGNED_IN; its own begin with $5. $1 is the user. */
export function claimValues({ userId, sessionId }: Claim): [string, string, Date, Date] {
  const ago = (days: number) => inSeconds(now(), -days * A_DAY_SECONDS);
  return [userId, sessionId, ago(env().SESSION_DAYS), ago(env().SESSION_IDLE_DAYS)];
}

/** The values $1 to $5 of a statement that uses SEEN. */
export const seenValues = (claim: Claim): [...ReturnType<typeof claimValues>, Date] => [...claimValues(claim), now()];

/** Of a row of `session`: that it is the claim's, and open. */
export const IS_OPEN = `id = $2 AND user_id = $1 AND ended_at IS NULL AND created_at > $3 AND last_seen_at > $4`;

/** Whether the claim is true. A deleted user has no session. */
export const IS_SIGNED_IN = `EXISTS (SELECT FROM session WHERE ${IS_OPEN})`;

// Written at most every five minutes, so that a page that is shown often writes seldom.
/** A part of a `WITH` that keeps the session from ending for want of use. */
export const SEEN = `seen AS (
  UPDATE session SET last_seen_at = $5 WHERE ${IS_OPEN} AND last_seen_at < $5::timestamptz - interval '5 minutes')`;
