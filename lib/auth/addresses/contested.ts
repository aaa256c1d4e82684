import { LIVE } from "@/lib/live-subscription";
import { inSeconds, now } from "@/lib/clock";
import { insertMail, sendsMail } from "@/lib/mail/queue";
import type { Transaction } from "./address-lock";
import { LINKS } from "../links/links";

// Who pays is told before somebody else gets an address that they use and never confirmed.

const KIND = "address_contested";
const LINK = "address_confirmation";
const A_DAY_SECONDS = 86_400;
const MINUTES = LINKS[LINK].minutesValid;

/** SQL: that a user `u` pays for a plan, or is about to. */
const PAYS = `EXISTS (
  SELECT FROM stripe_user p JOIN subscription s ON s.customer_id = p.customer_id AND ${LIVE} WHERE p.user_id = u.id)`;

type Sql = { email: string; at: string; until: string };

/**
 * SQL: parts of a `WITH` that tell who pays, never confirmed the address and is about to lose it: on their dashboard, and by
 * a mail with a link of their own, one a day. Call `sendSoon` afterwards.
 * @param asking a part with a column `user_id`: who wants the address, null for somebody who has no account yet
 */
export const telling = (asking: string, { email, at, until }: Sql): string => `
  losing AS (
    SELECT u.id, u.name, u.created_at, u.language,
      concat_ws(' ', '${KIND}', u.id, to_char(${at}::timestamptz AT TIME ZONE 'UTC', 'YYYY-MM-DD')) AS key
    FROM "user" u JOIN ${asking} a ON a.user_id IS DISTINCT FROM u.id
    WHERE u.email = ${email} AND u.email_verified IS NULL AND ${PAYS}),
  noted AS (
    UPDATE "user" u SET address_contested_at = ${at} FROM losing l WHERE u.id = l.id AND u.address_contested_at IS NULL),
  offered AS (
    INSERT INTO one_time_link (id, kind, user_id, email, created_at, expires_at)
    SELECT gen_random_uuid(), '${LINK}', l.id, ${email}, ${at}, ${until} FROM losing l
    WHERE NOT EXISTS (SELECT FROM mail m WHERE m.key = l.key) RETURNING id, user_id),
  told AS (${insertMail(`
    SELECT gen_random_uuid() AS id, l.key, '${KIND}' AS kind, ${email}::text AS to_address, l.id AS user_id,
      NULL::uuid AS workspace_id, COALESCE(l.language, 'en') AS language, ${at}::timestamptz AS created_at,
      jsonb_build_object('linkId', o.id, 'minutes', ${MINUTES},
        'account', jsonb_build_object('name', l.name, 'createdAt', l.created_at)) AS data
    FROM offered o JOIN losing l ON l.id = o.user_id`)})`;

const TELL = `WITH asking AS (SELECT $1::uuid AS user_id),
  ${telling("asking", { email: "$2", at: "$3", until: "$4" })} SELECT 1`;

/** @param askingId who wants the address; null for somebody who has no account yet */
export async function tellPayers(tx: Transaction, email: string, askingId: string | null): Promise<void> {
  const at = now();
  await tx.$executeRawUnsafe(TELL, askingId, email, at, inSeconds(at, MINUTES * 60));
}

const WAITS = `
  SELECT FROM "user" u WHERE u.email = $1 AND u.email_verified IS NULL AND ${PAYS}
    AND (u.address_contested_at IS NULL OR u.address_contested_at > $2) LIMIT 1`;

/** Whether somebody pays who would lose the address and was not told a day ago. */
export async function isPayersStill(tx: Transaction, email: string): Promise<boolean> {
  const rows = await tx.$queryRawUnsafe<unknown[]>(WAITS, email, inSeconds(now(), -A_DAY_SECONDS));
  return rows.length > 0;
}

const UNTOLD = `
  SELECT l.user_id AS "askingId" FROM one_time_link l JOIN "user" u ON u.email = l.email AND u.id <> l.user_id
  WHERE l.id = $1 AND u.email_verified IS NULL AND u.address_contested_at IS NULL AND ${PAYS} LIMIT 1`;

/**
 * Tells who pays and would lose the address to the holder of a link, if they hear of it only now. A payer who began
 * after somebody asked for the address wasn't told then.
 * @param linkId that proves the address
 * @returns whether it's the first they hear of it. The link must not count then; the next time it does
 */
export async function tellUntold(tx: Transaction, email: string, linkId: string | null): Promise<boolean> {
  if (!sendsMail()) return false;
  const [untold] = await tx.$queryRawUnsafe<{ askingId: string }[]>(UNTOLD, linkId);
  if (untold) await tellPayers(tx, email, untold.askingId);
  return untold !== undefined;
}
