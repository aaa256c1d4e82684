import { lastOwner, managerRoleRequired, memberNotFound, ownerRoleRequired } from "@/lib/errors";
import { asMember, type Locked } from "./locked";
import { mayManage, type Role } from "./members";

/**
 * Gives a member another role. Owners and admins may; what makes an owner, or touches one, takes an owner.
 * @throws ProductError workspace_not_found, manager_role_required, owner_role_required, member_not_found, last_owner
 */
export async function changeRole(userId: string, workspaceId: string, memberId: string, role: Role): Promise<void> {
  await asMember(userId, workspaceId, async (locked) => {
    const present = await requireSay(locked, memberId);
    if (role === "owner" && locked.role !== "owner") throw ownerRoleRequired();
    if (present === "owner" && role !== "owner" && (await locked.countOwners()) === 1) throw lastOwner();
    await setRole(locked, memberId, role);
  });
}

/**
 * Transfers ownership. The member becomes an owner and the former owner an admin, in one step.
 * @throws ProductError workspace_not_found, owner_role_required, member_not_found
 */
export async function transferOwnership(userId: string, workspaceId: string, memberId: string): Promise<void> {
  await asMember(userId, workspaceId, async (locked) => {
    if (locked.role !== "owner") throw ownerRoleRequired();
    if (memberId === userId) throw memberNotFound();
    await locked.roleOf(memberId);
    await setRole(locked, memberId, "owner");
    await setRole(locked, userId, "admin");
  });
}

/**
 * Owners manage all members, admins all but owners.
 * @returns the member's present role
 * @throws ProductError manager_role_required, owner_role_required, member_not_found
 */
export async function requireSay(locked: Locked & { role: Role }, memberId: string): Promise<Role> {
  if (!mayManage(locked.role)) throw managerRoleRequired();
  const present = await locked.roleOf(memberId);
  if (present === "owner" && locked.role !== "owner") throw ownerRoleRequired();
  return present;
}

async function setRole({ tx, workspaceId }: Locked, userId: string, role: Role): Promise<void> {
  await tx.membership.update({ where: { userId_workspaceId: { userId, workspaceId } }, data: { role } });
  // The links of a member who may no longer invite are revoked.
  if (!mayManage(role)) await tx.invitation.deleteMany({ where: { workspaceId, inviterId: userId, acceptedAt: null } });
}
