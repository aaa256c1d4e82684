import { statement } from "@/lib/db";
import type { Role } from "@/lib/workspaces/members";
import { LIVE } from "../entitlements/statuses";

/** The first of a person's workspaces, and the present one, each with its plans and their role in it. */
export type WorkspaceMenu = {
  workspaces: { id: string; name: string; role: Role; plans: string[] }[];
  /** There are others, to be searched for. */
  hasMore: boolean;
};

const LISTED = 7;

// In the order of listWorkspacePage, along its index.
const KEY = "m.role, m.created_at, m.workspace_id";
const MENU = `
  SELECT w.id, w.name, m.role::text AS role, COALESCE(p.plans, '{}') AS plans
  FROM (
    (SELECT ${KEY} FROM membership m WHERE m.user_id = $1 ORDER BY ${KEY} LIMIT ${LISTED + 1})
    UNION (SELECT ${KEY} FROM membership m WHERE m.user_id = $1 AND m.workspace_id = $2)) m
  JOIN workspace w ON w.id = m.workspace_id
  LEFT JOIN LATERAL (
    SELECT array_agg(DISTINCT COALESCE(p.name, 'Plan')) AS plans
    FROM subscription s
    LEFT JOIN subscription_item i ON i.subscription_id = s.id
    LEFT JOIN product p ON p.id = i.product_id
    WHERE s.workspace_id = w.id AND ${LIVE}) p ON true
  ORDER BY ${KEY}`;

/** @param presentId one of other people's is left out */
export async function getWorkspaceMenu(userId: string, presentId?: string): Promise<WorkspaceMenu> {
  const rows = await statement<WorkspaceMenu["workspaces"][number]>("workspace_menu", MENU, [
    userId,
    presentId ?? null,
  ]);
  const first = rows.slice(0, LISTED);
  const present = rows.slice(LISTED).filter(({ id }) => id === presentId);
  return { workspaces: [...first, ...present], hasMore: rows.length > LISTED };
}
