import { randomUUID } from "node:crypto";
import { inSeconds, now } from "@/lib/clock";
import { statement } from "@/lib/db";
import type { Language } from "@/lib/languages.mjs";
import { givenMail, insertMail, mailRows, type NewMail } from "@/lib/mail/queue";
import { holdersOf, MOST_UNCONFIRMED } from "./holders";
import { type LinkKind, LINKS, linkIdIn, linkTo } from "./links";

const KIND = "password_reset" satisfies LinkKind;

// The user's old links make room, so the table does not grow with what is asked for. $1 are ids for as many links as an
// address may have accounts, and $5 holds a mail for each of them. Which account a mail is about is said where there are several.
const MAKE = `
  WITH holder AS (
    SELECT h.*, ($1::uuid[])[row_number() OVER (ORDER BY h.created_at, h.id)] AS link_id, count(*) OVER () AS accounts
    FROM (${holdersOf("$2")}) h WHERE $6::uuid IS NULL OR h.id = $6),
  room AS (
    DELETE FROM one_time_link WHERE user_id IN (SELECT id FROM holder) AND kind = '${KIND}' AND expires_at < $3),
  made AS (
    INSERT INTO one_time_link (id, kind, user_id, email, created_at, expires_at)
    SELECT link_id, '${KIND}', id, email, $3, $4 FROM holder RETURNING id, user_id),
  mailed AS (${insertMail(`
    SELECT g.id, g.key, g.kind, g.to_address, m.user_id, g.workspace_id, g.language, g.created_at,
      CASE WHEN h.accounts = 1 THEN g.data
        ELSE g.data || jsonb_build_object('account', jsonb_build_object('name', h.name, 'createdAt', h.created_at)) END AS data
    FROM (${givenMail("$5")}) g JOIN made m ON m.id::text = g.data ->> 'linkId' JOIN holder h ON h.id = m.user_id`)})
  SELECT id FROM made`;

/**
 * Makes links by which the holder of an address sets a new password, one for each account that the address means, also
 * for who only ever used a provider.
 * @param mail written along with each
 * @param userId of the account, where it is known
 * @returns the links' ids
 */
async function make(email: string, mail: (linkId: string) => NewMail[], userId: string | null = null) {
  const [ids, at] = [Array.from({ length: MOST_UNCONFIRMED }, () => randomUUID()), now()];
  const until = inSeconds(at, LINKS[KIND].minutesValid * 60);
  const values = [ids, email, at, until, mailRows(ids.flatMap(mail)), userId];
  return (await statement<{ id: string }>("reset_link_make", MAKE, values)).map(({ id }) => id);
}

/** @returns a link for an operator to hand over; null when the account doesn't have the address */
export async function makeResetLink(email: string, userId: string | null = null): Promise<string | null> {
  const [id] = await make(email, () => [], userId);
  return id ? linkTo(KIND, id) : null;
}

/** Writes a mail with a link for each account that an address means. Call `sendSoon` once the visitor is answered. */
export async function mailResetLinks(email: string, language: Language): Promise<void> {
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
