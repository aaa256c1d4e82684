import { statement } from "@/lib/db";
import { billingRoleRequired, workspaceNotFound } from "@/lib/errors";
import { isExternalId } from "@/lib/ids";
import { readUuid } from "@/lib/uuid";

export const ROLES = ["owner", "admin", "member"] as const;
export type Role = (typeof ROLES)[number];

/** A workspace as one of its members sees it. */
export type Membership = { id: string; name: string; role: Role };

/** Owners and admins may buy, change and cancel, and see invoices; members see the plan. */
export const mayBill = (role: Role): boolean => role !== "member";

/** Owners and admins name the workspace, invite, and decide about the roles of all but owners. */
export const mayManage = (role: Role): boolean => role !== "member";

const MEMBERSHIP = `
  SELECT w.id, w.name, m.role::text AS role
  FROM membership m JOIN workspace w ON w.id = m.workspace_id
  WHERE m.user_id = $1 AND`;

/**
 * A workspace as one of its members sees it; null for one of others and for one that does not exist.
 * @param workspaceId or its external id
 */
export async function findMembership(userId: string, workspaceId: string): Promise<Membership | null> {
  const id = readUuid(workspaceId);
  if (!id && !isExternalId(workspaceId)) return null;
  const [membership] = id
    ? await statement<Membership>("membership", `${MEMBERSHIP} m.workspace_id = $2`, [userId, id])
    : await statement<Membership>("membership_by_external_id", `${MEMBERSHIP} w.external_id = $2`, [
        userId,
        workspaceId,
      ]);
  return membership ?? null;
}

/** @throws ProductError workspace_not_found, the same for a workspace of others and for one that does not exist */
export async function requireMembership(userId: string, workspaceId: string): Promise<Membership> {
  const membership = await findMembership(userId, workspaceId);
  if (!membership) throw workspaceNotFound();
  return membership;
}

/** @throws ProductError workspace_not_found; billing_role_required for a plain member */
export async function requireBillingRole(userId: string, workspaceId: string): Promise<Membership> {
  const membership = await requireMembership(userId, workspaceId);
  if (!mayBill(membership.role)) throw billingRoleRequired();
  return membership;
}

/** For what only owners know of. @throws ProductError workspace_not_found, also for a member who isn't an owner */
export async function requireOwnership(userId: string, workspaceId: string): Promise<Membership> {
  const membership = await requireMembership(userId, workspaceId);
  if (membership.role !== "owner") throw workspaceNotFound();
  return membership;
}

/** `next`: the last one shown, after which there are others; null without others. */
export type WorkspacePage = { workspaces: Listed[]; next: string | null };

/** As the API lists it. */
export type Listed = Membership & { external_id: string | null };

/** How many a switch between workspaces offers; the page of all workspaces has the others. */
export const SWITCHED = 20;

// Read along membership_user_id_role_created_at_workspace_id_idx, as many as are shown.
const KEY = "m.role, m.created_at, m.workspace_id";
const SHOWN = `w.id, w.name, m.role::text AS role, w.external_id`;

const FIRST = `
  SELECT ${SHOWN} FROM (
    SELECT ${KEY} FROM membership m WHERE m.user_id = $1 ORDER BY ${KEY} LIMIT $2) m
  JOIN workspace w ON w.id = m.workspace_id ORDER BY ${KEY}`;

const AFTER = `
  SELECT ${SHOWN} FROM membership a
  CROSS JOIN LATERAL (
    SELECT ${KEY} FROM membership m
    WHERE m.user_id = a.user_id AND (${KEY}) > (a.role, a.created_at, a.workspace_id)
    ORDER BY ${KEY} LIMIT $2) m
  JOIN workspace w ON w.id = m.workspace_id
  WHERE a.user_id = $1 AND a.workspace_id = $3 ORDER BY ${KEY}`;

/**
 * A page of the user's workspaces: those they own first, then those they manage, and of each the one they have been in
 * longest, which for their own is the one from sign-up.
 * @param after the `next` of the page before; nothing comes after one that they left meanwhile
 */
export async function listWorkspacePage(userId: string, limit: number, after?: string | null): Promise<WorkspacePage> {
  const rows = after
    ? await statement<Listed>("workspaces_after", AFTER, [userId, limit + 1, after])
    : await statement<Listed>("workspaces_of_user", FIRST, [userId, limit + 1]);
  const workspaces = rows.slice(0, limit);
  return { workspaces, next: rows.length > limit ? (workspaces.at(-1)?.id ?? null) : null };
}

// Of the user's own memberships alone, however many there are in all.
const SEARCH = `
  SELECT ${SHOWN} FROM membership m JOIN workspace w ON w.id = m.workspace_id
  WHERE strpos(lower(w.name), lower($2)) > 0 AND m.user_id = $1 ORDER BY ${KEY} LIMIT $3`;

/** Those of the user's workspaces whose name contains what was typed; `hasMore`: it fits others, too. */
export async function searchWorkspaces(
  userId: string,
  typed: string,
  limit: number,
): Promise<{ workspaces: Listed[]; hasMore: boolean }> {
  const rows = await statement<Listed>("workspaces_search", SEARCH, [userId, typed, limit + 1]);
  return { workspaces: rows.slice(0, limit), hasMore: rows.length > limit };
}

/** The workspaces that a switch offers, with the present one among them. */
export async function listSwitched(userId: string, present?: Membership): Promise<Membership[]> {
  const workspaces = (await listWorkspacePage(userId, SWITCHED)).workspaces.map(({ id, name, role }) => ({
    id,
    name,
    role,
  }));
  return !present || workspaces.some(({ id }) => id === present.id) ? workspaces : [...workspaces, present];
}

const MOST_LISTED = 100;

/** The first 100 of the user's workspaces, the one from sign-up before all others. */
export const listWorkspaces = async (userId: string): Promise<Membership[]> =>
  (await listWorkspacePage(userId, MOST_LISTED)).workspaces;
