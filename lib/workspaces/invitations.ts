import { randomBytes, randomUUID } from "node:crypto";
import { inSeconds, now } from "@/lib/clock";
import { statement } from "@/lib/db";
import { invitationNotFound, managerRoleRequired, tooManyInvitations } from "@/lib/errors";
import { formKey } from "@/lib/form-key";
import { type Language, languages } from "@/lib/languages.mjs";
import { sendsMail } from "@/lib/mail/queue";
import { takeSlot } from "@/lib/rate-limit";
import { isUuid } from "@/lib/uuid";
import { hashOf, linkToken } from "./invitation-link";
import { asMember, type Locked } from "./locked";
import { tellByMail } from "./mail";
import { mayManage, type Role } from "./members";

/** The roles that a link can give. No link makes an owner; ownership is transferred to a member. */
export const INVITED_ROLES = ["admin", "member"] as const;
export type InvitedRole = (typeof INVITED_ROLES)[number];

const DAYS_VALID = 7;
const MOST_OPEN = 50;

const DAY_SECONDS = 86_400;
const MAILS_BY_USER = 50;
const MAILS_TO_ADDRESS = 10;

/** `email`: the only address it's for. `form`: the id of the form that asks for it. */
export type Invited = { role: InvitedRole; email: string | null; form?: string };

/** Our mail goes to anybody whom a user names, so it is counted: neither a flood for many, nor for one. */
async function limitMails(userId: string, email: string): Promise<void> {
  const windowSeconds = DAY_SECONDS;
  await takeSlot({ key: `invitation mails by ${userId}`, limit: MAILS_BY_USER, windowSeconds });
  await takeSlot({ key: `invitation mails to ${hashOf(email)}`, limit: MAILS_TO_ADDRESS, windowSeconds });
}

/**
 * Makes an invitation, once for each form.
 * @param form the id of the form that was sent
 * @param email the one address that it is for, in lower case; null for anyone with the link. It gets a mail with the
 *   link, where mail is sent.
 * @param language of the one who invites
 * @param admit if given, refuses one more member by throwing
 * @returns what the link carries; it is shown once, and again only as the answer to the same form
 * @throws ProductError workspace_not_found, manager_role_required, too_many_invitations, rate_limited
 */
export async function invite(
  userId: string,
  workspaceId: string,
  { role, email, form }: Invited,
  language: Language = languages[0],
  admit?: (locked: Locked) => Promise<void>,
): Promise<string> {
  const id = randomUUID();
  const isMailed = email !== null && sendsMail();
  if (isMailed) await limitMails(userId, email);
  const key = formKey(form, userId, workspaceId, role, email ?? "");
  return asMember(userId, workspaceId, async (locked) => {
    if (!mayManage(locked.role)) throw managerRoleRequired();
    await admit?.(locked);
    const createdAt = now();
    const { invitation } = locked.tx;
    await invitation.deleteMany({ where: { workspaceId, acceptedAt: null, expiresAt: { lte: createdAt } } });
    const made = key && (await invitation.findFirst({ where: { workspaceId, formKey: key } }));
    if (made) return linkToken(made.id);
    const token = isMailed || key ? linkToken(id) : randomBytes(32).toString("base64url");
    const open = await invitation.count({ where: { workspaceId, acceptedAt: null } });
    if (open >= MOST_OPEN) throw tooManyInvitations(MOST_OPEN);
    const expiresAt = inSeconds(createdAt, DAYS_VALID * DAY_SECONDS);
    const tokenHash = hashOf(token);
    const kept = { id, workspaceId, tokenHash, role, email, inviterId: userId, createdAt, expiresAt, formKey: key };
    await invitation.create({ data: kept });
    // The address may be that of somebody without an account, so only the app's own log has it.
    const line = { email: email ?? undefined };
    await locked.log({ event: "invitation_created", actorId: userId, about: { invitation: id, role }, line });
    await tellByMail({ tx: locked.tx, workspaceId, userIds: [userId], language }, ({ workspace, of, language }) => [
      {
        kind: "invitation",
        key: `invitation ${id}`,
        to: email,
        workspaceId,
        language,
        data: { linkId: id, workspace, inviter: of(userId).name, role },
      },
    ]);
    return token;
  });
}

/** @throws ProductError workspace_not_found, manager_role_required, invitation_not_found */
export async function revokeInvitation(userId: string, workspaceId: string, invitationId: string): Promise<void> {
  await asMember(userId, workspaceId, async ({ tx, role, log }) => {
    if (!mayManage(role)) throw managerRoleRequired();
    if (!isUuid(invitationId)) throw invitationNotFound();
    const { count } = await tx.invitation.deleteMany({ where: { id: invitationId, workspaceId, acceptedAt: null } });
    if (count === 0) throw invitationNotFound();
    await log({ event: "invitation_revoked", actorId: userId, about: { invitation: invitationId } });
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
