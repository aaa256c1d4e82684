import type Stripe from "stripe";
import { attemptEach } from "@/lib/attempts";
import { now } from "@/lib/clock";
import { statement } from "@/lib/db";
import { log } from "@/lib/observe/log";
import { stripe } from "@/lib/stripe/client";
import { Deadline } from "@/lib/stripe/deadline";
import { isRefused } from "@/lib/stripe/failures";
import { setsValue } from "@/lib/stripe/write";

/** Stripe's words: https://docs.stripe.com/api/subscriptions/object#subscription_object-cancellation_details-feedback */
export const FEEDBACK = [
  "too_expensive",
  "missing_features",
  "switched_service",
  "unused",
  "too_complex",
  "low_quality",
  "customer_service",
  "other",
] as const satisfies Stripe.SubscriptionUpdateParams.CancellationDetails.Feedback[];

export type Feedback = (typeof FEEDBACK)[number];

export const MOST_COMMENT = 500;

export type Reason = { feedback: Feedback | null; comment: string | null };

/**
 * Keeps why the payer cancels. Nothing is canceled yet: Stripe's page may be left without confirming, so Stripe is told
 * when our copy sees the cancellation (mirror/along.ts). Nothing said is nothing kept.
 */
export async function noteReason(workspaceId: string, subscriptionId: string, reason: Reason): Promise<void> {
  if (!reason.feedback && !reason.comment) return;
  await statement(
    "cancellation_reason_note",
    `INSERT INTO cancellation_reason (subscription_id, workspace_id, feedback, comment, given_at) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (subscription_id) DO UPDATE SET workspace_id = excluded.workspace_id, feedback = excluded.feedback,
       comment = excluded.comment, given_at = excluded.given_at, sent_at = NULL`,
    [subscriptionId, workspaceId, reason.feedback, reason.comment, now()],
  );
}

// One that ends long after had another reason. Stripe's clock is not ours.
const IS_TO_TELL = `r.sent_at IS NULL AND (s.cancel_at IS NOT NULL OR s.cancel_at_period_end OR s.ended_at IS NOT NULL)
  AND s.canceled_at < r.given_at + interval '1 day'`;

/** Whether `tellReasons` has anything to do; true or null. @param workspace the SQL of its id */
export const hasReasonToTell = (workspace: string) =>
  `(SELECT true FROM cancellation_reason r JOIN subscription s ON s.id = r.subscription_id
    WHERE r.workspace_id = ${workspace} AND ${IS_TO_TELL} LIMIT 1)`;

const TO_TELL = `
  SELECT r.subscription_id AS id, r.feedback, r.comment, r.given_at AS "givenAt"
  FROM cancellation_reason r JOIN subscription s ON s.id = r.subscription_id
  WHERE r.workspace_id = $1 AND ${IS_TO_TELL} ORDER BY r.subscription_id`;

type Row = Reason & { id: string; givenAt: Date };

/** Tells Stripe why a workspace's subscriptions were canceled. */
export async function tellReasons(workspaceId: string): Promise<void> {
  const rows = await statement<Row>("cancellation_reasons", TO_TELL, [workspaceId]);
  if (rows.length === 0) return;
  const deadline = new Deadline();
  await attemptEach(rows, async ({ id, feedback, comment, givenAt }) => {
    const cancellation_details = { ...(feedback && { feedback }), ...(comment && { comment }) };
    try {
      await setsValue(deadline, (options) => stripe().subscriptions.update(id, { cancellation_details }, options));
    } catch (error) {
      if (!isRefused(error)) throw error;
      // It would be refused again. The plan is canceled all the same.
      log.warn(`Stripe refused the reason of the cancellation of ${id}`, { error });
    }
    await statement(
      "cancellation_reason_sent",
      "UPDATE cancellation_reason SET sent_at = $3 WHERE subscription_id = $1 AND given_at = $2",
      [id, givenAt, now()],
    );
  });
}
