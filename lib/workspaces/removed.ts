import { statement } from "@/lib/db";
import { isUuid } from "@/lib/uuid";

/** That another member removed a user from a workspace. Its name is the one it had then. */
export type Removal = { name: string; at: Date };

// The person's own entries in the security log, the newest first; who left or came back since wasn't removed last.
const LAST = (condition: string) => `
  SELECT e.event, e.about->>'workspace' AS name, e.at FROM security_event e
  WHERE e.user_id = $1 AND e.event IN ('member_removed', 'member_left', 'member_joined', 'workspace_created') ${condition}
  ORDER BY e.at DESC, e.id DESC LIMIT 1`;

const FROM_ONE = LAST("AND e.workspace_id = $2");
const FROM_ANY = LAST("");

type Row = { event: string; name: string | null; at: Date };

const removalIn = ([row]: Row[]): Removal | null =>
  row?.event === "member_removed" && row.name !== null ? { name: row.name, at: row.at } : null;

/** Whether the user is no longer in a workspace because they were removed; null if they left, or never were in it. */
export async function findRemoval(userId: string, workspaceId: string): Promise<Removal | null> {
  if (!isUuid(workspaceId)) return null;
  return removalIn(await statement<Row>("removal", FROM_ONE, [userId, workspaceId]));
}

/** Whether that is the last thing that happened to the user's workspaces. */
export const findLastRemoval = async (userId: string): Promise<Removal | null> =>
  removalIn(await statement<Row>("last_removal", FROM_ANY, [userId]));
