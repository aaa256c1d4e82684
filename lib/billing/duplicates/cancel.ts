import { now } from "@/lib/clock";
import { statement } from "@/lib/db";
import { sendSoon } from "@/lib/mail/wake";
import { Deadline } from "@/lib/stripe/deadline";
import { usesUpKey } from "@/lib/stripe/failures";
import { cancelAtOnce } from "../cancel-at-once";
import { collectAgain, collectedElsewhere } from "../collection";
import { LIVE } from "../entitlements/statuses";
import { syncObject } from "../mirror/sync";
import { refundedNotice } from "../notices/of-our-rows";
import { noticing } from "../notices/settings";
import { noteDuplicates, whyNotCancelable } from "./find";
import { refundSubscription, type Refunded, type Refunds } from "./refund";

type Row = {
  subscription_id: string;
  workspace_id: string;
  kept_id: string;
  begun_at: Date | null;
  finished_at: Date | null;
  generation: number;
  refunds: Refunds;
  /** Invoices of the customer's other subscriptions, which the cancellation stops Stripe from collecting. */
  collect_again: string[];
};

/** The result for a duplicate. Either it is canceled and fully refunded, or it is left to a person. */
export type Canceled = ({ done: true } & Refunded) | { done: false; why: string };

const LONGEST_MS = 20_000;

/**
 * Cancels the later of two subscriptions and refunds what was paid for it. It can be repeated after any failure. That
 * it has begun is recorded before the first call to Stripe, a cancellation happens once, and an existing refund is
 * searched for before one is created under an idempotency key.
 * @throws Stripe's failure, which is kept for the operator; the next try continues
 */
export async function cancelDuplicate(subscriptionId: string): Promise<Canceled> {
  const deadline = new Deadline(LONGEST_MS);
  const row = await read(subscriptionId);
  if (!row || row.finished_at) return { done: false, why: "It is no duplicate any more." };
  try {
    const why = await decide(row);
    if (why) {
      await keepError(subscriptionId, why, false);
      return { done: false, why };
    }
    const ids = await noteCollected(row, deadline);
    // No credit for unused time, because the money is refunded instead.
    await cancelAtOnce(subscriptionId, `The workspace has the same product by ${row.kept_id}.`, deadline);
    await syncObject("subscription", subscriptionId);
    await collectAgain(ids, deadline);
    const refunded = await refundSubscription(
      subscriptionId,
      `duplicate-${subscriptionId}-${row.generation}`,
      deadline,
      {
        progress: { done: row.refunds, note: (invoiceId, refunded) => noteRefund(subscriptionId, invoiceId, refunded) },
        reason: "duplicate",
      },
    );
    await finish(subscriptionId, refunded);
    return { done: true, ...refunded };
  } catch (error) {
    await keepError(subscriptionId, String(error), usesUpKey(error));
    throw error;
  }
}

const SETTLE = `
  UPDATE duplicate_subscription d SET begun_at = NULL, finished_at = $2, error = NULL
  WHERE d.subscription_id = $1 AND d.begun_at IS NOT NULL AND d.finished_at IS NULL
    AND NOT EXISTS (SELECT FROM subscription s WHERE s.id = d.subscription_id AND ${LIVE}) RETURNING 1`;

/**
 * For a canceled one whose refund Stripe refuses. A person has handled it.
 * @returns false if there is no such duplicate
 */
export const settleDuplicate = async (subscriptionId: string): Promise<boolean> =>
  (await statement("duplicate_settle", SETTLE, [subscriptionId, now()])).length > 0;

const isLive = async (id: string): Promise<boolean> =>
  (await statement("subscription_is_live", `SELECT FROM subscription s WHERE s.id = $1 AND ${LIVE}`, [id])).length > 0;

async function read(subscriptionId: string): Promise<Row | undefined> {
  const [row] = await statement<Row>("duplicate", "SELECT * FROM duplicate_subscription WHERE subscription_id = $1", [
    subscriptionId,
  ]);
  return row;
}

