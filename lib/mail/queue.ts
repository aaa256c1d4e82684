import { randomUUID } from "node:crypto";
import { now } from "@/lib/clock";
import { mailEnv } from "@/lib/env";
import type { Language } from "@/lib/languages.mjs";
import type { Prisma } from "@/prisma/generated/client";
import { languageOf } from "./language";
import { KINDS, type MailData, type MailKind } from "./kinds";
import { sendSoon } from "./wake";

// docs/mail.md. A mail is a row first, written in the statement or transaction of its cause: both happen, or neither.

type Of<K extends MailKind> = {
  kind: K;
  /** Of its cause, such as `invitation:ID`: a second mail with the same key is never written. */
  key: string;
  /** Null for an account without an address, which gets no mail. */
  to: string | null;
  /** Whose account it is about, if that is known. */
  userId?: string | null;
  workspaceId?: string | null;
  /** Of the page whose request is the cause. That of a recipient with an account counts more (language.ts). */
  language: Language;
  data: MailData<K>;
};

export type NewMail = { [K in MailKind]: Of<K> }[MailKind];

/** Whether mail is written and sent at all. Without a server it is not written either: it would be old news later. */
export const sendsMail = (): boolean => mailEnv().MAIL_URL !== "";

/**
 * What a statement that writes mail is given: `SELECT … FROM` it is `givenMail("$n")`.
 * @throws ZodError where the data is not that of the kind
 */
export function mailRows(mails: readonly NewMail[]): string {
  if (!sendsMail()) return "[]";
  const createdAt = now();
  const rows = mails.flatMap(({ kind, key, to, userId = null, workspaceId = null, language, data }) =>
    to === null
      ? []
      : {
          id: randomUUID(),
          key,
          kind,
          to_address: to,
          user_id: userId,
          workspace_id: workspaceId,
          language,
          data: KINDS[kind].data.parse(data),
          created_at: createdAt,
        },
  );
  return JSON.stringify(rows);
}

const COLUMNS = "id, key, kind, to_address, user_id, workspace_id, language, data, created_at";

/** SQL: the rows of a parameter that `mailRows` made. */
export const givenMail = (parameter: string): string =>
  `SELECT * FROM jsonb_to_recordset(${parameter}::jsonb) AS given(id uuid, key text, kind text, to_address text,
    user_id uuid, workspace_id uuid, language text, data jsonb, created_at timestamptz)`;

/**
 * SQL: the same rows, about the user whom an earlier part of the statement found; none where it found nobody.
 * @param part its name; it has a column `user_id`
 */
export const givenMailAbout = (parameter: string, part: string): string =>
  `SELECT g.id, g.key, g.kind, g.to_address, ${part}.user_id, g.workspace_id, g.language, g.data, g.created_at
   FROM (${givenMail(parameter)}) g CROSS JOIN ${part}`;

/** Somebody who is known by the address alone has to have confirmed it. */
const LANGUAGE = `
  COALESCE((SELECT ${languageOf("u", "written.language")} FROM "user" u WHERE u.id = written.user_id),
    (SELECT ${languageOf("u", "written.language")} FROM "user" u
     WHERE written.user_id IS NULL AND u.email = written.to_address AND u.email_verified IS NOT NULL),
    written.language)`;

/**
 * Who typed somebody else's address can cause mail to it without end, by changing a password or removing a member again and
 * again. So an account that hasn't proven its address gets so many in an hour; what comes after isn't written.
 */
const UNPROVEN_AN_HOUR = 30;
const IS_TOO_MUCH = `
  COALESCE((SELECT u.email_verified IS NULL FROM "user" u WHERE u.id = written.user_id), false)
  AND (SELECT count(*) FROM (SELECT FROM mail m WHERE m.user_id = written.user_id
    AND m.created_at > written.created_at::timestamptz - interval '1 hour' LIMIT ${UNPROVEN_AN_HOUR}) AS recent) >= ${UNPROVEN_AN_HOUR}`;

/**
 * SQL for a `WITH mailed AS (…)` of the statement that is the mail's cause. Call `sendSoon` after the statement.
 * @param source a SELECT of the columns, such as `${givenMail("$4")} WHERE EXISTS (SELECT FROM changed)`
 * @param due from when on it is sent
 */
export const insertMail = (source: string, due = "created_at"): string =>
  `INSERT INTO mail (${COLUMNS}, next_attempt_at)
   SELECT id, key, kind, to_address, user_id, workspace_id, ${LANGUAGE}, data, created_at, ${due} FROM (${source}) AS written
   WHERE NOT (${IS_TOO_MUCH})
   ON CONFLICT (key) DO NOTHING`;

const INSERT = insertMail(givenMail("$1"));

/** Where a mail is written: a transaction, or the client where there is none. */
export type MailWriter = Pick<Prisma.TransactionClient, "$executeRawUnsafe">;

/**
 * Writes mail in a transaction of Prisma's. Call `sendSoon` afterwards, or leave it to the timer.
 * @throws ZodError where the data is not that of the kind
 */
export async function writeMail(tx: MailWriter, ...mails: NewMail[]): Promise<void> {
  const rows = mailRows(mails);
  if (rows !== "[]") await tx.$executeRawUnsafe(INSERT, rows);
}

/**
 * Writes mail in a transaction of Prisma's. It is sent right after the transaction commits.
 * @throws ZodError where the data is not that of the kind
 */
export async function queueMail(tx: MailWriter, ...mails: NewMail[]): Promise<void> {
  await writeMail(tx, ...mails);
  if (mails.length > 0) sendSoon();
}
