import { managerRoleRequired } from "@/lib/errors";
import { asMember } from "./locked";
import { mayManage } from "./members";

/** @throws ProductError workspace_not_found, manager_role_required */
export async function renameWorkspace(userId: string, workspaceId: string, name: string): Promise<void> {
  await asMember(userId, workspaceId, async ({ tx, role, log }) => {
    if (!mayManage(role)) throw managerRoleRequired();
    await tx.workspace.update({ where: { id: workspaceId }, data: { name } });
    await log({ event: "workspace_renamed", actorId: userId, about: { name } });
  });
}
