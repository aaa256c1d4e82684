import { attemptEach } from "@/lib/attempts";
import { statement } from "@/lib/db";
import { stripe } from "@/lib/stripe/client";
import { Deadline } from "@/lib/stripe/deadline";
import { isRefused } from "@/lib/stripe/failures";
import { setsValue } from "@/lib/stripe/write";
import { MANAGED } from "../ownership/sql";
import { fetchSession } from "../checkout/session-at-stripe";
import type { SessionRow } from "../checkout/sessions";
import { LIVE } from "../entitlements/statuses";
import { syncObject } from "../mirror/sync";
import { type CardDecision, type ChangedCard, decideCard } from "./decide";

/**
 * A new card pays. The portal sets the customer's default, and a subscription with a card of its own would keep paying
 * with that: https://docs.stripe.com/customer-management. The statement that brings the customer notes the change for
 * each subscription (mirror/along.ts); here it is decided and told to Stripe, as pending work of the workspace.
 */

const WAITING = "k.state IN ('open', 'chosen')";

/** Whether `followCards` has anything to do; true or null. @param workspace the SQL of its id */
export const hasCardToFollow = (workspace: string) =>
  `(SELECT true FROM card_change k WHERE k.workspace_id = ${workspace} AND ${WAITING} LIMIT 1)`;

// A checkout may make its card the customer's default. Any other card in that minute was given on purpose.
const CHECKOUT_SECONDS = 60;

const CHANGES = `
  SELECT k.subscription_id AS "subscriptionId", k.customer_id AS "customerId", k.from_ids AS "fromIds", k.to_id AS "toId",
    k.changed_at AS "changedAt", k.state = 'chosen' AS "isChosen", s.status, s.paused_reason AS "pausedReason",
    s.collection_method AS "collectionMethod", s.currency, COALESCE(s.default_payment_method_id, s.default_source_id) AS "ownId",
    COALESCE(s.payment_method_types, '{}') AS "allowedTypes", c.default_payment_method_id AS "defaultId",
    (SELECT m.type FROM payment_method m WHERE m.id = k.to_id AND m.customer_id = k.customer_id AND NOT m.deleted) AS "toType",
    COALESCE((SELECT m.deleted OR m.customer_id IS DISTINCT FROM k.customer_id FROM payment_method m
      WHERE m.id = s.default_payment_method_id), false) AS "ownIsDetached",
    (SELECT count(*)::int FROM subscription s WHERE s.customer_id = k.customer_id AND ${LIVE}) AS "liveCount",
    ${MANAGED} AS "managed",
    EXISTS (SELECT FROM stripe_user u JOIN checkout_session h ON h.user_id = u.user_id AND h.state = 'complete'
      WHERE u.customer_id = k.customer_id AND h.customer_id = k.customer_id
        AND COALESCE(h.paid_with, k.to_id) = k.to_id
        AND h.completed_at BETWEEN k.changed_at - make_interval(secs => ${CHECKOUT_SECONDS})
          AND k.changed_at + make_interval(secs => ${CHECKOUT_SECONDS})) AS "cameWithCheckout"
  FROM card_change k
  JOIN subscription s ON s.id = k.subscription_id
  JOIN customer c ON c.id = k.customer_id
  WHERE k.workspace_id = $1 AND ${WAITING}
  ORDER BY k.subscription_id`;

type Row = ChangedCard & { subscriptionId: string; customerId: string; changedAt: Date };

const readChanges = (workspaceId: string) => statement<Row>("card_changes", CHANGES, [workspaceId]);

/** Decides what each new card of a workspace's payers means for its subscriptions, and tells Stripe. */
export async function followCards(workspaceId: string): Promise<void> {
  const waiting = await readChanges(workspaceId);
  if (waiting.length === 0) return;
  const deadline = new Deadline();
  // What the decision rests on, as it is now: the event of the card may be quicker than those of the rest.
  await attemptEach(waiting, (change) => bringUpToDate(change, deadline));
  await attemptEach(await readChanges(workspaceId), async (change) => {
    const decision = decideCard(change);
    if (decision === "follow") await follow(change, deadline);
    await settle(change, decision);
  });
}

async function bringUpToDate({ subscriptionId, customerId, toId, ownId }: Row, deadline: Deadline): Promise<void> {
  await syncObject("subscription", subscriptionId);
  for (const id of new Set([toId, ...(ownId ? [ownId] : [])])) await bringMethod(id, customerId);
  for (const session of await unfinishedSessions(customerId)) await fetchSession(session, deadline);
}

const METHOD_IS_HERE = "SELECT FROM payment_method WHERE id = $1";

async function bringMethod(id: string, customerId: string): Promise<void> {
  const found = await statement("payment_method_is_here", METHOD_IS_HERE, [id]);
  if (found.length === 0) await syncObject("payment_method", id, null, customerId);
}

const UNFINISHED = `
  SELECT h.* FROM stripe_user u JOIN checkout_session h ON h.user_id = u.user_id AND h.state = 'open'
  WHERE u.customer_id = $1 AND h.customer_id = $1 AND h.stripe_session_id IS NOT NULL`;

/** Those that our copy takes for open: one of them may just have been completed with the new card. */
const unfinishedSessions = (customerId: string) =>
  statement<SessionRow>("card_unfinished_sessions", UNFINISHED, [customerId]);

async function follow({ subscriptionId, toId }: Row, deadline: Deadline): Promise<void> {
  try {
    await setsValue(deadline, (options) =>
      stripe().subscriptions.update(subscriptionId, { default_payment_method: toId }, options),
    );
  } catch (error) {
    // For good: the next run would be refused as well. The work's error tells the operator.
    if (isRefused(error)) await store(subscriptionId, toId, "refused");
    throw error;
  }
  await syncObject("subscription", subscriptionId);
}

const STATES: Record<CardDecision, string> = { follow: "followed", ask: "asked", none: "none" };

const settle = ({ subscriptionId, toId }: Row, decision: CardDecision) => store(subscriptionId, toId, STATES[decision]);

/** A card that came meanwhile is decided by the next round. */
async function store(subscriptionId: string, toId: string, state: string): Promise<void> {
  await statement(
    "card_change_settle",
    `UPDATE card_change k SET state = $3 WHERE subscription_id = $1 AND to_id = $2 AND ${WAITING}`,
    [subscriptionId, toId, state],
  );
}
