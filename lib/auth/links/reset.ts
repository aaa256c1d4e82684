import { now } from "@/lib/clock";
import { prisma } from "@/lib/db";
import { addressContested, linkNotValid, passwordRefused } from "@/lib/auth/errors";
import type { Language } from "@/lib/languages.mjs";
import { givenMailAbout, insertMail, mailRows, writeMail } from "@/lib/mail/queue";
import { sendSoon } from "@/lib/mail/wake";
import {
  type Entry,
  entryRows,
  givenEntriesAbout,
  givenEntriesBy,
  givenEntriesPerMethod,
  insertEntries,
  tell,
} from "@/lib/security-log/entry";
import { lockAddresses } from "../addresses/address-lock";
import { tellUntold } from "../addresses/contested";
import { addressLost, losersOf } from "../addresses/holders";
import { endLeftovers, revokeInvitationsOf } from "../leftovers";
import { linkIdIn } from "./links";
import { passwordChanged, signInMethodChanged } from "../notices";
import { passwordProblem } from "../passwords/password-rules";
import { hashPassword } from "../passwords/passwords";
import { findResetLink, IS_VALID } from "./reset-link";

// The user's row is locked first: of two links that are used at once one finds itself void. The link came by mail, so the
// address counts as confirmed, and the database takes it from other accounts that name it. Where it wasn't, anyone may have
// had the account until now, so providers that were linked to it are none of the holder's.
const RESET = `
  WITH holder AS (
    SELECT u.id, u.email_verified FROM one_time_link l JOIN "user" u ON u.id = l.user_id WHERE l.id = $1 AND ${IS_VALID} FOR NO KEY UPDATE OF u),
  link AS (
    UPDATE one_time_link SET used_at = $2 WHERE id = $1 AND used_at IS NULL AND user_id = (SELECT id FROM holder)
    RETURNING user_id, email),
  lost AS (${losersOf("link")}),
  confirmed AS (
    UPDATE "user" u SET email_verified = COALESCE(u.email_verified, $2) FROM link WHERE u.id = link.user_id),
  unlinked AS (
    DELETE FROM account a USING link, holder h WHERE a.user_id = link.user_id AND h.email_verified IS NULL
    RETURNING a.user_id, a.provider AS method),
  changed AS (
    INSERT INTO password_credential (user_id, hash) SELECT user_id, $3 FROM link
    ON CONFLICT (user_id) DO UPDATE SET hash = excluded.hash),
  mailed AS (${insertMail(givenMailAbout("$4", "link"))}),
  logged AS (${insertEntries(
    [givenEntriesBy("$5", "link"), givenEntriesAbout("$6", "lost"), givenEntriesPerMethod("$7", "unlinked")].join(
      " UNION ALL ",
    ),
  )})
  SELECT user_id AS "userId", ARRAY(SELECT user_id::text FROM lost) AS losers,
    ARRAY(SELECT DISTINCT method FROM unlinked) AS removed,
    (SELECT email_verified IS NULL FROM holder) AS "isNew" FROM link`;

type Reset = { userId: string; isNew: boolean; losers: string[]; removed: string[] };

/**
 * Sets a new password by a link, which works once, and ends all sessions and other links.
 * @param language of the mail that tells the holder
 * @returns the user's id
 * @throws ProductError link_not_valid; password_refused, and address_contested where somebody who pays is told only now,
 *   which leave the link as it was; overloaded
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
  const gone: Entry = { event: "sign_in_method_removed" };
  const entries = [entryRows(entry), entryRows(lost), entryRows(gone)];
  const linkId = linkIdIn("password_reset", token);
  const values = [linkId, now(), hash, mail, ...entries];
  const reset = await prisma().$transaction(async (tx) => {
    await lockAddresses(tx, [email]);
    if (await tellUntold(tx, email, linkId)) return "told";
    const [done] = await tx.$queryRawUnsafe<Reset[]>(RESET, ...values);
    if (!done) return done;
    const { userId, removed } = done;
    const told = removed.map((method) => signInMethodChanged(email, language, "removed", method));
    await writeMail(tx, ...told.map((one) => ({ ...one, userId })));
    await endLeftovers(tx, userId, null);
    return { ...done, revoked: done.isNew ? await revokeInvitationsOf(tx, done.userId) : [] };
  });
  if (reset === "told") {
    sendSoon();
    throw addressContested();
  }
  if (!reset) throw linkNotValid();
  const { userId: actorId, losers, removed, revoked } = reset;
  tell(
    { ...entry, actorId },
    ...losers.map((userId) => ({ ...lost, userId })),
    ...removed.map((method) => ({ ...gone, actorId, about: { method } })),
    ...revoked,
  );
  sendSoon();
  return actorId;
}
