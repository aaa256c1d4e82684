import { statement } from "@/lib/db";
import { isExternalId } from "@/lib/ids";
import { isUuid, readUuid } from "@/lib/uuid";
import type { Role } from "./members";

/** A member as the others see them. */
export type Member = { userId: string; name: string; email: string | null; role: Role };

/** `next`: the last one shown, after whom there are others; null without others. */
export type MemberPage = { members: Member[]; next: string | null };

export const MEMBERS_SHOWN = 25;

const SHOWN = `u.id AS "userId", COALESCE(NULLIF(u.name, ''), u.email, '') AS name, u.email, m.role::text AS role`;
const KEY = "m.role, m.created_at, m.user_id";

// Each reads as many members as it shows, along membership_workspace_id_role_created_at_user_id_idx.
const FIRST = `
  SELECT ${SHOWN} FROM (
    SELECT ${KEY} FROM membership m WHERE m.workspace_id = $1 ORDER BY ${KEY} LIMIT ${MEMBERS_SHOWN + 1}) m
  JOIN "user" u ON u.id = m.user_id ORDER BY ${KEY}`;

const AFTER = `
  SELECT ${SHOWN} FROM membership a
  CROSS JOIN LATERAL (
    SELECT ${KEY} FROM membership m
    WHERE m.workspace_id = a.workspace_id AND (${KEY}) > (a.role, a.created_at, a.user_id)
    ORDER BY ${KEY} LIMIT ${MEMBERS_SHOWN + 1}) m
  JOIN "user" u ON u.id = m.user_id
  WHERE a.workspace_id = $1 AND a.user_id = $2 ORDER BY ${KEY}`;

/**
 * A page of a workspace's members, owners first, then who joined first. Call requireMembership before.
 * @param after the `next` of the page before; of a member who left meanwhile the first page comes again
 */
export async function listMembers(workspaceId: string, after?: string): Promise<MemberPage> {
  const later = after && isUuid(after) ? await statement<Member>("members_after", AFTER, [workspaceId, after]) : [];
  return pageOf(later.length > 0 ? later : await statement<Member>("members", FIRST, [workspaceId]));
}

// The member's name or address has several terms, so a few more are read than are shown.
const LAST_CHARACTER = "\u{10ffff}";
const FOUND = `
  SELECT ${SHOWN} FROM (
    SELECT t.user_id, min(t.term) AS term FROM (
      SELECT user_id, term FROM member_term
      WHERE workspace_id = $1 AND term >= lower($2) AND term < lower($2) || $3
      ORDER BY term, user_id LIMIT ${3 * (MEMBERS_SHOWN + 1)}) t
    GROUP BY t.user_id ORDER BY 2, 1 LIMIT ${MEMBERS_SHOWN + 1}) t
  JOIN membership m ON m.user_id = t.user_id AND m.workspace_id = $1
  JOIN "user" u ON u.id = t.user_id ORDER BY t.term, u.id`;

/** The members of whom a word of the name, or the e-mail address, begins like this. Call requireMembership before. */
export async function searchMembers(workspaceId: string, typed: string): Promise<MemberPage> {
  return pageOf(await statement<Member>("members_found", FOUND, [workspaceId, typed, LAST_CHARACTER]));
}

function pageOf(rows: Member[]): MemberPage {
  const members = rows.slice(0, MEMBERS_SHOWN);
  return { members, next: rows.length > MEMBERS_SHOWN ? (members.at(-1)?.userId ?? null) : null };
}

const ONE = `SELECT ${SHOWN} FROM membership m JOIN "user" u ON u.id = m.user_id WHERE m.workspace_id = $1 AND`;

/** @param user their id, or their external id */
export async function findMember(workspaceId: string, user: string): Promise<Member | null> {
  const id = readUuid(user);
  if (!id && !isExternalId(user)) return null;
  const [member] = id
    ? await statement<Member>("member", `${ONE} m.user_id = $2`, [workspaceId, id])
    : await statement<Member>("member_by_external_id", `${ONE} u.external_id = $2`, [workspaceId, user]);
  return member ?? null;
}

const BESIDE = `
  SELECT EXISTS (SELECT FROM membership WHERE workspace_id = $1 AND role = 'owner' AND user_id <> $2) AS "isOwned",
    EXISTS (SELECT FROM membership WHERE workspace_id = $1 AND user_id <> $2) AS "isShared"`;

/** Whether a workspace has another owner than this user, and another member at all. */
export async function whoIsBeside(
  workspaceId: string,
  userId: string,
): Promise<{ isOwned: boolean; isShared: boolean }> {
  const [row] = await statement<{ isOwned: boolean; isShared: boolean }>("members_beside", BESIDE, [
    workspaceId,
    userId,
  ]);
  return row ?? { isOwned: false, isShared: false };
}