// Keeping a subscription that is being canceled would leave the workspace without one. What has begun is pending work
// until it is done, and the next run finishes it even if the setting changed.
const BEGIN = `
  WITH begun AS (
    UPDATE duplicate_subscription d SET begun_at = COALESCE(d.begun_at, $2), error = NULL
    WHERE d.subscription_id = $1 AND d.finished_at IS NULL
      AND NOT EXISTS (SELECT FROM duplicate_subscription k WHERE k.subscription_id = d.kept_id AND k.begun_at IS NOT NULL)
      AND NOT EXISTS (SELECT FROM duplicate_subscription o WHERE o.kept_id = d.subscription_id AND o.begun_at IS NOT NULL)
    RETURNING workspace_id),
  pending AS (
    INSERT INTO pending_work AS w (workspace_id, since) SELECT workspace_id, $2 FROM begun
    ON CONFLICT (workspace_id) DO UPDATE SET revision = w.revision + 1)
  SELECT workspace_id FROM begun`;

// A later try may find the kept one canceled by a customer who saw two. Then this is the only one left.
const UNDO_BEGIN = `UPDATE duplicate_subscription SET begun_at = NULL WHERE subscription_id = $1 AND finished_at IS NULL`;

/**
 * Decides by what Stripe says now, not by our copy, and again at each try. Until it is canceled it can stay.
 * @returns why it is left to a person, or null
 */
async function decide({
  subscription_id: id,
  kept_id: keptId,
  workspace_id: workspaceId,
  begun_at: begunAt,
}: Row): Promise<string | null> {
  await syncObject("subscription", keptId);
  await syncObject("subscription", id);
  if (begunAt && !(await isLive(id))) return null;
  await noteDuplicates(workspaceId);
  const why = await whyNotCancelable(id);
  if (why && begunAt) {
    await statement("duplicate_undo_begin", UNDO_BEGIN, [id]);
    await noteDuplicates(workspaceId);
  }
  if (why) return why;
  const begun = await statement("duplicate_begin", BEGIN, [id, now()]);
  return begun.length > 0
    ? null
    : "The subscription that would be kept is being canceled, or another one was canceled in favor of this.";
}

const CUSTOMER = `SELECT s.customer_id FROM subscription s WHERE s.id = $1 AND ${LIVE}`;

/** Written down before the cancellation, so that a crash in between loses none. */
async function noteCollected({ subscription_id: id, collect_again }: Row, deadline: Deadline): Promise<string[]> {
  const [live] = await statement<{ customer_id: string | null }>("duplicate_customer", CUSTOMER, [id]);
  if (!live) return collect_again;
  const ids = await collectedElsewhere(id, live.customer_id, collect_again, deadline);
  await statement(
    "duplicate_collect",
    "UPDATE duplicate_subscription SET collect_again = $2 WHERE subscription_id = $1",
    [id, ids],
  );
  return ids;
}

async function noteRefund(subscriptionId: string, invoiceId: string, refunded: Refunded): Promise<void> {
  await statement(
    "duplicate_refunded",
    `UPDATE duplicate_subscription SET refunds = refunds || jsonb_build_object($2::text, $3::jsonb) WHERE subscription_id = $1`,
    [subscriptionId, invoiceId, JSON.stringify(refunded)],
  );
}

/** How many of its invoices are refunded, to see whether a try that ran out of time came further. */
export const countRefunded = async (subscriptionId: string): Promise<number> =>
  Object.keys((await read(subscriptionId))?.refunds ?? {}).length;

const FINISH = `
  WITH done AS (
    UPDATE duplicate_subscription SET finished_at = $2, refunded_minor = $3, currency = $4, error = NULL WHERE subscription_id = $1
    RETURNING subscription_id),
  ${refundedNotice("$5", { amount: "$3", currency: "$4" }).join(",\n  ")}
  SELECT FROM done`;

async function finish(subscriptionId: string, { refundedMinor, currency }: Refunded): Promise<void> {
  await statement("duplicate_finish", FINISH, [subscriptionId, now(), refundedMinor, currency, noticing()]);
  sendSoon();
}

/** After an answer that Stripe keeps under a key, the next try takes another key, and looks first for what was made. */
async function keepError(subscriptionId: string, text: string, keptByStripe: boolean): Promise<void> {
  await statement(
    "duplicate_error",
    `UPDATE duplicate_subscription SET error = $2, generation = generation + $3 WHERE subscription_id = $1 AND finished_at IS NULL`,
    [subscriptionId, text.slice(0, 1_000), keptByStripe ? 1 : 0],
  );
}
