import { createHash, randomBytes } from "node:crypto";
import { inSeconds, now } from "@/lib/clock";
import { statement } from "@/lib/db";
import { invitationNotFound, managerRoleRequired, tooManyInvitations } from "@/lib/errors";
import { isUuid } from "@/lib/uuid";
import { asMember } from "./locked";
import { mayManage, type Role } from "./members";

/** The roles that a link can give. No link makes an owner; ownership is transferred to a member. */
export const INVITED_ROLES = ["admin", "member"] as const;
export type InvitedRole = (typeof INVITED_ROLES)[number];

const DAYS_VALID = 7;
const MOST_OPEN = 50;

/** Only this is kept, so that reading the database is not enough to accept an invitation. */
export const hashOf = (token: string): string => createHash("sha256").update(token).digest("hex");

/**
 * @param email the one address that it is for, in lower case; null for anyone with the link
 * @returns what the link carries; it is shown once and can't be read again
 * @throws ProductError workspace_not_found, manager_role_required, too_many_invitations
 */
export async function invite(
  userId: string,
  workspaceId: string,
  { role, email }: { role: InvitedRole; email: string | null },
): Promise<string> {
  const token = randomBytes(32).toString("base64url");
  await asMember(userId, workspaceId, async (locked) => {
    if (!mayManage(locked.role)) throw managerRoleRequired();
    const createdAt = now();
    const { invitation } = locked.tx;
    await invitation.deleteMany({ where: { workspaceId, acceptedAt: null, expiresAt: { lte: createdAt } } });
    const open = await invitation.count({ where: { workspaceId, acceptedAt: null } });
    if (open >= MOST_OPEN) throw tooManyInvitations(MOST_OPEN);
    const expiresAt = inSeconds(createdAt, DAYS_VALID * 86_400);
    const tokenHash = hashOf(token);
    await invitation.create({ data: { workspaceId, tokenHash, role, email, inviterId: userId, createdAt, expiresAt } });
  });
  return token;
}

/** @throws ProductError workspace_not_found, manager_role_required, invitation_not_found */
export async function revokeInvitation(userId: string, workspaceId: string, invitationId: string): Promise<void> {
  await asMember(userId, workspaceId, async ({ tx, role }) => {
    if (!mayManage(role)) throw managerRoleRequired();
    if (!isUuid(invitationId)) throw invitationNotFound();
    const { count } = await tx.invitation.deleteMany({ where: { id: invitationId, workspaceId, acceptedAt: null } });
    if (count === 0) throw invitationNotFound();
  });
}

export type OpenInvitation = { id: string; role: Role; email: string | null; inviter: string; expiresAt: Date };

/** The links of a workspace that can still be used, the newest first. Check before that the user may manage it. */
export const listInvitations = (workspaceId: string): Promise<OpenInvitation[]> =>
  statement<OpenInvitation>(
    "invitations",
    `SELECT i.id, i.role::text AS role, i.email, COALESCE(NULLIF(u.name, ''), u.email, '') AS inviter,
       i.expires_at AS "expiresAt"
     FROM invitation i JOIN "user" u ON u.id = i.inviter_id
     WHERE i.workspace_id = $1 AND i.accepted_at IS NULL AND i.expires_at > $2
     ORDER BY i.created_at DESC, i.id`,
    [workspaceId, now()],
  );
