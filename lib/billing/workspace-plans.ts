import { statement } from "@/lib/db";
import type { Role } from "@/lib/workspaces/members";
import { LIVE } from "./entitlements";

/** A live subscription of a workspace, as far as its members are concerned. */
export type WorkspacePlan = {
  subscriptionId: string;
  names: string[];
  payerId: string | null;
  payerName: string | null;
  /** When it ends, if it has been canceled for a later day. */
  endsAt: Date | null;
  isEnding: boolean;
};

const PLANS = `
  SELECT s.id AS "subscriptionId", i.names, u.id AS "payerId", COALESCE(NULLIF(u.name, ''), u.email) AS "payerName",
    COALESCE(s.cancel_at, CASE WHEN s.cancel_at_period_end THEN i.period_end END) AS "endsAt",
    (s.cancel_at IS NOT NULL OR s.cancel_at_period_end) AS "isEnding"
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

/** Whether the user pays for a live subscription of the workspace. */
export async function paysFor(userId: string, workspaceId: string): Promise<boolean> {
  return (await listPlans(workspaceId)).some((plan) => plan.payerId === userId);
}

/** A workspace that concerns a user: they are in it, or (role null) left it and still pay for it. */
export type MyWorkspace = {
  id: string;
  name: string;
  role: Role | null;
  plans: string[];
  /** Whoever pays, the user first; null where there is no live subscription. */
  payer: string | null;
  youPay: boolean;
};

const MINE = `
  SELECT w.id, w.name, m.role::text AS role, COALESCE(p.plans, '{}') AS plans, p.payer,
    COALESCE(p.you_pay, false) AS "youPay"
  FROM (
    SELECT workspace_id FROM membership WHERE user_id = $1
    UNION
    SELECT s.workspace_id FROM stripe_user su JOIN subscription s ON s.customer_id = su.customer_id AND ${LIVE}
    WHERE su.user_id = $1
  ) mine
  JOIN workspace w ON w.id = mine.workspace_id
  LEFT JOIN membership m ON m.workspace_id = w.id AND m.user_id = $1
  LEFT JOIN LATERAL (
    SELECT array_agg(DISTINCT COALESCE(p.name, 'Plan')) AS plans, bool_or(su.user_id = $1) AS you_pay,
      (array_agg(COALESCE(NULLIF(u.name, ''), u.email) ORDER BY (su.user_id = $1) DESC NULLS LAST, s.created_at))[1] AS payer
    FROM subscription s
    LEFT JOIN subscription_item i ON i.subscription_id = s.id
    LEFT JOIN product p ON p.id = i.product_id
    LEFT JOIN stripe_user su ON su.customer_id = s.customer_id
    LEFT JOIN "user" u ON u.id = su.user_id
    WHERE s.workspace_id = w.id AND ${LIVE}
  ) p ON true
  ORDER BY (m.role = 'owner') DESC NULLS LAST, m.created_at NULLS LAST, w.created_at, w.id`;

/** Every workspace that the user is in or pays for, in the order of listWorkspaces, each with its own plan. */
export const listMyWorkspaces = (userId: string): Promise<MyWorkspace[]> =>
  statement<MyWorkspace>("my_workspaces", MINE, [userId]);
