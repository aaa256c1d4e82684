import { now } from "@/lib/clock";
import { managerRoleRequired } from "@/lib/errors";
import { asMember } from "./locked";
import { mayManage } from "./members";
import { notePendingWork } from "./headcount";

/**
 * Stripe is told the new name afterwards (lib/billing/workspaces/describe.ts).
 * @throws ProductError workspace_not_found, manager_role_required
 */
export async function renameWorkspace(userId: string, workspaceId: string, name: string): Promise<void> {
  await asMember(userId, workspaceId, async (locked) => {
    const { tx, role, log } = locked;
    if (!mayManage(role)) throw managerRoleRequired();
    await tx.workspace.update({ where: { id: workspaceId }, data: { name, renamedAt: now() } });
    await notePendingWork(locked);
    await log({ event: "workspace_renamed", actorId: userId, about: { name } });
  });
}
