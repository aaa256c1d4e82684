import { statement } from "@/lib/db";
import { billingRoleRequired, workspaceNotFound } from "@/lib/errors";

export type Role = "owner" | "admin" | "member";

/** A workspace as one of its members sees it. */
export type Membership = { id: string; name: string; role: Role };

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** PostgreSQL refuses to compare an id with anything else. */
export const isUuid = (text: string): boolean => UUID.test(text);

/** Owners and admins may buy, change and cancel, and see invoices; members see the plan. */
export const mayBill = (role: Role): boolean => role !== "member";

/** The user's workspaces, their own from sign-up first. */
export async function listWorkspaces(userId: string): Promise<Membership[]> {
  return statement<Membership>(
    "workspaces_of_user",
    `SELECT w.id, w.name, m.role::text AS role
     FROM membership m JOIN workspace w ON w.id = m.workspace_id
     WHERE m.user_id = $1
     ORDER BY (m.role = 'owner') DESC, w.created_at, w.id`,
    [userId],
  );
}

/** @throws ProductError workspace_not_found, the same for a workspace of others and for one that does not exist */
export async function requireMembership(userId: string, workspaceId: string): Promise<Membership> {
  const [membership] = isUuid(workspaceId)
    ? await statement<Membership>(
        "membership",
        `SELECT w.id, w.name, m.role::text AS role
         FROM membership m JOIN workspace w ON w.id = m.workspace_id
         WHERE m.user_id = $1 AND m.workspace_id = $2`,
        [userId, workspaceId],
      )
    : [];
  if (!membership) throw workspaceNotFound();
  return membership;
}

/** @throws ProductError workspace_not_found; billing_role_required for a plain member */
export async function requireBillingRole(userId: string, workspaceId: string): Promise<Membership> {
  const membership = await requireMembership(userId, workspaceId);
  if (!mayBill(membership.role)) throw billingRoleRequired();
  return membership;
}
