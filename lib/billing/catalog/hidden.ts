import { now } from "@/lib/clock";
import { statement } from "@/lib/db";

/** The SQL of whether an offer `o` is in force. @param at the SQL of the present instant */
export const IS_OFFERED = (at: string) => `o.revoked_at IS NULL AND o.until > ${at}`;

const OFFERED = `
  SELECT DISTINCT o.price_id FROM price_offer o
  WHERE o.workspace_id = $1 AND o.price_id = ANY($2) AND ${IS_OFFERED("$3")}`;

/** The hidden prices among these that a workspace may buy, because an operator offered them to it (npm run offers). */
export async function offeredTo(workspaceId: string | null, priceIds: string[]): Promise<Set<string>> {
  if (workspaceId === null) return new Set();
  const rows = await statement<{ price_id: string }>("hidden_offered", OFFERED, [workspaceId, priceIds, now()]);
  return new Set(rows.map((row) => row.price_id));
}

const LAST_DAY = `SELECT max(o.until) AS until FROM price_offer o WHERE o.workspace_id = $1 AND o.price_id = $2 AND ${IS_OFFERED("$3")}`;

/** Until when a workspace may buy a hidden price; null where it may not. */
export async function offeredUntil(workspaceId: string, priceId: string): Promise<Date | null> {
  const [row] = await statement<{ until: Date | null }>("hidden_until", LAST_DAY, [workspaceId, priceId, now()]);
  return row?.until ?? null;
}
