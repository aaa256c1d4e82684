import { ADDRESS_STATE, type AddressState } from "@/lib/address-state";
import { type Claim, claimValues, IS_OPEN } from "@/lib/claim";
import { statement } from "@/lib/db";
import type { Language } from "@/lib/languages.mjs";
import { givenMailAbout, insertMail, mailRows } from "@/lib/mail/queue";
import { sendSoon } from "@/lib/mail/wake";
import { takeSlot } from "@/lib/rate-limit";
import { type Entry, entryRows, givenEntriesBy, insertEntries, tell } from "@/lib/security-log/entry";
import type { LinkKind } from "../links/links";
import { newConfirmation } from "./confirmation";
import { telling } from "./contested";

const KIND = "address_confirmation" satisfies LinkKind;
const AN_HOUR = { limit: 5, windowSeconds: 3600 };
/** To one address: a second click, or an impatient one, brings no second mail. */
const A_MINUTE = { limit: 1, windowSeconds: 60 };

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
  await takeSlot({ key: `confirmations by ${claim.userId} to ${email}`, ...A_MINUTE });
  await takeSlot({ key: `confirmations by ${claim.userId}`, ...AN_HOUR });
  if (!isTheirs) await takeSlot({ key: `confirmations to ${email}`, ...AN_HOUR });
  const { link, mail } = newConfirmation(email, language);
  const values = [...claimValues(claim), link.id, email, link.createdAt, link.expiresAt, mailRows([mail()])];
  const entry: Entry = { event: "address_change_asked", actorId: claim.userId, about: { email } };
  if ((await statement("confirmation_ask", ASK, [...values, entryRows(entry)])).length > 0) tell(entry);
  sendSoon();
}
