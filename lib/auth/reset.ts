import { now } from "@/lib/clock";
import { prisma } from "@/lib/db";
import { linkNotValid, passwordRefused } from "@/lib/errors";
import type { Language } from "@/lib/languages.mjs";
import { givenMailAbout, insertMail, mailRows } from "@/lib/mail/queue";
import { sendSoon } from "@/lib/mail/wake";
import {
  type Entry,
  entryRows,
  givenEntriesAbout,
  givenEntriesBy,
  insertEntries,
  tell,
} from "@/lib/security-log/entry";
import { lockAddresses } from "./address-lock";
import { addressLost, losersOf } from "./holders";
import { linkIdIn } from "./links";
import { passwordChanged } from "./notices";
import { passwordProblem } from "./password-rules";
import { hashPassword } from "./passwords";
import { findResetLink, IS_VALID } from "./reset-link";
import { endingAllBut } from "./sessions";

// The user's row is locked first: of two links that are used at once one finds itself void. The link came by mail, so the
// address counts as confirmed, and the database takes it from other accounts that name it. Until now anyone may have had the
// account, so ways in that were added to it end too.
const RESET = `
  WITH holder AS (
    SELECT u.id, u.email_verified FROM one_time_link l JOIN "user" u ON u.id = l.user_id WHERE l.id = $1 AND ${IS_VALID} FOR NO KEY UPDATE OF u),
  link AS (
    UPDATE one_time_link SET used_at = $2 WHERE id = $1 AND used_at IS NULL AND user_id = (SELECT id FROM holder)
    RETURNING user_id, email),
  lost AS (${losersOf("link")}),
  void AS (
    UPDATE one_time_link o SET used_at = $2 FROM link
    WHERE o.user_id = link.user_id AND o.kind IN ('password_reset', 'sign_in') AND o.used_at IS NULL AND o.id <> $1),
  confirmed AS (
    UPDATE "user" u SET email_verified = COALESCE(u.email_verified, $2) FROM link WHERE u.id = link.user_id),
  foreign_ways AS (
    DELETE FROM account WHERE user_id = (SELECT user_id FROM link) AND (SELECT email_verified FROM holder) IS NULL),
  changed AS (
    INSERT INTO password_credential (user_id, hash) SELECT user_id, $3 FROM link
    ON CONFLICT (user_id) DO UPDATE SET hash = excluded.hash),
  mailed AS (${insertMail(givenMailAbout("$4", "link"))}),
  logged AS (${insertEntries(`${givenEntriesBy("$5", "link")} UNION ALL ${givenEntriesAbout("$6", "lost")}`)}),
  ended AS (${endingAllBut("(SELECT user_id FROM link)", "$2", "NULL::uuid")})
  SELECT user_id AS "userId", ARRAY(SELECT user_id::text FROM lost) AS losers FROM link`;

/**
 * Sets a new password by a link, which works once, and ends all sessions.
 * @param language of the mail that tells the holder
 * @returns the user's id
 * @throws ProductError link_not_valid; password_refused, which leaves the link as it was; overloaded
 */
export async function resetPassword(token: string, password: string, language: Language = "en"): Promise<string> {
  const email = await findResetLink(token);
  if (!email) throw linkNotValid();
  const problem = passwordProblem(password, email);
  if (problem) throw passwordRefused(problem);
  const hash = await hashPassword(password);
  const mail = mailRows([passwordChanged(email, language)]);
  const entry: Entry = { event: "password_reset" };
  const lost = addressLost(email);
  const values = [linkIdIn("password_reset", token), now(), hash, mail, entryRows(entry), entryRows(lost)];
  const [reset] = await prisma().$transaction(async (tx) => {
    await lockAddresses(tx, [email]);
    return tx.$queryRawUnsafe<{ userId: string; losers: string[] }[]>(RESET, ...values);
  });
  if (!reset) throw linkNotValid();
  tell({ ...entry, actorId: reset.userId }, ...reset.losers.map((userId) => ({ ...lost, userId })));
  sendSoon();
  return reset.userId;
}
