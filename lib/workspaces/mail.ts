import { type NewMail, queueMail, sendsMail } from "@/lib/mail/queue";
import type { Language } from "@/lib/languages.mjs";
import type { Prisma } from "@/prisma/generated/client";

/** Somebody a mail is about or goes to. */
export type Party = { id: string; email: string | null; name: string };

type Parties = { workspace: string; of: (userId: string) => Party };

/** The names that mails about a change in a workspace need. */
async function partiesOf(tx: Prisma.TransactionClient, workspaceId: string, userIds: string[]): Promise<Parties> {
  const rows = await tx.$queryRaw<(Party & { workspace: string })[]>`
    SELECT w.name AS workspace, u.id, u.email, COALESCE(NULLIF(u.name, ''), u.email, '') AS name
    FROM workspace w, "user" u WHERE w.id = ${workspaceId}::uuid AND u.id = ANY (${userIds}::uuid[])`;
  const of = (userId: string) => rows.find(({ id }) => id === userId) ?? { id: userId, email: null, name: "" };
  return { workspace: rows[0]?.workspace ?? "", of };
}

type Cause = {
  tx: Prisma.TransactionClient;
  workspaceId: string;
  /** Those whose names or addresses are needed. */
  userIds: string[];
  /** Of the one who acts. */
  language: Language;
};

/**
 * Writes mail about a change of members, in the transaction of the change. Without a mail server it costs nothing.
 * @param write gets the names, and the language of the one who acts
 */
export async function tellByMail(
  { tx, workspaceId, userIds, language }: Cause,
  write: (parties: Parties & { language: Language }) => NewMail[],
): Promise<void> {
  if (!sendsMail()) return;
  const parties = await partiesOf(tx, workspaceId, userIds);
  await queueMail(tx, ...write({ ...parties, language }));
}
