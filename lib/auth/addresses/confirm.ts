import { randomUUID } from "node:crypto";
import type { Claim } from "@/lib/claim";
import { now } from "@/lib/clock";
import { prisma, statement } from "@/lib/db";
import { addressContested, linkNotValid, wrongPassword } from "@/lib/auth/errors";
import { unauthenticated } from "@/lib/errors";
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
import { verifyPassword } from "../passwords/passwords";
import { isOpen } from "../sessions";
import { lockAddresses } from "./address-lock";
import { tellUntold } from "./contested";
import { addressLost, losersOf } from "./holders";

// The link proves that somebody reads the address's mail, not that the account is theirs: anyone can sign up with it. So
// the account takes a proof too, or its squatter would have an address that its holder confirmed.

const KIND = "address_confirmation" satisfies LinkKind;
const WINDOW = { limit: 10, windowSeconds: 15 * 60 };

/** Of a link `l` and its user `u` at $2: it was not used and is not too old, and nobody else has confirmed the address. */
const IS_VALID = `l.kind = '${KIND}' AND l.used_at IS NULL AND l.expires_at > $2 AND u.deleted_at IS NULL
  AND NOT EXISTS (SELECT FROM "user" o WHERE o.email = l.email AND o.email_verified IS NOT NULL AND o.id <> u.id)`;

const FIND = `
  SELECT l.id, u.id AS "userId", l.email, u.email AS before, u.name, u.created_at AS "createdAt", p.hash
  FROM one_time_link l JOIN "user" u ON u.id = l.user_id LEFT JOIN password_credential p ON p.user_id = u.id
  WHERE l.id = $1 AND ${IS_VALID}`;

type Found = {
  id: string;
  /** Whose account it is. */
  userId: string;
  email: string;
  /** The user's address until then. */
  before: string | null;
  /** For who reads the mail and knows of no account. */
  name: string | null;
  createdAt: Date;
  hash: string | null;
};

async function find(token: string): Promise<Found | null> {
  const id = linkIdIn(KIND, token);
  const [found] = id ? await statement<Found>("confirmation", FIND, [id, now()]) : [];
  return found ?? null;
}

/** @returns what the link confirms, and for which account; null for a link that does nothing any more */
export async function findConfirmation(token: string) {
  const found = await find(token);
  if (!found) return null;
  const { hash, ...link } = found;
  return { ...link, hasPassword: hash !== null };
}

const CONFIRMED = `
  SELECT FROM one_time_link l JOIN "user" u ON u.id = l.user_id AND u.email = l.email
  WHERE l.id = $1 AND l.kind = '${KIND}' AND u.email_verified IS NOT NULL`;

/** Whether there is nothing left to do for a link, because its account has confirmed the address: by this one or otherwise. */
export async function isConfirmedAlready(token: string): Promise<boolean> {
  const id = linkIdIn(KIND, token);
  return id !== null && (await statement("confirmed", CONFIRMED, [id])).length > 0;
}

/** What a mail leads to. @param id of the link's row @returns null for one that is used or too old */
export async function confirmationLinkOf(id: string): Promise<string | null> {
  const [found] = await statement("confirmation", FIND, [id, now()]);
  return found ? linkTo(KIND, id) : null;
}

// Who reads mail at the address holds it: with this update the database takes it from accounts that never confirmed it.
// The user's other links to addresses and passwords are void. Session and password are looked at under locks: the password
// may have changed while it was compared.
const CONFIRM = `
  WITH holder AS (
    SELECT u.id, l.email FROM one_time_link l JOIN "user" u ON u.id = l.user_id WHERE l.id = $1 AND ${IS_VALID}
    FOR NO KEY UPDATE OF u),
  signed_in AS (SELECT user_id FROM session WHERE id = $6 AND user_id = (SELECT id FROM holder) AND ended_at IS NULL FOR SHARE),
  knowing AS (SELECT user_id FROM password_credential WHERE hash = $7 AND user_id = (SELECT id FROM holder) FOR SHARE),
  proven AS (
    SELECT id, email FROM holder WHERE EXISTS (SELECT FROM signed_in) OR EXISTS (SELECT FROM knowing)),
  link AS (
    UPDATE one_time_link SET used_at = $2 WHERE id = $1 AND used_at IS NULL AND user_id = (SELECT id FROM proven)
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

/** That the account is theirs. */
export type Proof = {
  claim: Claim | null;
  /** What they typed as its password, where the page asked for it. */
  password: string | null;
};

/**
 * Makes the address that a link was sent to the user's own. Where it had another before, both are told.
 * @returns the user's id
 * @throws ProductError wrong_password; unauthenticated for a browser in which nobody is signed in to the account;
 *   address_contested where somebody who pays is told only now: the next time does it;
 *   link_not_valid, also where somebody else has confirmed the address meanwhile; rate_limited; overloaded
 */
export async function confirmAddress(token: string, language: Language, proof: Proof): Promise<string> {
  // A sign-in may have renewed the hash of the same password meanwhile. Another password is wrong then.
  const done = (await confirm(token, language, proof)) ?? (await confirm(token, language, proof));
  if (!done) throw linkNotValid();
  return done;
}

const addressChanged = ({ email, before }: Found, reader: "before" | "new", language: Language): NewMail => ({
  kind: "address_changed",
  key: `address_changed ${randomUUID()}`,
  to: reader === "new" ? email : before,
  language,
  data: { newAddress: email, reader },
});

async function confirm(token: string, language: Language, proof: Proof): Promise<string | null> {
  const found = await find(token);
  if (!found) throw linkNotValid();
  const { id, email, before } = found;
  const by = await prove(found, proof);
  const told =
    before === email ? [] : (["before", "new"] as const).map((reader) => addressChanged(found, reader, language));
  const entry: Entry = { event: "address_confirmed", about: { email } };
  const lost = addressLost(email);
  const entries = [entryRows(entry), entryRows(lost)];
  const values = [id, now(), mailRows(told), ...entries, by.sessionId ?? null, by.hash ?? null];
  const done = await prisma().$transaction(async (tx) => {
    await lockAddresses(tx, [email, before]);
    if (await tellUntold(tx, email, id)) return "told";
    return (await tx.$queryRawUnsafe<Confirmed[]>(CONFIRM, ...values))[0];
  });
  sendSoon();
  if (done === "told") throw addressContested();
  if (!done) return null;
  tell({ ...entry, actorId: done.userId }, ...done.losers.map((userId) => ({ ...lost, userId })));
  return done.userId;
}

/** @returns what proves that the account is theirs @throws ProductError wrong_password, unauthenticated, rate_limited, overloaded */
async function prove(
  { id, userId, hash }: Found,
  { claim, password }: Proof,
): Promise<{ sessionId?: string; hash?: string }> {
  if (claim?.userId === userId && (await isOpen(claim))) return { sessionId: claim.sessionId };
  if (hash === null || password === null) throw unauthenticated();
  // Failures alone count, before the password is looked at.
  const slot = await takeSlot({ key: `password at link ${id}`, ...WINDOW });
  if (!(await verifyPassword(password, hash, { userId }))) throw wrongPassword();
  await slot.giveBack();
  return { hash };
}
