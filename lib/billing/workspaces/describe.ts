import { attemptEach } from "@/lib/attempts";
import { now } from "@/lib/clock";
import { statement } from "@/lib/db";
import { log } from "@/lib/observe/log";
import { stripe } from "@/lib/stripe/client";
import { Deadline } from "@/lib/stripe/deadline";
import { isRefused } from "@/lib/stripe/failures";
import { setsValue } from "@/lib/stripe/write";
import { LIVE } from "../entitlements/statuses";

// Stripe's pages and invoices tell two workspaces of one customer apart by the subscription's description: their name,
// since the checkout (checkout/make-session.ts). What was sold in another way has a description of its own.

/** Whose checkout knew an older name. @param workspace the SQL of its id */
const toDescribe = (workspace: string) => `
  FROM workspace n
  JOIN checkout_session c ON c.workspace_id = n.id AND c.state = 'complete'
  JOIN subscription s ON s.id = c.subscription_id AND s.workspace_id = n.id
  WHERE n.id = ${workspace} AND n.renamed_at > COALESCE(c.described_at, c.created_at) AND ${LIVE}`;

/** Whether `describeSubscriptions` has anything to do; true or null. @param workspace the SQL of its id */
export const hasToDescribe = (workspace: string) => `(SELECT true ${toDescribe(workspace)} LIMIT 1)`;

const TO_DESCRIBE = `SELECT c.id AS "checkoutId", s.id, n.name ${toDescribe("$1")} ORDER BY s.id`;

/** Tells Stripe a workspace's new name. */
export async function describeSubscriptions(workspaceId: string): Promise<void> {
  const readAt = now();
  const rows = await statement<{ checkoutId: string; id: string; name: string }>("to_describe", TO_DESCRIBE, [
    workspaceId,
  ]);
  if (rows.length === 0) return;
  const deadline = new Deadline();
  await attemptEach(rows, async ({ checkoutId, id, name }) => {
    try {
      await setsValue(deadline, (options) => stripe().subscriptions.update(id, { description: name }, options));
    } catch (error) {
      if (!isRefused(error)) throw error;
      // It would be refused again, and only a text is old.
      log.warn(`Stripe refused the new description of ${id}`, { error });
    }
    // A name that came after this one was read is told by the next round.
    await statement("described", "UPDATE checkout_session SET described_at = $2 WHERE id = $1", [checkoutId, readAt]);
  });
}
