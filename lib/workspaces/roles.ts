import { randomUUID } from "node:crypto";
import { lastOwner, managerRoleRequired, memberNotFound, ownerRoleRequired } from "@/lib/errors";
import { type Language, languages } from "@/lib/languages.mjs";
import { asMember, type Locked } from "./locked";
import { tellByMail } from "./mail";
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
    if (role !== present)
      await locked.log({ event: "role_changed", actorId: userId, userId: memberId, about: { role } });
  });
}

/**
 * Transfers ownership. The member becomes an owner and the former owner an admin, in one step. Both get a mail.
 * @param language of the one who acts
 * @throws ProductError workspace_not_found, owner_role_required, member_not_found
 */
export async function transferOwnership(
  userId: string,
  workspaceId: string,
  memberId: string,
  language: Language = languages[0],
): Promise<void> {
  await asMember(userId, workspaceId, async (locked) => {
    if (locked.role !== "owner") throw ownerRoleRequired();
    if (memberId === userId) throw memberNotFound();
    await locked.roleOf(memberId);
    await setRole(locked, memberId, "owner");
    await setRole(locked, userId, "admin");
    await locked.log({ event: "ownership_transferred", actorId: userId, userId: memberId });
    const cause = { tx: locked.tx, workspaceId, userIds: [userId, memberId], language };
    const id = randomUUID();
    await tellByMail(cause, ({ workspace, of, language }) => {
      const [from, to] = [of(userId), of(memberId)];
      return (["to", "from"] as const).map((reader) => {
        const { id: recipient, email } = reader === "to" ? to : from;
        return {
          kind: "ownership_transferred",
          key: `ownership_transferred ${id} ${reader}`,
          to: email,
          userId: recipient,
          workspaceId,
          language,
          data: { workspace, from: from.name, to: to.name, reader },
        };
      });
    });
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
