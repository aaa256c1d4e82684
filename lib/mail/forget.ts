import { inSeconds, now } from "@/lib/clock";
import { statement } from "@/lib/db";
import type { MailWriter } from "./queue";

/** For so long it can be said what became of a mail, and its key keeps it from being written again. */
const KEPT_SECONDS = 90 * 86_400;

const FORGET = `
  DELETE FROM mail WHERE id IN (
    SELECT id FROM mail
    WHERE (sent_at IS NOT NULL OR dropped_at IS NOT NULL OR failed_at IS NOT NULL) AND created_at < $1
    ORDER BY created_at LIMIT 1000 FOR UPDATE SKIP LOCKED)`;

/** Removes what was sent, or given up, long ago. */
export const forgetOldMail = async (): Promise<void> =>
  void (await statement("mail_forget", FORGET, [inSeconds(now(), -KEPT_SECONDS)]));

const ABOUT = "DELETE FROM mail WHERE user_id = $1::uuid";
// An invitation finds its reader by the address alone.
const TO = `
  DELETE FROM mail WHERE user_id IS NULL
    AND to_address = (SELECT email FROM "user" WHERE id = $1::uuid AND email_verified IS NOT NULL)`;

/** For the deletion of an account, before its address goes: removes all mail about it, also what is not sent yet. */
export async function forgetMailOf(tx: MailWriter, userId: string): Promise<void> {
  await tx.$executeRawUnsafe(ABOUT, userId);
  await tx.$executeRawUnsafe(TO, userId);
}
