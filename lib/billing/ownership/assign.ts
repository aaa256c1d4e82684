import { now } from "@/lib/clock";
import { statement } from "@/lib/db";
import { workspaceNotFound } from "@/lib/errors";
import { subscriptionNotAssignable } from "../errors";
import { type Entry, entryRows, givenEntries, insertEntries, tell } from "@/lib/security-log/entry";
import { stripe } from "@/lib/stripe/client";
import { Deadline } from "@/lib/stripe/deadline";
import { isMissing } from "@/lib/stripe/failures";
import { METADATA } from "@/lib/stripe/metadata";
import { setsValue } from "@/lib/stripe/write";
import { readUuid } from "@/lib/uuid";
import { installationId } from "../customers/installation";
import { subscriptionRecord } from "../mirror/subscription-record";
import { syncObject } from "../mirror/sync";
import { runPendingWork } from "../pending-work/run";
import { reachingStripe } from "../stripe-call";
import { whoseAre } from "./outside";

const WORKSPACE = "SELECT FROM workspace WHERE id = $1 AND deleted_at IS NULL";

const ACTIVATE = `
  WITH logged AS (${insertEntries(givenEntries("$4"))})
  INSERT INTO activated_subscription (subscription_id, activated_by, activated_at) VALUES ($1, $2, $3)
  ON CONFLICT (subscription_id) DO UPDATE SET activated_by = excluded.activated_by, activated_at = excluded.activated_at`;

/**
 * Assigns a subscription that was made at Stripe to a workspace. From then on it is as if a checkout of ours had made it,
 * except that no program cancels it as a duplicate.
 * @param by the operator
 * @throws ProductError workspace_not_found, subscription_not_assignable, stripe_unavailable
 */
export async function assignSubscription(id: string, workspace: string, by: string): Promise<void> {
  const workspaceId = readUuid(workspace);
  if (!workspaceId || (await statement("assign_workspace", WORKSPACE, [workspaceId])).length === 0)
    throw workspaceNotFound();
  const deadline = new Deadline(20_000);
  await deadline.run(() => assign(id, workspaceId, by, deadline));
}

async function assign(id: string, workspaceId: string, by: string, deadline: Deadline): Promise<void> {
  const pendingFor = await reachingStripe(async () => {
    await requireAssignable(id, deadline);
    const metadata = { [METADATA.workspaceId]: workspaceId, [METADATA.installationId]: await installationId() };
    // Before Stripe knows, so that no event of the change finds a subscription that may not be changed.
    const entry: Entry = { event: "operator_assigned", actorId: by, workspaceId, about: { subscription: id } };
    await statement("subscription_activate", ACTIVATE, [id, by, now(), entryRows(entry)]);
    tell(entry);
    await setsValue(deadline, (options) => stripe().subscriptions.update(id, { metadata }, options));
    return (await syncObject("subscription", id)).pendingFor;
  });
  // It is assigned. What follows is kept, and shown to the operator, if it fails.
  if (pendingFor) await runPendingWork(pendingFor).catch(() => undefined);
}

/** By what Stripe says now. */
async function requireAssignable(id: string, deadline: Deadline): Promise<void> {
  try {
    const found = await stripe().subscriptions.retrieve(id, { expand: ["customer"] }, deadline.options());
    const record = subscriptionRecord(found);
    const [whose] = await whoseAre([{ record, customerMetadata: record.customerMetadata }]);
    if (found.status === "canceled" || found.status === "incomplete_expired")
      throw subscriptionNotAssignable("It has ended.");
    if (whose === "another") throw subscriptionNotAssignable("It belongs to another installation.");
  } catch (error) {
    if (isMissing(error)) throw subscriptionNotAssignable("Stripe doesn't know it.");
    throw error;
  }
}

const DISMISS = `
  INSERT INTO dismissed_subscription (subscription_id, dismissed_by, dismissed_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`;

/** Takes it off the operator's list, for good. Nothing changes at Stripe. */
export async function dismissSubscription(id: string, by: string): Promise<void> {
  await statement("subscription_dismiss", DISMISS, [id, by, now()]);
}
