import { randomUUID } from "node:crypto";
import { type Claim, claimValues, IS_SIGNED_IN, SEEN, seenValues } from "@/lib/claim";
import { now } from "@/lib/clock";
import { statement } from "@/lib/db";
import { type Entry, entryRows, givenEntries, givenEntriesIf, insertEntries, tell } from "@/lib/security-log/entry";
import { holdersOf } from "./addresses/holders";

export type SignIn = {
  userId: string;
  /** `password`, `mail`, or the provider's id. */
  method: string;
  deviceId: string;
  networkAddress: string;
  userAgent: string | null;
  /** Of the password that was compared. Once it is another one, the comparison is worth nothing. */
  hash?: string | undefined;
  /** Of the account at the provider that `method` names. Once it is unlinked, the proof is worth nothing. */
  providerAccountId?: string | undefined;
  /** Of the link by mail that was used. Once a new password is set by mail, it is worth nothing. */
  linkId?: string | undefined;
};

/**
 * Of one user. Ended ones make room first, then the one that was used the longest time ago. Only a sign-in that succeeds
 * needs room, so no stranger pushes anybody out.
 */
const MOST_KEPT = 100;

// Comparing a password takes a while, and so does a visit to a provider. Meanwhile the holder may set another password,
// unlink the provider, or delete the account. The locks wait for them, and then find no row. Who comes first is seen, and
// ended, by `endLeftovers` or `unlinkProvider`.
const BEGIN = `
  WITH holder AS (SELECT id FROM "user" WHERE id = $2 AND deleted_at IS NULL FOR KEY SHARE),
  compared AS (SELECT user_id FROM password_credential WHERE user_id = $2 AND hash = $9 FOR SHARE),
  linked AS (
    SELECT user_id FROM account WHERE user_id = $2 AND provider = $3 AND provider_account_id = $10 FOR SHARE),
  redeemed AS (SELECT id FROM one_time_link WHERE id = $11 AND user_id = $2 AND used_at IS NOT NULL FOR SHARE),
  proven AS (
    SELECT id FROM holder WHERE ($9::text IS NULL OR EXISTS (SELECT FROM compared))
      AND ($10::text IS NULL OR EXISTS (SELECT FROM linked)) AND ($11::uuid IS NULL OR EXISTS (SELECT FROM redeemed))),
  room AS (
    DELETE FROM session WHERE user_id = (SELECT id FROM proven) AND id IN (
      SELECT id FROM session WHERE user_id = $2 ORDER BY ended_at IS NULL DESC, last_seen_at DESC OFFSET ${MOST_KEPT - 1})),
  logged AS (${insertEntries(givenEntriesIf("$8", "proven"))})
  INSERT INTO session (id, user_id, method, device_id, network_address, user_agent, created_at, last_seen_at)
  SELECT $1, id, $3, $4, $5, $6, $7, $7 FROM proven RETURNING id`;

/**
 * Notes that somebody signed in.
 * @returns the session's id; null where the password is another one by now, the provider unlinked, a new password set
 *   since the link by mail was used, or the account deleted
 */
export async function beginSession(signIn: SignIn): Promise<string | null> {
  const { userId, method, deviceId, networkAddress, userAgent } = signIn;
  const { hash = null, providerAccountId = null, linkId = null } = signIn;
  const id = randomUUID();
  const from = { networkAddress: networkAddress.slice(0, 64), userAgent: userAgent?.slice(0, 300) ?? null };
  const entry: Entry = { event: "sign_in", actorId: userId, about: { method }, from };
  const values = [id, userId, method, deviceId, from.networkAddress, from.userAgent, now(), entryRows(entry)];
  const begun = await statement("session_begin", BEGIN, [...values, hash, providerAccountId, linkId]);
  if (begun.length === 0) return null;
  tell(entry);
  return id;
}

const OPEN_NOW = `WITH ${SEEN} SELECT ${IS_SIGNED_IN} AS open`;

export async function isOpen(claim: Claim): Promise<boolean> {
  const [row] = await statement<{ open: boolean }>("session_open", OPEN_NOW, seenValues(claim));
  return row?.open ?? false;
}

const END = `
  WITH ended AS (
    UPDATE session SET ended_at = $3 WHERE id = $2 AND user_id = $1 AND ended_at IS NULL RETURNING id),
  logged AS (${insertEntries(givenEntriesIf("$4", "ended"))})
  SELECT FROM ended`;

/** Signs out of one session: its cookie is nothing from now on. The device stays known. */
export async function endSession({ userId, sessionId }: Claim): Promise<void> {
  const entry: Entry = { event: "sign_out", actorId: userId };
  const ended = await statement("session_end", END, [userId, sessionId, now(), entryRows(entry)]);
  if (ended.length > 0) tell(entry);
}

// Who is signed out from elsewhere may be somebody else than the holder, so their device is not known any more.
const END_FROM_ELSEWHERE = `
  WITH ended AS (
    UPDATE session SET ended_at = COALESCE(ended_at, $3), device_id = NULL
    WHERE user_id = $1 AND id = $2 AND (ended_at IS NULL OR device_id IS NOT NULL) RETURNING id),
  logged AS (${insertEntries(givenEntriesIf("$4", "ended"))})
  SELECT FROM ended`;

/** Signs the user out of one session, from another one. */
export async function endOther(userId: string, sessionId: string): Promise<void> {
  const entry: Entry = {
    event: "sign_out_elsewhere",
    actorId: userId,
    about: { sessions: "one" },
    line: { session: sessionId },
  };
  const values = [userId, sessionId, now(), entryRows(entry)];
  if ((await statement("session_end_other", END_FROM_ELSEWHERE, values)).length > 0) tell(entry);
}

/** A part of a statement that signs a user out everywhere, but for one session. The arguments are SQL. @param of which ones `s` */
export const endingAllBut = (userId: string, at: string, kept: string, of = "true"): string => `
  UPDATE session s SET ended_at = COALESCE(s.ended_at, ${at}), device_id = CASE WHEN s.device_id = kept.device_id THEN s.device_id END
  FROM (SELECT max(device_id) AS device_id FROM session WHERE id = ${kept} AND user_id = ${userId}) kept
  WHERE s.user_id = ${userId} AND s.id IS DISTINCT FROM ${kept} AND ${of}`;

const END_ALL_BUT = `WITH logged AS (${insertEntries(givenEntries("$4"))}) ${endingAllBut("$1", "$2", "$3")}`;

export async function endAllBut({ userId, sessionId }: Claim): Promise<void> {
  const entry: Entry = { event: "sign_out_elsewhere", actorId: userId, about: { sessions: "others" } };
  await statement("session_end_all_but", END_ALL_BUT, [userId, now(), sessionId, entryRows(entry)]);
  tell(entry);
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
