import { now } from "@/lib/clock";
import { statement } from "@/lib/db";
import type { Locked } from "./locked";

/**
 * Notes pending work in the transaction that changes a workspace's members or name. Stripe is told afterwards
 * (lib/billing/pending-work/run.ts), even if this process dies before.
 */
export async function notePendingWork({ tx, workspaceId }: Locked): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO pending_work AS w (workspace_id, since) VALUES (${workspaceId}::uuid, ${now()})
    ON CONFLICT (workspace_id) DO UPDATE SET revision = w.revision + 1`;
}

/** How many people are in a workspace. */
export async function countMembers(workspaceId: string): Promise<number> {
  const text = "SELECT count(*) AS members FROM membership WHERE workspace_id = $1";
  const [row] = await statement<{ members: number }>("headcount", text, [workspaceId]);
  return row?.members ?? 0;
}
