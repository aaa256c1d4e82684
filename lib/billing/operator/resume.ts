import { statement } from "@/lib/db";
import { type Entry, entryRows, givenEntries, insertEntries, tell } from "@/lib/security-log/entry";
import { resumeAny } from "../payments/resume";

// In the log of the subscription's own workspace, whatever the operator's form says.
const ASKED = `
  WITH found AS (SELECT workspace_id FROM subscription WHERE id = $1 AND workspace_id IS NOT NULL)
  ${insertEntries(`SELECT l.event, l.at, l.actor_id, l.user_id, found.workspace_id, l.network_address, l.user_agent, l.about
    FROM (${givenEntries("$2")}) l CROSS JOIN found`)} RETURNING workspace_id AS "workspaceId"`;

/**
 * Resumes a paused subscription for a sum that the operator saw. It is logged before Stripe is asked, which may resume it
 * and answer nobody.
 * @throws ProductError as `resumeAny`
 */
export async function resumeByOperator(operatorId: string, subscription: string, agreedMinor: number): Promise<void> {
  const entry: Entry = { event: "operator_resumed", actorId: operatorId, about: { subscription } };
  const [row] = await statement<{ workspaceId: string }>("operator_resumes", ASKED, [subscription, entryRows(entry)]);
  tell({ ...entry, workspaceId: row?.workspaceId ?? null, line: { amount: agreedMinor } });
  await resumeAny(subscription, agreedMinor);
}
