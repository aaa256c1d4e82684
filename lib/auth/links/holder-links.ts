import { randomUUID } from "node:crypto";
import { inSeconds, now } from "@/lib/clock";
import { statement } from "@/lib/db";
import { givenMail, insertMail, mailRows, type NewMail } from "@/lib/mail/queue";
import { type Entry, entryRows, givenEntriesAbout, insertEntries, tell } from "@/lib/security-log/entry";
import { holdersOf, MOST_UNCONFIRMED } from "../addresses/holders";
import { type LinkKind, LINKS } from "./links";

// The user's old links make room, so the table does not grow with what is asked for. $1 are ids for as many links as an
// address may have accounts, and $5 holds a mail for each of them. Which account a mail is about is said where there are several.
const making = (kind: LinkKind): string => `
  WITH holder AS (
    SELECT h.*, ($1::uuid[])[row_number() OVER (ORDER BY h.created_at, h.id)] AS link_id, count(*) OVER () AS accounts
    FROM (${holdersOf("$2")}) h WHERE $6::uuid IS NULL OR h.id = $6),
  room AS (
    DELETE FROM one_time_link WHERE user_id IN (SELECT id FROM holder) AND kind = '${kind}' AND expires_at < $3),
  made AS (
    INSERT INTO one_time_link (id, kind, user_id, email, created_at, expires_at)
    SELECT link_id, '${kind}', id, email, $3, $4 FROM holder RETURNING id, user_id),
  mailed AS (${insertMail(
    `
    SELECT g.id, g.key, g.kind, g.to_address, m.user_id, g.workspace_id, g.language, g.created_at,
      CASE WHEN h.accounts = 1 THEN g.data
        ELSE g.data || jsonb_build_object('account', jsonb_build_object('name', h.name, 'createdAt', h.created_at)) END AS data
    FROM (${givenMail("$5")}) g JOIN made m ON m.id::text = g.data ->> 'linkId' JOIN holder h ON h.id = m.user_id`,
    "created_at::timestamptz + $8::float8 * interval '1 second'",
  )}),
  logged AS (${insertEntries(givenEntriesAbout("$7", "made"))})
  SELECT id, user_id AS "userId" FROM made`;

const MAKE = { password_reset: making("password_reset"), sign_in: making("sign_in") };

type More = {
  /** Written along with each link. */
  mail?: (linkId: string) => NewMail;
  entries?: Entry[];
  /** Of the account, where it is known. */
  userId?: string;
  /**
   * So much later the mail is sent: once a visitor is answered, whose answer must not tell whether there is one. This
   * instance may be looking for mail already, and making one takes time of every request.
   */
  afterSeconds?: number | undefined;
};

/** Makes a link for each account that an address means. @returns the links' ids */
export async function makeLinks(
  kind: keyof typeof MAKE,
  email: string,
  { mail, entries = [], userId, afterSeconds = 0 }: More,
): Promise<string[]> {
  const [ids, at] = [Array.from({ length: MOST_UNCONFIRMED }, () => randomUUID()), now()];
  const until = inSeconds(at, LINKS[kind].minutesValid * 60);
  const mails = mailRows(mail ? ids.map(mail) : []);
  const values = [ids, email, at, until, mails, userId ?? null, entryRows(...entries), afterSeconds];
  const made = await statement<{ id: string; userId: string }>(`${kind}_make`, MAKE[kind], values);
  tell(...made.flatMap((one) => entries.map((entry) => ({ ...entry, userId: one.userId }))));
  return made.map(({ id }) => id);
}
