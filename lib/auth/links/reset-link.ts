import { now } from "@/lib/clock";
import { statement } from "@/lib/db";
import type { Language } from "@/lib/languages.mjs";
import { makeLinks } from "./holder-links";
import { type LinkKind, LINKS, linkIdIn, linkTo } from "./links";

// By such a link the holder of an address sets a new password, also who only ever used a provider.

const KIND = "password_reset" satisfies LinkKind;

/**
 * @param operator who makes it, by their name on that machine
 * @param userId of the account, where the address means several
 * @returns a link for an operator to hand over; null when the address, or that account with it, isn't there
 */
export async function makeResetLink(email: string, operator: string, userId?: string): Promise<string | null> {
  const entries = [{ event: "operator_reset_link" as const, line: { email, operator } }];
  const [id] = await makeLinks(KIND, email, { entries, ...(userId && { userId }) });
  return id ? linkTo(KIND, id) : null;
}

/**
 * Writes a mail with a link for each account that an address means. Call `sendSoon` once the visitor is answered. Anyone
 * can ask for it, so it is no event of the account. The mail tells its holder.
 */
export async function mailResetLinks(email: string, language: Language, afterSeconds?: number): Promise<void> {
  const minutes = LINKS[KIND].minutesValid;
  await makeLinks(KIND, email, {
    mail: (linkId) => ({ kind: KIND, key: `${KIND} ${linkId}`, to: email, language, data: { linkId, minutes } }),
    afterSeconds,
  });
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
