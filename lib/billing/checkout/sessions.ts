import type Stripe from "stripe";
import { now } from "@/lib/clock";
import { statement } from "@/lib/db";
import { workspaceNotFound } from "@/lib/errors";
import { readUuid } from "@/lib/uuid";
import { type CheckoutHandOver, INSERT_HAND_OVERS } from "../hand-over/rows";
import type { InboxEvent } from "../mirror/write";
import { syncObject } from "../mirror/sync";
import { memberCount, seatKind } from "../seats/owed";

/** Our row for one checkout. `creating`: sent to Stripe, answer not known. */
export type SessionRow = {
  id: string;
  workspace_id: string;
  user_id: string;
  customer_id: string;
  price_id: string;
  with_trial: boolean;
  fingerprint: string;
  parameters: Stripe.Checkout.SessionCreateParams;
  state: "creating" | "open" | "complete" | "expired" | "failed";
  stripe_session_id: string | null;
  url: string | null;
  /** Opens Stripe's form within our page, while it is open. Its user's alone. */
  client_secret: string | null;
  created_at: Date;
  expires_at: Date | null;
  checked_at: Date | null;
  subscription_id: string | null;
  /** Of one that is complete. `unpaid`: by a method that settles later; null: completed before this was kept. */
  payment: "paid" | "unpaid" | "failed" | null;
};

const UNFINISHED = "state IN ('creating', 'open')";

/** The one session of a workspace that may still be paid. */
export async function findUnfinished(workspaceId: string): Promise<SessionRow | null> {
  const [row] = await statement<SessionRow>(
    "session_of_workspace",
    `SELECT * FROM checkout_session WHERE workspace_id = $1 AND ${UNFINISHED}`,
    [workspaceId],
  );
  return row ?? null;
}

/** The same, if it sells fewer seats than the workspace has members by now, of a price whose number is chosen. */
export async function findOutgrown(workspaceId: string): Promise<SessionRow | null> {
  const [row] = await statement<SessionRow>(
    "session_outgrown",
    `SELECT c.* FROM checkout_session c JOIN price p ON p.id = c.price_id LEFT JOIN product n ON n.id = p.product_id
     WHERE c.workspace_id = $1 AND c.${UNFINISHED} AND ${seatKind("p", "n")} = 'chosen'
       AND (c.parameters->'line_items'->0->>'quantity')::bigint < ${memberCount("c.workspace_id")}`,
    [workspaceId],
  );
  return row ?? null;
}

/** The user's sessions in other workspaces that carry a trial offer and may still be paid. */
export async function findTrialOffers(userId: string, exceptWorkspaceId: string): Promise<SessionRow[]> {
  return statement<SessionRow>(
    "session_trial_offers",
    `SELECT * FROM checkout_session WHERE user_id = $1 AND workspace_id <> $2 AND with_trial AND ${UNFINISHED}`,
    [userId, exceptWorkspaceId],
  );
}

/** The user's sessions in other workspaces that may still be paid, in another currency. */
export async function findOtherCurrency(
  userId: string,
  exceptWorkspaceId: string,
  currency: string,
): Promise<SessionRow[]> {
  return statement<SessionRow>(
    "session_other_currency",
    `SELECT c.* FROM checkout_session c LEFT JOIN price p ON p.id = c.price_id
     WHERE c.user_id = $1 AND c.workspace_id <> $2 AND c.state IN ('creating', 'open')
       AND COALESCE(c.parameters->>'currency', p.currency) <> $3`,
    [userId, exceptWorkspaceId, currency],
  );
}

export async function findByStripeId(stripeSessionId: string): Promise<SessionRow | null> {
  const [row] = await statement<SessionRow>(
    "session_by_stripe_id",
    "SELECT * FROM checkout_session WHERE stripe_session_id = $1",
    [stripeSessionId],
  );
  return row ?? null;
}

/**
 * Keeps what is about to be sent, under the key that it is sent with (the row's id), for a user who may still buy for
 * the workspace. The membership is locked, so a workspace that is deleted or left meanwhile gets no session.
 * @param handOver the subscriptions of other payers whose place it takes
 * @throws ProductError workspace_not_found
 */
export async function insertSession(
  row: Pick<
    SessionRow,
    "id" | "workspace_id" | "user_id" | "customer_id" | "price_id" | "with_trial" | "fingerprint" | "parameters"
  >,
  handOver: CheckoutHandOver | null = null,
): Promise<void> {
  const inserted = await statement(
    "session_insert",
    `WITH inserted AS (
       INSERT INTO checkout_session
         (id, workspace_id, user_id, customer_id, price_id, with_trial, fingerprint, parameters, state, created_at)
       SELECT $1::uuid, m.workspace_id, m.user_id, $4, $5, $6::boolean, $7, $8::jsonb, 'creating', $9::timestamptz
       FROM membership m WHERE m.workspace_id = $2 AND m.user_id = $3 AND m.role <> 'member' FOR SHARE
       RETURNING id, workspace_id, user_id, customer_id, created_at),
     handed AS (${INSERT_HAND_OVERS("$10", "$11")})
     SELECT FROM inserted`,
    [
      row.id,
      row.workspace_id,
      row.user_id,
      row.customer_id,
      row.price_id,
      row.with_trial,
      row.fingerprint,
      JSON.stringify(row.parameters),
      now(),
      JSON.stringify(handOver?.predecessors ?? []),
      handOver?.anchor ?? null,
    ],
  );
  if (inserted.length === 0) throw workspaceNotFound();
}

