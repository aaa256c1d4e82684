import { now } from "@/lib/clock";
import { statement } from "@/lib/db";
import { handedOver } from "../errors";
import { sendSoon } from "@/lib/mail/wake";
import { METADATA } from "@/lib/stripe/metadata";
import { takenOverNotice } from "../notices/of-our-rows";
import { noticing } from "../notices/settings";
import { isEmpty } from "../schedules/planned";

// A hand-over: another owner or admin begins to pay for a workspace's plan. It is a row for each subscription that the new
// one takes the place of, written together with the checkout's, before Stripe is called.

export type Kind =
  /** The old one gives no access. It ends when the new one is paid. */
  | "replace"
  /** The new one is first charged when the old one's period ends, and the old one ends then. */
  | "continue"
  /** The running period of the old one is not paid. The new one is charged at once, and the old one ends. */
  | "charge";

/** What a checkout takes the place of. */
export type Predecessor = { subscriptionId: string; payerId: string | null; kind: Kind };

/** A checkout whose subscription takes the place of others. */
export type CheckoutHandOver = {
  predecessors: Predecessor[];
  /** When it is first charged; null: at once. */
  anchor: Date | null;
  /** When the session must be over, where that is sooner than usual. */
  expiresAt?: Date | null;
};

/** The plan that another payer has, and the terms on which it is taken over. */
export type TakeOver = Predecessor & Pick<CheckoutHandOver, "anchor" | "expiresAt">;

/** The SQL that writes them with their checkout, `inserted`. @param list the SQL of the predecessors as JSON */
export const INSERT_HAND_OVERS = (list: string, anchor: string) => `
       INSERT INTO hand_over (checkout_id, predecessor_id, workspace_id, user_id, customer_id, payer_id, kind, anchor, created_at)
       SELECT c.id, p."subscriptionId", c.workspace_id, c.user_id, c.customer_id, p."payerId", p.kind, ${anchor}::timestamptz, c.created_at
       FROM inserted c, jsonb_to_recordset(${list}::jsonb) AS p ("subscriptionId" text, "payerId" uuid, kind text)`;

export type HandOver = {
  checkout_id: string;
  predecessor_id: string;
  workspace_id: string;
  user_id: string;
  customer_id: string;
  payer_id: string | null;
  kind: Kind;
  anchor: Date | null;
  state: "checkout" | "begun" | "running" | "done" | "undone" | "operator" | "closed";
  successor_id: string | null;
  access_ended_at: Date | null;
  collect_again: string[];
  owed_ids: string[];
  canceled_for: Date | null;
  generation: number;
};

const IS_PREDECESSOR = (old: string, by: string) => `EXISTS (SELECT FROM hand_over h
      WHERE h.predecessor_id = ${old}.id AND h.finished_at IS NULL
        AND (h.successor_id IS NOT NULL OR h.checkout_id::text = ${by}.metadata->>'${METADATA.checkoutId}'))`;

/**
 * The SQL of whether one of two subscriptions is the old one of a hand-over that is not finished. It is no duplicate of the
 * new one, nor of one that takes the new one's place in turn.
 */
export const areHandedOver = (one: string, other: string) =>
  `(${IS_PREDECESSOR(one, other)} OR ${IS_PREDECESSOR(other, one)})`;

const PLANNED =
  "SELECT FROM subscription_schedule x WHERE x.subscription_id = s.id AND x.status IN ('active', 'not_started')";

/** The SQL of whether something is planned for `s`. */
export const HAS_PLANNED_CHANGE = `EXISTS (${PLANNED})`;

/** The SQL of whether it was planned elsewhere. Only the portal's schedules and our own are released by a program. */
export const IS_PLANNED_ELSEWHERE = `EXISTS (${PLANNED} AND NOT x.from_portal AND ${isEmpty("x")} IS NOT TRUE
      AND x.metadata->>'${METADATA.installationId}' IS DISTINCT FROM (SELECT id::text FROM installation))`;

/** The SQL of whether another subscription has begun to take the place of `s`. Seats are counted there from then on. */
export const IS_HANDED_OVER = `EXISTS (SELECT FROM hand_over h WHERE h.predecessor_id = s.id AND h.finished_at IS NULL AND h.successor_id IS NOT NULL)`;

/**
 * The SQL of whether a subscription is being taken over, from the checkout on: its plan can't be changed through us. A
 * checkout that has ended does not count.
 */
const IS_BEING_TAKEN_OVER = `
  SELECT FROM hand_over h LEFT JOIN checkout_session c ON c.id = h.checkout_id
  WHERE h.predecessor_id = $1 AND h.finished_at IS NULL AND h.kind <> 'replace'
    AND (h.state <> 'checkout' OR c.state IN ('creating', 'open', 'complete'))`;

/** @throws ProductError handed_over */
export async function refuseChangeOfHandedOver(subscriptionId: string): Promise<void> {
  if ((await statement("hand_over_being_taken", IS_BEING_TAKEN_OVER, [subscriptionId])).length > 0) throw handedOver();
}

/** The SQL of the workspace of an unfinished hand-over that a subscription is part of; null if it is of none. */
export const workspaceHandedOver = (subscription: string) => `COALESCE(
            (SELECT h.workspace_id FROM hand_over h WHERE h.predecessor_id = ${subscription} AND h.finished_at IS NULL LIMIT 1),
            (SELECT h.workspace_id FROM hand_over h WHERE h.successor_id = ${subscription} AND h.finished_at IS NULL LIMIT 1))`;

/** Whether `settleHandOvers` may have anything to do; true or null. @param workspace the SQL of its id */
export const hasHandOver = (workspace: string) =>
  `(SELECT true FROM hand_over h WHERE h.workspace_id = ${workspace} AND h.finished_at IS NULL LIMIT 1)`;

type Change = Partial<
  Pick<
    HandOver,
    | "state"
    | "successor_id"
    | "access_ended_at"
    | "collect_again"
    | "owed_ids"
    | "canceled_for"
    | "generation"
    | "kind"
    | "anchor"
  > & { reason: string; completed_at: Date; finished_at: Date; taken_back_at: Date }
>;

/** Columns and values of one row. A finished one never changes. */
export async function updateHandOver(row: HandOver, change: Change): Promise<HandOver> {
  const names = Object.keys(change).toSorted();
  const update = `UPDATE hand_over SET ${names.map((name, n) => `${name} = $${n + 3}`).join(", ")}
     WHERE checkout_id = $1 AND predecessor_id = $2 AND finished_at IS NULL RETURNING *`;
  const values = [row.checkout_id, row.predecessor_id, ...names.map((name) => change[name as keyof Change])];
  // The people who pay are told when it is settled who pays for what.
  const isTold = change.state === "running" || change.state === "done";
  const notices = takenOverNotice(`$${values.length + 1}`).join(",\n");
  const [updated] = await statement<HandOver>(
    `hand_over_${names.join("_")}${isTold ? "_told" : ""}`,
    isTold ? `WITH done AS (${update}),\n${notices}\nSELECT * FROM done` : update,
    isTold ? [...values, noticing()] : values,
  );
  if (isTold) sendSoon();
  return updated ?? row;
}

/** Nothing is left for a program to do. @param reason why it is left to the operator */
export const finishHandOver = (
  row: HandOver,
  state: "done" | "undone" | "operator" | "closed",
  reason?: string,
): Promise<HandOver> => updateHandOver(row, { state, finished_at: now(), ...(reason !== undefined && { reason }) });
