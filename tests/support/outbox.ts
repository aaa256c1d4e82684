/** A database and a mailbox with no app between them: mail is written and sent by this process. */
import { randomUUID } from "node:crypto";
import { disconnect } from "@/lib/db";
import { sendDue } from "@/lib/mail/deliver";
import { mailLinks } from "@/lib/mail-links";
import { createDatabase } from "./integration";
import { startMailbox } from "./mail";

export type MailState = {
  id: string;
  key: string;
  kind: string;
  to_address: string;
  language: string;
  attempts: number;
  next_attempt_at: Date;
  sent_at: Date | null;
  dropped_at: Date | null;
  failed_at: Date | null;
  error: string | null;
};

/** One per test file, because settings are read once. */
export async function startOutbox() {
  const [database, mailbox] = await Promise.all([createDatabase(), startMailbox()]);
  Object.assign(process.env, mailbox.settings, {
    DATABASE_URL: database.url,
    FRONT_END_BASE_URL: "http://app.localhost:3000",
    STRIPE_API_SECRET: "sk_test_not_needed",
    STRIPE_WEBHOOK_SECRET: "whsec_not_needed",
    NEXTAUTH_SECRET: "the-secret-that-signs-links",
  });
  return {
    database,
    mailbox,
    /** Sends what is due now, as an instance does. */
    send: () => sendDue({ links: mailLinks }),
    newAddress: () => `${randomUUID()}@example.com`,
    /** Rows, by key or by address. */
    async rows(of: string): Promise<MailState[]> {
      const text = "SELECT * FROM mail WHERE key = $1 OR to_address = $1 ORDER BY created_at, key";
      return (await database.pool.query<MailState>(text, [of])).rows;
    },
    async stop(): Promise<void> {
      await disconnect();
      await Promise.all([database.drop(), mailbox.stop()]);
    },
  };
}

export type Outbox = Awaited<ReturnType<typeof startOutbox>>;
