import { randomUUID } from "node:crypto";
import { lastOwner, memberNotFound } from "@/lib/errors";
import { type Language, languages } from "@/lib/languages.mjs";
import { notePendingWork } from "./headcount";
import { asMember, type Locked } from "./locked";
import { tellByMail } from "./mail";
import { requireSay } from "./roles";

/** @throws ProductError workspace_not_found, last_owner */
export async function leave(userId: string, workspaceId: string): Promise<void> {
  await asMember(userId, workspaceId, async (locked) => {
    if (locked.role === "owner" && (await locked.countOwners()) === 1) throw lastOwner();
    await end(locked, userId);
    await locked.log({ event: "member_left", actorId: userId });
  });
}

/**
 * Owners may remove all others, admins all but owners. The removed member gets a mail.
 * @param language of the one who acts
 * @throws ProductError workspace_not_found, manager_role_required, owner_role_required, member_not_found
 */
export async function remove(
  userId: string,
  workspaceId: string,
  memberId: string,
  language: Language = languages[0],
): Promise<void> {
  await asMember(userId, workspaceId, async (locked) => {
    // Oneself one leaves; the last owner would be gone otherwise.
    if (memberId === userId) throw memberNotFound();
    await requireSay(locked, memberId);
    await end(locked, memberId);
    await locked.log({ event: "member_removed", actorId: userId, userId: memberId });
    const cause = { tx: locked.tx, workspaceId, userIds: [memberId], language };
    await tellByMail(cause, ({ workspace, of, language }) => [
      {
        kind: "removed_from_workspace",
        key: `removed_from_workspace ${randomUUID()}`,
        to: of(memberId).email,
        userId: memberId,
        workspaceId,
        language,
        data: { workspace },
      },
    ]);
  });
}

/** Their open invitations end with the membership: a removed member must not come back by a link that they created. */
async function end(locked: Locked, userId: string): Promise<void> {
  const { tx, workspaceId } = locked;
  await tx.membership.delete({ where: { userId_workspaceId: { userId, workspaceId } } });
  await tx.invitation.deleteMany({ where: { workspaceId, inviterId: userId, acceptedAt: null } });
  await notePendingWork(locked);
}
