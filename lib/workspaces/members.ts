import { statement } from "@/lib/db";
import { billingRoleRequired, workspaceNotFound } from "@/lib/errors";
import { readUuid } from "@/lib/uuid";

export const ROLES = ["owner", "admin", "member"] as const;
export type Role = (typeof ROLES)[number];

/** A workspace as one of its members sees it. */
export type Membership = { id: string; name: string; role: Role };

/** Owners and admins may buy, change and cancel, and see invoices; members see the plan. */
export const mayBill = (role: Role): boolean => role !== "member";

/** Owners and admins name the workspace, invite, and decide about the roles of all but owners. */
export const mayManage = (role: Role): boolean => role !== "member";

/** @throws ProductError workspace_not_found, the same for a workspace of others and for one that does not exist */
export async function requireMembership(userId: string, workspaceId: string): Promise<Membership> {
  const id = readUuid(workspaceId);
  const [membership] = id
    ? await statement<Membership>(
        "membership",
        `SELECT w.id, w.name, m.role::text AS role
         FROM membership m JOIN workspace w ON w.id = m.workspace_id
         WHERE m.user_id = $1 AND m.workspace_id = $2`,
        [userId, id],
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
