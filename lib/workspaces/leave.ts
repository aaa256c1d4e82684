import { lastOwner, memberNotFound } from "@/lib/errors";
import { noteHeadcount } from "./headcount";
import { asMember, type Locked } from "./locked";
import { requireSay } from "./roles";

/** @throws ProductError workspace_not_found, last_owner */
export async function leave(userId: string, workspaceId: string): Promise<void> {
  await asMember(userId, workspaceId, async (locked) => {
    if (locked.role === "owner" && (await locked.countOwners()) === 1) throw lastOwner();
    await end(locked, userId);
  });
}

/**
 * Owners may remove all others, admins all but owners.
 * @throws ProductError workspace_not_found, manager_role_required, owner_role_required, member_not_found
 */
export async function remove(userId: string, workspaceId: string, memberId: string): Promise<void> {
  await asMember(userId, workspaceId, async (locked) => {
    // Oneself one leaves; the last owner would be gone otherwise.
    if (memberId === userId) throw memberNotFound();
    await requireSay(locked, memberId);
    await end(locked, memberId);
  });
}

/** Their open invitations end with the membership: a removed member must not come back by a link that they created. */
async function end(locked: Locked, userId: string): Promise<void> {
  const { tx, workspaceId } = locked;
  await tx.membership.delete({ where: { userId_workspaceId: { userId, workspaceId } } });
  await tx.invitation.deleteMany({ where: { workspaceId, inviterId: userId, acceptedAt: null } });
  await noteHeadcount(locked);
}
