import { now } from "@/lib/clock";
import { statement } from "@/lib/db";
import { isSameEmail } from "@/lib/email";
import { sendsMail } from "@/lib/mail/queue";
import { invitationForAnother, invitationNotFound, ProductError } from "@/lib/errors";
import { addressNotConfirmed } from "@/lib/auth/errors";
import { notePendingWork } from "./headcount";
import { hashOf } from "./invitation-link";
import { type Locked, withWorkspace } from "./locked";
import type { Role } from "./members";

export type Joined = {
  workspaceId: string;
  /** The role that they got; null for who was a member before. */
  joinedAs: Role | null;
};

/** What a link shows to anyone who has it. */
export type Invitation = {
  workspaceId: string;
  workspace: string;
  inviter: string;
  role: Role;
  /** The only address it is for; null for anyone with the link. */
  email: string | null;
  /** The user is in the workspace already. */
  isMember: boolean;
};

// A user who accepted it and is still a member keeps seeing it, so a second press is harmless.
const FOUND = `
  SELECT w.id AS "workspaceId", w.name AS workspace, COALESCE(NULLIF(u.name, ''), u.email, '') AS inviter,
    i.role::text AS role, i.email, m.user_id IS NOT NULL AS "isMember"
  FROM invitation i
  JOIN workspace w ON w.id = i.workspace_id AND w.deleted_at IS NULL
  JOIN "user" u ON u.id = i.inviter_id
  LEFT JOIN membership m ON m.workspace_id = i.workspace_id AND m.user_id = $3
  WHERE i.token_hash = $1 AND i.expires_at > $2 AND (i.accepted_at IS NULL OR i.accepted_by = m.user_id)`;

/**
 * @param userId the signed-in user, if any
 * @returns null for every link that can't be used, for any reason
 */
export async function findInvitation(token: string, userId: string | null): Promise<Invitation | null> {
  const [found] = await statement<Invitation>("invitation", FOUND, [hashOf(token), now(), userId]);
  return found ?? null;
}

/**
 * Makes the user a member, once. A second press, in the same tab or another one, finds what the first one did. An
 * existing member keeps their role, and the link can still be used.
 * @param admit if given, refuses one more member by throwing
 * @returns the workspace, and what they joined as
 * @throws ProductError invitation_not_found, invitation_for_another, address_not_confirmed
 */
export async function acceptInvitation(
  user: { id: string },
  token: string,
  admit?: (locked: Locked) => Promise<void>,
): Promise<Joined> {
  const found = await findInvitation(token, user.id);
  if (!found) throw invitationNotFound();
  const { workspaceId } = found;
  try {
    return await withWorkspace(workspaceId, async (locked) => {
      const { tx } = locked;
      // Read again under the lock, which no other request holds.
      const invitation = await tx.invitation.findUnique({ where: { tokenHash: hashOf(token) } });
      const key = { userId_workspaceId: { userId: user.id, workspaceId } };
      const isMember = (await tx.membership.findUnique({ where: key })) !== null;
      if (!invitation || invitation.expiresAt <= now()) throw invitationNotFound();
      // A user who left since can't come back with it. A link works once.
      if (invitation.acceptedBy !== null && !(isMember && invitation.acceptedBy === user.id))
        throw invitationNotFound();
      if (isMember) return { workspaceId, joinedAs: null };
      if (invitation.email !== null) {
        // As it is now: they may have lost the address since they asked for the page.
        const { email, emailVerified } = await tx.user.findUniqueOrThrow({ where: { id: user.id } });
        if (!isSameEmail(invitation.email, email)) throw invitationForAnother();
        // Where mail is sent, an address that was merely typed proves nothing.
        if (sendsMail() && !emailVerified) throw addressNotConfirmed();
      }
      await admit?.(locked);
      await tx.membership.create({ data: { userId: user.id, workspaceId, role: invitation.role } });
      await tx.invitation.update({ where: { id: invitation.id }, data: { acceptedBy: user.id, acceptedAt: now() } });
      await notePendingWork(locked);
      const about = { invitation: invitation.id, role: invitation.role };
      await locked.log({ event: "member_joined", actorId: user.id, about });
      return { workspaceId, joinedAs: invitation.role };
    });
  } catch (error) {
    if (error instanceof ProductError && error.code === "workspace_not_found") throw invitationNotFound();
    throw error;
  }
}
