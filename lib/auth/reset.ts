import { randomUUID } from "node:crypto";
import { inSeconds, now } from "@/lib/clock";
import { statement } from "@/lib/db";
import { linkNotValid, passwordRefused } from "@/lib/errors";
import { LINKS, linkIdIn, linkTo } from "./links";
import { passwordProblem } from "./password-rules";
import { hashPassword } from "./passwords";
import { endingAllBut } from "./sessions";

const KIND = "password_reset";

// The user's old links make room, so the table does not grow with what is asked for.
const MAKE = `
  WITH holder AS (SELECT id, email FROM "user" WHERE email = $2),
  room AS (DELETE FROM one_time_link WHERE user_id = (SELECT id FROM holder) AND kind = '${KIND}' AND expires_at < $3)
  INSERT INTO one_time_link (id, kind, user_id, email, created_at, expires_at)
  SELECT $1, '${KIND}', id, email, $3, $4 FROM holder RETURNING id`;

/**
 * Makes a link by which the holder of an address sets a new password, also for who only ever used a provider.
 * @returns the link; null when nobody has the address
 */
export async function makeResetLink(email: string): Promise<string | null> {
  const at = now();
  const until = inSeconds(at, LINKS[KIND].minutesValid * 60);
  const [made] = await statement<{ id: string }>("reset_link_make", MAKE, [randomUUID(), email, at, until]);
  return made ? linkTo(KIND, made.id) : null;
}

// The address that the link was sent to must still be the user's.
const IS_OPEN = `l.kind = '${KIND}' AND l.used_at IS NULL AND l.expires_at > $2 AND u.email = l.email`;

const FIND = `SELECT u.email FROM one_time_link l JOIN "user" u ON u.id = l.user_id WHERE l.id = $1 AND ${IS_OPEN}`;

/** @returns the address whose password the link sets; null for one that is used, too old, or not ours */
export async function findResetLink(token: string): Promise<string | null> {
  const id = linkIdIn(KIND, token);
  const [link] = id ? await statement<{ email: string }>("reset_link", FIND, [id, now()]) : [];
  return link?.email ?? null;
}

// The user's row is locked first: of two links that are used at once one finds itself void. Whoever read the mail holds
// the address, so it counts as confirmed.
const RESET = `
  WITH holder AS (
    SELECT u.id FROM one_time_link l JOIN "user" u ON u.id = l.user_id WHERE l.id = $1 AND ${IS_OPEN} FOR UPDATE OF u),
  link AS (
    UPDATE one_time_link SET used_at = $2 WHERE id = $1 AND used_at IS NULL AND user_id = (SELECT id FROM holder)
    RETURNING user_id),
  void AS (
    UPDATE one_time_link o SET used_at = $2 FROM link
    WHERE o.user_id = link.user_id AND o.kind = '${KIND}' AND o.used_at IS NULL AND o.id <> $1),
  confirmed AS (
    UPDATE "user" u SET email_verified = COALESCE(u.email_verified, $2) FROM link WHERE u.id = link.user_id),
  changed AS (
    INSERT INTO password_credential (user_id, hash) SELECT user_id, $3 FROM link
    ON CONFLICT (user_id) DO UPDATE SET hash = excluded.hash),
  ended AS (${endingAllBut("(SELECT user_id FROM link)", "$2", "NULL::uuid")})
  SELECT user_id AS "userId" FROM link`;

/**
 * Sets a new password by a link, which works once, and ends all sessions.
 * @returns the user's id
 * @throws ProductError link_not_valid; password_refused, which leaves the link as it was; overloaded
 */
export async function resetPassword(token: string, password: string): Promise<string> {
  const email = await findResetLink(token);
  if (!email) throw linkNotValid();
  const problem = passwordProblem(password, email);
  if (problem) throw passwordRefused(problem);
  const hash = await hashPassword(password);
  const [reset] = await statement<{ userId: string }>("reset_password", RESET, [linkIdIn(KIND, token), now(), hash]);
  if (!reset) throw linkNotValid();
  return reset.userId;
}
