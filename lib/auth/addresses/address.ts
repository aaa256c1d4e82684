import { randomUUID } from "node:crypto";
import { ADDRESS_STATE, type AddressState } from "@/lib/address-state";
import { type Claim, claimValues, IS_OPEN } from "@/lib/claim";
import { now } from "@/lib/clock";
import { prisma, statement } from "@/lib/db";
import { linkNotValid } from "@/lib/auth/errors";
import type { Language } from "@/lib/languages.mjs";
import { givenMailAbout, insertMail, mailRows, type NewMail } from "@/lib/mail/queue";
import { sendSoon } from "@/lib/mail/wake";
import { takeSlot } from "@/lib/rate-limit";
import {
  type Entry,
  entryRows,
  givenEntriesAbout,
  givenEntriesBy,
  insertEntries,
  tell,
} from "@/lib/security-log/entry";
import { type LinkKind, linkIdIn, linkTo } from "../links/links";
import { lockAddresses } from "./address-lock";
import { newConfirmation } from "./confirmation";
import { telling } from "./contested";
import { addressLost, losersOf } from "./holders";

const KIND = "address_confirmation" satisfies LinkKind;
const AN_HOUR = { limit: 5, windowSeconds: 3600 };

export async function addressState(userId: string): Promise<AddressState> {
  const text = `SELECT ${ADDRESS_STATE} AS state FROM "user" u WHERE u.id = $1`;
  const [row] = await statement<{ state: AddressState }>("address_state", text, [userId]);
  return row?.state ?? "missing";
}

// An address that somebody has confirmed gets no mail, and nobody learns that it is so, from the security log neither. The
// session's row is locked: a new password, which signs out, leaves no link that is made meanwhile (leftovers.ts).
const ASK = `
  WITH held AS (SELECT user_id FROM session WHERE ${IS_OPEN} FOR SHARE),
  asking AS (
    SELECT id AS user_id FROM "user" WHERE id = (SELECT user_id FROM held)
      AND NOT EXISTS (SELECT FROM "user" o WHERE o.email = $6 AND o.email_verified IS NOT NULL AND o.id <> $1)),
  made AS (
    INSERT INTO one_time_link (id, kind, user_id, email, created_at, expires_at)
    SELECT $5, '${KIND}', user_id, $6, $7, $8 FROM asking RETURNING user_id),
  ${telling("made", { email: "$6", at: "$7", until: "$8" })},
  mailed AS (${insertMail(givenMailAbout("$9", "made"))}),
  changing AS (SELECT id AS user_id FROM "user" WHERE id = (SELECT user_id FROM held) AND email IS DISTINCT FROM $6),
  logged AS (${insertEntries(givenEntriesBy("$10", "changing"))})
  SELECT FROM changing`;

/**
 * Sends a link that makes an address the user's own: the one that they have already, or another one.
 * @param isTheirs the account names it already. What others ask for the address doesn't count against its holder then
 * @throws ProductError rate_limited
 */
export async function askToConfirm(claim: Claim, email: string, language: Language, isTheirs = false): Promise<void> {
  await takeSlot({ key: `confirmations by ${claim.userId}`, ...AN_HOUR });
  if (!isTheirs) await takeSlot({ key: `confirmations to ${email}`, ...AN_HOUR });
  const { link, mail } = newConfirmation(email, language);
  const values = [...claimValues(claim), link.id, email, link.createdAt, link.expiresAt, mailRows([mail()])];
  const entry: Entry = { event: "address_change_asked", actorId: claim.userId, about: { email } };
  if ((await statement("confirmation_ask", ASK, [...values, entryRows(entry)])).length > 0) tell(entry);
  sendSoon();
}

/** Of a link `l` and its user `u` at $2: it was not used and is not too old, and nobody else has confirmed the address. */
const IS_VALID = `l.kind = '${KIND}' AND l.used_at IS NULL AND l.expires_at > $2 AND u.deleted_at IS NULL
  AND NOT EXISTS (SELECT FROM "user" o WHERE o.email = l.email AND o.email_verified IS NOT NULL AND o.id <> u.id)`;

const FIND = `
  SELECT l.email, u.email AS before, u.name, u.created_at AS "createdAt" FROM one_time_link l JOIN "user" u ON u.id = l.user_id WHERE l.id = $1 AND ${IS_VALID}`;

type Found = {
  email: string;
  /** The user's address until then. */
  before: string | null;
  /** Whose account it is, for who reads the mail and knows of none. */
  name: string | null;
  createdAt: Date;
};

/** @returns what the link confirms, and for which account; null for a link that does nothing any more */
export async function findConfirmation(token: string): Promise<Found | null> {
  const id = linkIdIn(KIND, token);
  const [found] = id ? await statement<Found>("confirmation", FIND, [id, now()]) : [];
  return found ?? null;
}

/** What a mail leads to. @param id of the link's row @returns null for one that is used or too old */
export async function confirmationLinkOf(id: string): Promise<string | null> {
  const [found] = await statement("confirmation", FIND, [id, now()]);
  return found ? linkTo(KIND, id) : null;
}

// Who reads mail at the address holds it: with this update the database takes it from accounts that never confirmed it.
// The user's other links to addresses and passwords are void.
const CONFIRM = `
  WITH holder AS (
    SELECT u.id, l.email FROM one_time_link l JOIN "user" u ON u.id = l.user_id WHERE l.id = $1 AND ${IS_VALID}
    FOR NO KEY UPDATE OF u),
  link AS (
    UPDATE one_time_link SET used_at = $2 WHERE id = $1 AND used_at IS NULL AND user_id = (SELECT id FROM holder)
    RETURNING user_id, email),
  void AS (
    UPDATE one_time_link o SET used_at = $2 FROM link WHERE o.user_id = link.user_id AND o.used_at IS NULL AND o.id <> $1),
  lost AS (${losersOf("link")}),
  confirmed AS (
    UPDATE "user" u SET email = link.email, email_verified = $2 FROM link
    WHERE u.id = link.user_id RETURNING u.id AS user_id),
  mailed AS (${insertMail(givenMailAbout("$3", "confirmed"))}),
  logged AS (${insertEntries(`${givenEntriesBy("$4", "confirmed")} UNION ALL ${givenEntriesAbout("$5", "lost")}`)})
  SELECT user_id AS "userId", ARRAY(SELECT user_id::text FROM lost) AS losers FROM confirmed`;

type Confirmed = { userId: string; losers: string[] };

/**
 * Makes the address that a link was sent to the user's own. The address before is told.
 * @returns the user's id
 * @throws ProductError link_not_valid, also where somebody else has confirmed the address meanwhile
 */
export async function confirmAddress(token: string, language: Language): Promise<string> {
  const found = await findConfirmation(token);
  if (!found) throw linkNotValid();
  const { email, before } = found;
  const told: NewMail = {
    kind: "address_changed",
    key: `address_changed ${randomUUID()}`,
    to: before === email ? null : before,
    language,
    data: { newAddress: email },
  };
  const entry: Entry = { event: "address_confirmed", about: { email } };
  const lost = addressLost(email);
  const values = [linkIdIn(KIND, token), now(), mailRows([told]), entryRows(entry), entryRows(lost)];
  const [done] = await prisma().$transaction(async (tx) => {
    await lockAddresses(tx, [email, before]);
    return tx.$queryRawUnsafe<Confirmed[]>(CONFIRM, ...values);
  });
  if (!done) throw linkNotValid();
  tell({ ...entry, actorId: done.userId }, ...done.losers.map((userId) => ({ ...lost, userId })));
  sendSoon();
  return done.userId;
}
