import type Stripe from "stripe";
import { attemptEach } from "@/lib/attempts";
import { now } from "@/lib/clock";
import { statement } from "@/lib/db";
import { stripe } from "@/lib/stripe/client";
import { Deadline } from "@/lib/stripe/deadline";
import { usesUpKey } from "@/lib/stripe/failures";
import { METADATA } from "@/lib/stripe/metadata";
import { madeByCheckout } from "../ownership/sql";
import { continuePredecessor } from "./continue";
import { isOver, replacePredecessor } from "./replace";
import { finishHandOver, type HandOver, updateHandOver } from "./rows";

type Row = HandOver & { checkout_state: string | null; found_id: string | null };

const UNFINISHED = `
  SELECT h.*, c.state AS checkout_state, COALESCE(h.successor_id, (
    SELECT s.id FROM subscription s WHERE s.workspace_id = h.workspace_id AND s.customer_id = h.customer_id
      AND s.metadata->>'${METADATA.checkoutId}' = h.checkout_id::text AND ${madeByCheckout("s")} LIMIT 1)) AS found_id
  FROM hand_over h LEFT JOIN checkout_session c ON c.id = h.checkout_id
  WHERE h.workspace_id = $1 AND h.finished_at IS NULL ORDER BY h.created_at, h.predecessor_id`;

const LONGEST_MS = 20_000;

/**
 * Carries the hand-overs of a workspace as far as they can go now. It can be repeated after any failure: each step is
 * written down before Stripe is told.
 * @throws Stripe's failure, and the next try continues
 */
export async function settleHandOvers(workspaceId: string): Promise<void> {
  await attemptEach(await statement<Row>("hand_over_unfinished", UNFINISHED, [workspaceId]), async (row) => {
    try {
      await settle(row, new Deadline(LONGEST_MS));
    } catch (error) {
      // After an answer that Stripe keeps under a key, the next try takes another one.
      if (usesUpKey(error)) await updateHandOver(row, { generation: row.generation + 1 });
      throw error;
    }
  });
}

async function settle({ checkout_state, found_id, ...found }: Row, deadline: Deadline): Promise<void> {
  if (!found_id) {
    // Where a checkout is complete, its subscription is on its way here.
    if (checkout_state === null || checkout_state === "expired" || checkout_state === "failed")
      await finishHandOver(found, "closed");
    return;
  }
  let row = found.successor_id ? found : await updateHandOver(found, { successor_id: found_id });
  if (row.state === "checkout") {
    const successor = await stripe().subscriptions.retrieve(
      found_id,
      { expand: ["latest_invoice"] },
      deadline.options(),
    );
    if (isOver(successor)) return void (await finishHandOver(row, "closed"));
    // By a method that settles later. Its invoice's event leads here again.
    if (!isPaid(successor)) return;
    row = await updateHandOver(row, { state: "begun", completed_at: now() });
  }
  await (row.kind === "replace" ? replacePredecessor : continuePredecessor)(row, deadline);
}

/** Stripe calls a subscription active while its first payment is on its way. */
const isPaid = ({ status, latest_invoice: invoice }: Stripe.Subscription): boolean =>
  (status === "active" || status === "trialing") &&
  (invoice === null || (typeof invoice !== "string" && invoice.status === "paid"));

const WAITING = `
  INSERT INTO pending_work AS w (workspace_id, since)
  SELECT DISTINCT h.workspace_id, $1::timestamptz FROM hand_over h WHERE h.finished_at IS NULL ORDER BY h.workspace_id
  ON CONFLICT (workspace_id) DO UPDATE SET revision = w.revision + 1`;

/** For a reconciliation: one that waits for an event which never came is looked at again. */
export const noteUnfinishedHandOvers = (): Promise<unknown> => statement("hand_over_waiting", WAITING, [now()]);
