import { now } from "@/lib/clock";
import { prisma, statement } from "@/lib/db";
import type { Language } from "@/lib/languages.mjs";
import {
  type Entry,
  entryRows,
  givenEntriesAbout,
  givenEntriesBy,
  givenEntriesPerMethod,
  insertEntries,
  tell,
} from "@/lib/security-log/entry";
import { addressContested } from "@/lib/auth/errors";
import { writeMail } from "@/lib/mail/queue";
import { sendSoon } from "@/lib/mail/wake";
import { lockAddresses } from "../addresses/address-lock";
import { tellUntold } from "../addresses/contested";
import { makeLinks } from "./holder-links";
import { addressLost, losersOf } from "../addresses/holders";
import { endLeftovers, revokeInvitationsOf } from "../leftovers";
import { signInMethodChanged } from "../notices";
import { type LinkKind, LINKS, linkIdIn, linkTo } from "./links";

// docs/decisions/034-links-by-mail.md. A link signs in the account that it was made for, while the address is still its own.

const KIND = "sign_in" satisfies LinkKind;

/** NextAuth's id of this way to sign in. */
export const MAIL_LINK = "mail-link";

/** Writes a mail with a link for each account that an address means. Call `sendSoon` once the visitor is answered. */
export async function mailSignInLinks(email: string, language: Language, afterSeconds?: number): Promise<void> {
  const minutes = LINKS[KIND].minutesValid;
  const kind = "sign_in_link" as const;
  await makeLinks(KIND, email, {
    mail: (linkId) => ({ kind, key: `${kind} ${linkId}`, to: email, language, data: { linkId, minutes } }),
    afterSeconds,
  });
}

/** Of a link `l` and its user `u` at $2: it was not used and is not too old, and the address is still the user's. */
const IS_VALID = `l.kind = '${KIND}' AND l.used_at IS NULL AND l.expires_at > $2 AND u.email = l.email`;

const FIND = `
  SELECT u.email, u.email_verified IS NOT NULL AS "isConfirmed", EXISTS (
    SELECT FROM password_credential p WHERE p.user_id = u.id) AS "hasPassword"
  FROM one_time_link l JOIN "user" u ON u.id = l.user_id WHERE l.id = $1 AND ${IS_VALID}`;

type Found = { email: string; isConfirmed: boolean; hasPassword: boolean };

const find = async (id: string | null): Promise<Found | null> =>
  (id ? (await statement<Found>("sign_in_link", FIND, [id, now()]))[0] : undefined) ?? null;

/** What a mail leads to. @param id of the link's row @returns null for one that is used or too old */
export const signInLinkOf = async (id: string): Promise<string | null> => ((await find(id)) ? linkTo(KIND, id) : null);

/** @returns the id of the link's row; null for what is no such token */
export const signInLinkIdIn = (token: string): string | null => linkIdIn(KIND, token);

/** @returns whom the link signs in; null for one that is used, too old, or not ours */
export const findSignInLink = (token: string): Promise<Found | null> => find(linkIdIn(KIND, token));

// The user's row is locked first: of two links that are used at once one finds itself void. Who had only typed the address
// may be somebody else than who reads its mail, and must not stay in: their password, providers, sessions and links are void.
const USE = `
  WITH holder AS (
    SELECT u.id, u.email_verified IS NULL AS is_new FROM one_time_link l JOIN "user" u ON u.id = l.user_id
    WHERE l.id = $1 AND ${IS_VALID} FOR NO KEY UPDATE OF u),
  link AS (
    UPDATE one_time_link l SET used_at = $2 FROM holder
    WHERE l.id = $1 AND l.used_at IS NULL AND l.user_id = holder.id RETURNING l.user_id, l.email, holder.is_new),
  lost AS (${losersOf("link")}),
  void AS (
    UPDATE one_time_link o SET used_at = $2 FROM link
    WHERE o.user_id = link.user_id AND o.kind = '${KIND}' AND o.used_at IS NULL AND o.id <> $1),
  confirmed AS (
    UPDATE "user" u SET email_verified = $2 FROM link WHERE u.id = link.user_id AND link.is_new
    RETURNING u.id AS user_id),
  unlinked AS (
    DELETE FROM account WHERE user_id = (SELECT user_id FROM link WHERE is_new) RETURNING user_id, provider AS method),
  forgotten AS (
    DELETE FROM password_credential WHERE user_id = (SELECT user_id FROM link WHERE is_new)
    RETURNING user_id, 'password' AS method),
  removed AS (SELECT * FROM unlinked UNION SELECT * FROM forgotten),
  logged AS (${insertEntries(
    [givenEntriesBy("$3", "confirmed"), givenEntriesAbout("$4", "lost"), givenEntriesPerMethod("$5", "removed")].join(
      " UNION ALL ",
    ),
  )})
  SELECT user_id AS "userId", is_new AS "isNew", ARRAY(SELECT user_id::text FROM lost) AS losers,
    ARRAY(SELECT method FROM removed) AS removed FROM link`;

type Used = { userId: string; isNew: boolean; losers: string[]; removed: string[] };

/**
 * Uses a link, which works once and confirms the address.
 * @param language of the mail that tells which ways in this took away
 * @returns the user's id; null for a link that is used, too old or not ours, or whose address somebody else has confirmed
 *   meanwhile
 * @throws ProductError address_contested where somebody who pays is told only now, which leaves the link as it was
 */
export async function redeemSignInLink(token: string, language: Language = "en"): Promise<string | null> {
  const id = linkIdIn(KIND, token);
  const found = await find(id);
  if (!found) return null;
  const entry: Entry = { event: "address_confirmed", about: { email: found.email } };
  const lost = addressLost(found.email);
  const gone: Entry = { event: "sign_in_method_removed" };
  const values = [id, now(), entryRows(entry), entryRows(lost), entryRows(gone)];
  const user = await prisma().$transaction(async (tx) => {
    await lockAddresses(tx, [found.email]);
    if (await tellUntold(tx, found.email, id)) return "told";
    const [used] = await tx.$queryRawUnsafe<Used[]>(USE, ...values);
    if (!used?.isNew) return used;
    const { userId } = used;
    const told = used.removed.map((method) => signInMethodChanged(found.email, language, "removed", method));
    await writeMail(tx, ...told.map((one) => ({ ...one, userId })));
    await endLeftovers(tx, userId, null, id);
    return { ...used, revoked: await revokeInvitationsOf(tx, userId) };
  });
  if (user === "told") {
    sendSoon();
    throw addressContested();
  }
  if (!user) return null;
  const { userId: actorId, losers, removed } = user;
  if ("revoked" in user) {
    tell(
      { ...entry, actorId },
      ...losers.map((userId) => ({ ...lost, userId })),
      ...removed.map((method) => ({ ...gone, actorId, about: { method } })),
      ...user.revoked,
    );
    sendSoon();
  }
  return user.userId;
}
