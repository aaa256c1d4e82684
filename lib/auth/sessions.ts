import { randomUUID } from "node:crypto";
import { type Claim, claimValues, IS_SIGNED_IN, SEEN, seenValues } from "@/lib/claim";
import { now } from "@/lib/clock";
import { statement } from "@/lib/db";
import { holdersOf } from "./holders";

export type SignIn = {
  userId: string;
  /** `password`, or the provider's id. */
  method: string;
  deviceId: string;
  networkAddress: string;
  userAgent: string | null;
};

/** Of one user; an older one makes room. */
const MOST_KEPT = 100;

const BEGIN = `
  WITH room AS (
    DELETE FROM session WHERE user_id = $2 AND id IN (
      SELECT id FROM session WHERE user_id = $2 ORDER BY last_seen_at DESC OFFSET ${MOST_KEPT - 1}))
  INSERT INTO session (id, user_id, method, device_id, network_address, user_agent, created_at, last_seen_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $7)`;

/** Notes that somebody signed in. @returns the session's id */
export async function beginSession({ userId, method, deviceId, networkAddress, userAgent }: SignIn): Promise<string> {
  const id = randomUUID();
  const agent = userAgent?.slice(0, 300) ?? null;
  await statement("session_begin", BEGIN, [id, userId, method, deviceId, networkAddress.slice(0, 64), agent, now()]);
  return id;
}

const OPEN_NOW = `WITH ${SEEN} SELECT ${IS_SIGNED_IN} AS open`;

export async function isOpen(claim: Claim): Promise<boolean> {
  const [row] = await statement<{ open: boolean }>("session_open", OPEN_NOW, seenValues(claim));
  return row?.open ?? false;
}

const END = `UPDATE session SET ended_at = $3 WHERE id = $2 AND user_id = $1 AND ended_at IS NULL`;

/** Signs out of one session: its cookie is nothing from now on. The device stays known. */
export async function endSession({ userId, sessionId }: Claim): Promise<void> {
  await statement("session_end", END, [userId, sessionId, now()]);
}

// Who is signed out from elsewhere may be somebody else than the holder, so their device is not known any more.
const END_FROM_ELSEWHERE = `
  UPDATE session SET ended_at = COALESCE(ended_at, $3), device_id = NULL WHERE user_id = $1 AND id = $2`;

/** Signs the user out of one session, from another one. */
export async function endOther(userId: string, sessionId: string): Promise<void> {
  await statement("session_end_other", END_FROM_ELSEWHERE, [userId, sessionId, now()]);
}

/** A part of a statement that signs a user out everywhere, but for one session. The arguments are SQL. */
export const endingAllBut = (userId: string, at: string, kept: string): string => `
  UPDATE session s SET ended_at = COALESCE(s.ended_at, ${at}), device_id = CASE WHEN s.device_id = kept.device_id THEN s.device_id END
  FROM (SELECT max(device_id) AS device_id FROM session WHERE id = ${kept} AND user_id = ${userId}) kept
  WHERE s.user_id = ${userId} AND s.id IS DISTINCT FROM ${kept}`;

export async function endAllBut({ userId, sessionId }: Claim): Promise<void> {
  await statement("session_end_all_but", endingAllBut("$1", "$2", "$3"), [userId, now(), sessionId]);
}

// With two accounts of one address, a device of the one is none on which to guess the other's password.
const KNOWN = `
  SELECT COALESCE(bool_and(EXISTS (SELECT FROM session s WHERE s.user_id = h.id AND s.device_id = $2)), FALSE) AS known
  FROM (${holdersOf("$1")}) h`;

/** Whether everyone whom the address means has signed in on this device. */
export async function isKnownDevice(email: string, deviceId: string): Promise<boolean> {
  const [row] = await statement<{ known: boolean }>("device_known", KNOWN, [email, deviceId]);
  return row?.known ?? false;
}

/** A device on which the user is signed in. */
export type OpenSession = {
  id: string;
  method: string;
  networkAddress: string;
  userAgent: string | null;
  createdAt: Date;
  lastSeenAt: Date;
};

const OPEN = `
  SELECT id, method, network_address AS "networkAddress", user_agent AS "userAgent", created_at AS "createdAt",
    last_seen_at AS "lastSeenAt"
  FROM session WHERE user_id = $1 AND ended_at IS NULL AND created_at > $2 AND last_seen_at > $3
  ORDER BY last_seen_at DESC, id LIMIT ${MOST_KEPT}`;

/** The newest use first; at most 100 are kept. */
export async function listSessions(claim: Claim): Promise<OpenSession[]> {
  const [userId, , createdAfter, seenAfter] = claimValues(claim);
  return statement<OpenSession>("sessions_open", OPEN, [userId, createdAfter, seenAfter]);
}
