import { randomUUID } from "node:crypto";
import { inSeconds, now } from "@/lib/clock";
import { statement } from "@/lib/db";
import type { Language } from "@/lib/languages.mjs";
import { givenMailAbout, insertMail, mailRows, type NewMail } from "@/lib/mail/queue";
import { type LinkKind, LINKS, linkIdIn, linkTo } from "./links";

const KIND = "password_reset" satisfies LinkKind;

// The user's old links make room, so the table does not grow with what is asked for.
const MAKE = `
  WITH holder AS (SELECT id, email FROM "user" WHERE email = $2),
  room AS (DELETE FROM one_time_link WHERE user_id = (SELECT id FROM holder) AND kind = '${KIND}' AND expires_at < $3),
  made AS (
    INSERT INTO one_time_link (id, kind, user_id, email, created_at, expires_at)
    SELECT $1, '${KIND}', id, email, $3, $4 FROM holder RETURNING user_id),
  mailed AS (${insertMail(givenMailAbout("$5", "made"))})
  SELECT user_id FROM made`;

/**
 * Makes a link by which the holder of an address sets a new password, also for who only ever used a provider.
 * @param mail written along with it, if any, when somebody has the address
 * @returns the id of the link; null when nobody has the address
 */
async function make(email: string, mail: (linkId: string) => NewMail[]): Promise<string | null> {
  const [id, at] = [randomUUID(), now()];
  const until = inSeconds(at, LINKS[KIND].minutesValid * 60);
  const made = await statement("reset_link_make", MAKE, [id, email, at, until, mailRows(mail(id))]);
  return made.length > 0 ? id : null;
}

/** @returns a link for an operator to hand over; null when nobody has the address */
export async function makeResetLink(email: string): Promise<string | null> {
  const id = await make(email, () => []);
  return id && linkTo(KIND, id);
}

/** Writes a mail with a link to an address, if somebody has it. Call `sendSoon` once the visitor is answered. */
export async function mailResetLink(email: string, language: Language): Promise<void> {
  const minutes = LINKS[KIND].minutesValid;
  await make(email, (linkId) => [
    { kind: KIND, key: `${KIND} ${linkId}`, to: email, language, data: { linkId, minutes } },
  ]);
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
