import { statement } from "@/lib/db";
import { isUuid } from "@/lib/uuid";
import { listWorkspacePage, searchWorkspaces, type Role } from "@/lib/workspaces/members";
import { LIVE } from "../entitlements/statuses";

/** A live subscription of a workspace, as far as its members are concerned. */
export type WorkspacePlan = {
  subscriptionId: string;
  names: string[];
  payerId: string | null;
  payerName: string | null;
  /** When it ends, if it has been canceled for a later day. */
  endsAt: Date | null;
  isEnding: boolean;
  /** Its payer keeps being charged, or still owes for it. */
  costs: boolean;
};

const ENDING = "(s.cancel_at IS NOT NULL OR s.cancel_at_period_end)";
const COSTS = `(NOT ${ENDING} OR s.status IN ('past_due', 'unpaid', 'incomplete'))`;
const ENDS_AT = "COALESCE(s.cancel_at, CASE WHEN s.cancel_at_period_end THEN i.period_end END)";

const PLANS = `
  SELECT s.id AS "subscriptionId", i.names, u.id AS "payerId", COALESCE(NULLIF(u.name, ''), u.email) AS "payerName",
    ${ENDS_AT} AS "endsAt", ${ENDING} AS "isEnding", ${COSTS} AS costs
  FROM subscription s
  LEFT JOIN LATERAL (
    SELECT COALESCE(array_agg(COALESCE(p.name, 'Plan') ORDER BY n.id), '{}') AS names, max(n.period_end) AS period_end
    FROM subscription_item n LEFT JOIN product p ON p.id = n.product_id WHERE n.subscription_id = s.id
  ) i ON true
  LEFT JOIN stripe_user su ON su.customer_id = s.customer_id
  LEFT JOIN "user" u ON u.id = su.user_id
  WHERE s.workspace_id = $1 AND ${LIVE}
  ORDER BY s.created_at DESC, s.id`;

/** The live subscriptions of a workspace, and who pays for each. Ask for a membership before. */
export const listPlans = (workspaceId: string): Promise<WorkspacePlan[]> =>
  statement<WorkspacePlan>("workspace_plans", PLANS, [workspaceId]);

/** Whether a user keeps being charged for these plans, and if not, when the last of them ends. */
export function paymentsOf(userId: string, plans: WorkspacePlan[]): { goOn: boolean; endsAt: Date | null } {
  const theirs = plans.filter(({ payerId }) => payerId === userId);
  if (theirs.some(({ costs }) => costs)) return { goOn: true, endsAt: null };
  const ends = theirs.flatMap(({ endsAt }) => endsAt?.getTime() ?? []);
  return { goOn: false, endsAt: ends.length > 0 ? new Date(Math.max(...ends)) : null };
}

/** Whether the user keeps being charged for the workspace, as far as is known now. */
export async function goesOnPaying(userId: string, workspaceId: string): Promise<boolean> {
  return paymentsOf(userId, await listPlans(workspaceId)).goOn;
}

/** A workspace that concerns a user: they are in it, or (role null) left it and still pay for it. */
export type MyWorkspace = {
  id: string;
  name: string;
  role: Role | null;
  plans: string[];
  youPay: boolean;
  /** Until when the last plan runs that they pay for, where all of those are canceled and nothing is owed. */
  youPayUntil: Date | null;
  /** Who else pays, by name. */
  otherPayers: string[];
  /** Who takes over what they pay for; `again`: they took the cancellation back, and it was set again. */
  takenOver: { by: string | null; again: boolean } | null;
};

const SHOWN = 25;
const MOST_LEFT = 100;

const LEFT = `
  SELECT w.id FROM workspace w WHERE w.id IN (
    SELECT s.workspace_id FROM stripe_user su JOIN subscription s ON s.customer_id = su.customer_id AND ${LIVE}
    WHERE su.user_id = $1
      AND NOT EXISTS (SELECT FROM membership m WHERE m.user_id = $1 AND m.workspace_id = s.workspace_id))
  ORDER BY w.created_at, w.id LIMIT ${MOST_LEFT}`;

const MINE = `
  SELECT w.id, w.name, m.role::text AS role, COALESCE(p.plans, '{}') AS plans,
    COALESCE(p.you_pay, false) AS "youPay", p.you_pay_until AS "youPayUntil", COALESCE(p.others, '{}') AS "otherPayers",
    (SELECT json_build_object('by', COALESCE(NULLIF(t.name, ''), t.email), 'again', h.taken_back_at IS NOT NULL)
      FROM hand_over h JOIN subscription s ON s.id = h.predecessor_id
      JOIN stripe_user su ON su.customer_id = s.customer_id AND su.user_id = $1 LEFT JOIN "user" t ON t.id = h.user_id
      WHERE h.workspace_id = w.id AND h.state = 'running' LIMIT 1) AS "takenOver"
  FROM unnest($2::uuid[]) WITH ORDINALITY mine (id, n)
  JOIN workspace w ON w.id = mine.id
  LEFT JOIN membership m ON m.workspace_id = w.id AND m.user_id = $1
  LEFT JOIN LATERAL (
    SELECT array_agg(DISTINCT COALESCE(p.name, 'Plan')) AS plans, bool_or(su.user_id = $1) AS you_pay,
      CASE WHEN NOT bool_or(su.user_id = $1 AND ${COSTS}) THEN max(${ENDS_AT}) FILTER (WHERE su.user_id = $1) END AS you_pay_until,
      array_agg(DISTINCT COALESCE(NULLIF(u.name, ''), u.email)) FILTER (WHERE u.id <> $1) AS others
    FROM subscription s
    LEFT JOIN subscription_item i ON i.subscription_id = s.id
    LEFT JOIN product p ON p.id = i.product_id
    LEFT JOIN stripe_user su ON su.customer_id = s.customer_id
    LEFT JOIN "user" u ON u.id = su.user_id
    WHERE s.workspace_id = w.id AND ${LIVE}
  ) p ON true
  ORDER BY mine.n`;

/**
 * A page of the workspaces that the user is in, each with its own plan, in the order of listWorkspaces. After the last of
 * them come those that they left and still pay for.
 * @param after the `next` of the page before; of a workspace that they left meanwhile the first page comes again
 */
export async function listMyWorkspaces(
  userId: string,
  after?: string,
): Promise<{ workspaces: MyWorkspace[]; next: string | null }> {
  const later = after && isUuid(after) ? await listWorkspacePage(userId, SHOWN, after) : undefined;
  const page = later && later.workspaces.length > 0 ? later : await listWorkspacePage(userId, SHOWN);
  const left = page.next === null ? await statement<{ id: string }>("my_left_workspaces", LEFT, [userId]) : [];
  const ids = [...page.workspaces, ...left].map(({ id }) => id);
  return { workspaces: await statement<MyWorkspace>("my_workspaces", MINE, [userId, ids]), next: page.next };
}

/** Those whose name contains what was typed; `hasMore`: it fits others, too. */
export async function searchMyWorkspaces(
  userId: string,
  typed: string,
): Promise<{ workspaces: MyWorkspace[]; hasMore: boolean }> {
  const { workspaces, hasMore } = await searchWorkspaces(userId, typed, SHOWN);
  const ids = workspaces.map(({ id }) => id);
  return { workspaces: await statement<MyWorkspace>("my_workspaces", MINE, [userId, ids]), hasMore };
}