/** Nothing came of it at Stripe, and nothing will. */
export async function markFailed(rowId: string): Promise<void> {
  await statement(
    "session_failed",
    "UPDATE checkout_session SET state = 'failed' WHERE id = $1 AND state = 'creating'",
    [rowId],
  );
}

/**
 * Records what Stripe says of a session, which is the only way a row becomes open, complete or expired. A completed
 * session's subscription is brought into the mirror first, so that at every moment one of the two blocks a second
 * purchase.
 * @param event the event that carries the session, if one does
 * @returns the row as it is then, or null when the session is not one of ours
 */
export async function recordSession(
  session: Stripe.Checkout.Session,
  event: InboxEvent | null = null,
): Promise<SessionRow | null> {
  const subscriptionId = typeof session.subscription === "string" ? session.subscription : session.subscription?.id;
  if (session.status === "complete" && subscriptionId && !(await isMirrored(subscriptionId))) {
    await syncObject("subscription", subscriptionId);
  }
  const [row] = await statement<SessionRow>("session_record", RECORD, [
    session.id,
    rowIdOf(session),
    // What is neither may still be paid, whatever word Stripe has for it.
    session.status === "complete" || session.status === "expired" ? session.status : "open",
    session.url,
    new Date(session.expires_at * 1000),
    subscriptionId,
    now(),
    event?.id,
    event?.type,
    event?.created,
    event?.apiVersion,
    event?.payload,
    paymentOf(session, event),
    session.client_secret,
  ]);
  return row ?? null;
}

/** A session does not say that its payment failed: only the event does. https://docs.stripe.com/payments/checkout/fulfill-orders */
function paymentOf(
  { status, payment_status: payment }: Stripe.Checkout.Session,
  event: InboxEvent | null,
): SessionRow["payment"] {
  if (status !== "complete") return null;
  if (payment === "paid" || payment === "no_payment_required") return "paid"; // no other word that Stripe may add counts
  return event?.type === "checkout.session.async_payment_failed" ? "failed" : "unpaid";
}

// A session that is over never opens again, and a late answer that it was open changes only the time of asking. Nor
// does its payment go back to what it had left.
const RECORD = `
  WITH updated AS (
    UPDATE checkout_session SET
      stripe_session_id = $1,
      state = CASE WHEN ${UNFINISHED} THEN $3 ELSE state END,
      url = CASE WHEN ${UNFINISHED} AND $3 = 'open' THEN $4 END,
      client_secret = CASE WHEN ${UNFINISHED} AND $3 = 'open' THEN COALESCE($14, client_secret) END,
      expires_at = $5,
      subscription_id = COALESCE($6, subscription_id),
      completed_at = CASE WHEN $3 = 'complete' THEN LEAST(completed_at, COALESCE($10::timestamptz, $7)) ELSE completed_at END,
      paid_with = COALESCE(paid_with, (SELECT s.default_payment_method_id FROM subscription s WHERE $3 = 'complete' AND s.id = $6)),
      payment = CASE WHEN payment = 'paid' OR (payment = 'failed' AND $13 = 'unpaid') THEN payment ELSE COALESCE($13, payment) END,
      checked_at = $7
    WHERE id = $2 AND (stripe_session_id IS NULL OR stripe_session_id = $1)
    RETURNING *
  ),
  inbox AS (
    INSERT INTO stripe_event AS e
      (id, type, object_id, created, api_version, payload, state, first_attempt_at, last_attempt_at, attempts)
    SELECT $8, $9, $1, $10::timestamptz, $11, $12::text, 'processed', $7, $7, 1 FROM updated WHERE $8::text IS NOT NULL
    ON CONFLICT (id) DO UPDATE SET state = 'processed', error = NULL, payload = excluded.payload,
      last_attempt_at = excluded.last_attempt_at, attempts = e.attempts + 1
  )
  SELECT * FROM updated`;

/**
 * Our row's id travels as the client reference; a session that was created elsewhere has any text there, or nothing.
 */
export function rowIdOf(session: Stripe.Checkout.Session): string | null {
  return readUuid(session.client_reference_id);
}

async function isMirrored(subscriptionId: string): Promise<boolean> {
  const found = await statement("subscription_known", "SELECT FROM subscription WHERE id = $1", [subscriptionId]);
  return found.length > 0;
}

/** Of one that Stripe does not have. */
export async function markGone(rowId: string): Promise<SessionRow | null> {
  const [row] = await statement<SessionRow>(
    "session_gone",
    `UPDATE checkout_session SET state = CASE WHEN ${UNFINISHED} THEN 'expired' ELSE state END, url = NULL,
       client_secret = NULL, checked_at = $2
     WHERE id = $1 RETURNING *`,
    [rowId, now()],
  );
  return row ?? null;
}
