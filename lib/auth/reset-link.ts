import { randomUUID } from "node:crypto";
import { inSeconds, now } from "@/lib/clock";
import { statement } from "@/lib/db";
import type { Language } from "@/lib/languages.mjs";
import { givenMailAbout, insertMail, mailRows, type NewMail } from "@/lib/mail/queue";
import { type Entry, entryRows, givenEntriesAbout, insertEntries, tell } from "@/lib/security-log/entry";
import { type LinkKind, LINKS, linkIdIn, linkTo } from "./links";

const KIND = "password_reset" satisfies LinkKind;

// The user's old links make room, so the table does not grow with what is asked for.
const MAKE = `
  WITH holder AS (SELECT id, email FROM "user" WHERE email = $2),
  room AS (DELETE FROM one_time_link WHERE user_id = (SELECT id FROM holder) AND kind = '${KIND}' AND expires_at < $3),
  made AS (
    INSERT INTO one_time_link (id, kind, user_id, email, created_at, expires_at)
    SELECT $1, '${KIND}', id, email, $3, $4 FROM holder RETURNING user_id),
  mailed AS (${insertMail(givenMailAbout("$5", "made"))}),
  logged AS (${insertEntries(givenEntriesAbout("$6", "made"))})
  SELECT user_id AS "userId" FROM made`;

/**
 * Makes a link by which the holder of an address sets a new password, also for who only ever used a provider.
 * @param mail written along with it, if any, when somebody has the address; and the same for the security log
 * @returns the id of the link; null when nobody has the address
 */
async function make(email: string, mail: (linkId: string) => NewMail[], entries: Entry[]): Promise<string | null> {
  const [id, at] = [randomUUID(), now()];
  const until = inSeconds(at, LINKS[KIND].minutesValid * 60);
  const values = [id, email, at, until, mailRows(mail(id)), entryRows(...entries)];
  const [made] = await statement<{ userId: string }>("reset_link_make", MAKE, values);
  if (!made) return null;
  tell(...entries.map((entry) => ({ ...entry, userId: made.userId })));
  return id;
}

/**
 * @param operator who makes it, by their name on that machine
 * @returns a link for an operator to hand over; null when nobody has the address
 */
export async function makeResetLink(email: string, operator: string): Promise<string | null> {
  const id = await make(email, () => [], [{ event: "operator_reset_link", line: { email, operator } }]);
  return id && linkTo(KIND, id);
}

/** Writes a mail with a link to an address, if somebody has it. Call `sendSoon` once the visitor is answered. */
export async function mailResetLink(email: string, language: Language): Promise<void> {
  const minutes = LINKS[KIND].minutesValid;
  const mail = (linkId: string): NewMail[] => [
    { kind: KIND, key: `${KIND} ${linkId}`, to: email, language, data: { linkId, minutes } },
  ];
  // Anyone can ask for it, so it is no event of the account. The mail tells its holder.
  await make(email, mail, []);
}

/** Of a link `l` and its user `u` at $2: it was not used and is not too old, and the address is still the user's. */
export const IS_VALID = `l.kind = '${KIND}' AND l.used_at IS NULL AND l.expires_at > $2 AND u.email = l.email`;

const FIND = `SELECT u.email FROM one_time_link l JOIN "user" u ON u.id = l.user_id WHERE l.id = $1 AND ${IS_VALID}`;

/** What a mail leads to. @param id of the link's row @returns null for one that is used or too old */
export async function resetLinkOf(id: string): Promise<string | null> {
  const [link] = await statement("reset_link", FIND, [id, now()]);
  return link ? linkTo(KIND, id) : null;
}

/** @returns the address whose password the link sets; null for one that is used, too old, or not ours */
export async function findResetLink(token: string): Promise<string | null> {
  const id = linkIdIn(KIND, token);
  const [link] = id ? await statement<{ email: string }>("reset_link", FIND, [id, now()]) : [];
  return link?.email ?? null;
}
