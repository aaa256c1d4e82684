import { now } from "@/lib/clock";
import { statement } from "@/lib/db";
import { maskAddresses } from "./addresses";
import { sendSoon } from "./wake";

export type FailedMail = {
  id: string;
  kind: string;
  /** Shortened: an operator has no need of the whole one. */
  to: string;
  since: Date;
  failedAt: Date;
  attempts: number;
  error: string;
};

const MOST_FAILED = 50;

const FAILED = `
  SELECT id, kind, to_address AS "to", created_at AS since, failed_at AS "failedAt", attempts, COALESCE(error, '') AS error
  FROM mail WHERE failed_at IS NOT NULL ORDER BY mail.failed_at DESC, id LIMIT ${MOST_FAILED + 1}`;

/** The mails that were given up, the latest first. */
export async function listFailedMail(): Promise<{ mails: FailedMail[]; more: boolean }> {
  const rows = await statement<FailedMail>("operator_failed_mail", FAILED, []);
  const mails = rows
    .slice(0, MOST_FAILED)
    .map((mail) => ({ ...mail, to: maskAddresses(mail.to), error: maskAddresses(mail.error) }));
  return { mails, more: rows.length > MOST_FAILED };
}

const AGAIN = `
  UPDATE mail SET failed_at = NULL, next_attempt_at = $2
  WHERE failed_at IS NOT NULL AND (id::text = $1 OR $1 = 'all')`;

/**
 * Has a mail that was given up sent once more. One that fails again and is older than three days is given up at once.
 * @param id `all`: every one
 */
export async function sendAgain(id: string): Promise<void> {
  await statement("mail_again", AGAIN, [id, now()]);
  sendSoon();
}
