import { now } from "@/lib/clock";
import { statement } from "@/lib/db";
import { LIVE } from "../entitlements/statuses";
import { areHandedOver } from "../hand-over/rows";
import { madeByCheckout } from "../ownership/sql";

// A workspace has a product once, and one product of a plan group (plan-conflict.ts). Two checkouts that are paid at
// the same moment, or a subscription made by hand at Stripe, can still give it a second time. Then the earlier one
// counts, and the later one is the duplicate.

/** The same condition of two subscriptions. */
const of = (alias: string, condition: string) => condition.replaceAll("s.", `${alias}.`);

const PRODUCTS = (id: string) =>
  `SELECT i.product_id FROM subscription_item i WHERE i.subscription_id = ${id} AND i.product_id IS NOT NULL`;

const EXCLUDE_EACH_OTHER = `
  SELECT FROM subscription_item i LEFT JOIN product p ON p.id = i.product_id
  CROSS JOIN subscription_item j LEFT JOIN product q ON q.id = j.product_id
  WHERE i.subscription_id = s.id AND j.subscription_id = k.id AND (i.product_id = j.product_id OR p.plan_group = q.plan_group)`;

// What a refused trial began is no plan, and is being canceled (trials/evaluate.ts).
const REFUSED = "EXISTS (SELECT FROM trial_ledger t WHERE t.subscription_id = s.id AND t.outcome = 'refused')";

const FOUND = `
  SELECT s.id, s.workspace_id, k.id AS kept_id
  FROM subscription s
  JOIN LATERAL (
    SELECT k.id FROM subscription k
    WHERE k.workspace_id = s.workspace_id AND ${of("k", LIVE)} AND NOT ${of("k", REFUSED)} AND (k.created_at, k.id) < (s.created_at, s.id)
      AND EXISTS (${EXCLUDE_EACH_OTHER}) AND NOT ${areHandedOver("s", "k")}
    ORDER BY EXISTS (${PRODUCTS("s.id")} EXCEPT ${PRODUCTS("k.id")}), k.created_at, k.id LIMIT 1) k ON true
  WHERE s.workspace_id = $1 AND ${LIVE} AND NOT ${REFUSED}`;

/** Whether `noteDuplicates` may find any, or has to settle one; true or null. @param workspace the SQL of its id */
export const mayHaveDuplicates = (workspace: string) => `COALESCE(
  (SELECT true FROM subscription s WHERE s.workspace_id = ${workspace} AND ${LIVE} OFFSET 1 LIMIT 1),
  (SELECT true FROM duplicate_subscription d WHERE d.workspace_id = ${workspace} AND d.finished_at IS NULL LIMIT 1))`;

const NOTE = `
  WITH found AS (${FOUND}),
  noted AS (
    INSERT INTO duplicate_subscription AS d (subscription_id, workspace_id, kept_id, found_at)
    SELECT id, workspace_id, kept_id, $2 FROM found ORDER BY id
    ON CONFLICT (subscription_id) DO UPDATE SET workspace_id = excluded.workspace_id, kept_id = excluded.kept_id, finished_at = NULL,
      found_at = CASE WHEN d.finished_at IS NULL THEN d.found_at ELSE excluded.found_at END
    WHERE d.begun_at IS NULL),
  settled AS (
    UPDATE duplicate_subscription d SET finished_at = $2, error = NULL
    WHERE d.workspace_id = $1 AND d.begun_at IS NULL AND d.finished_at IS NULL
      AND NOT EXISTS (SELECT FROM found f WHERE f.id = d.subscription_id))
  SELECT f.id, COALESCE(d.begun_at IS NOT NULL, false) AS "isBegun"
  FROM found f LEFT JOIN duplicate_subscription d ON d.subscription_id = f.id
  UNION SELECT subscription_id, true FROM duplicate_subscription d
    WHERE d.workspace_id = $1 AND d.begun_at IS NOT NULL AND d.finished_at IS NULL`;

/**
 * Writes down the duplicates that a workspace has by now, and that it has no more.
 * @returns those that are to be canceled, or were begun to be
 */
export const noteDuplicates = (workspaceId: string): Promise<Noted[]> =>
  statement<Noted>("duplicates_note", NOTE, [workspaceId, now()]);

type Noted = { id: string; isBegun: boolean };

export type Duplicate = {
  subscriptionId: string;
  keptId: string;
  workspaceId: string;
  workspace: string | null;
  product: string | null;
  customerId: string | null;
  status: string | null;
  foundAt: Date;
  /** Its cancellation has begun, and not everything is refunded yet. */
  isBegun: boolean;
  /** What the last try failed with, or what keeps a program from deciding. */
  error: string | null;
};

const MOST = 50;

// Those that ended otherwise are settled the next time they are looked for, and are not shown until then.
const LIST = `
  SELECT d.subscription_id AS "subscriptionId", d.kept_id AS "keptId", d.workspace_id AS "workspaceId", w.name AS workspace,
    (SELECT p.name FROM subscription_item i JOIN product p ON p.id = i.product_id WHERE i.subscription_id = s.id
     ORDER BY i.id LIMIT 1) AS product,
    s.customer_id AS "customerId", s.status, d.found_at AS "foundAt", d.begun_at IS NOT NULL AS "isBegun", d.error
  FROM duplicate_subscription d
  JOIN subscription s ON s.id = d.subscription_id
  JOIN subscription k ON k.id = d.kept_id
  LEFT JOIN workspace w ON w.id = d.workspace_id
  WHERE d.finished_at IS NULL AND (d.begun_at IS NOT NULL OR (${LIVE} AND ${of("k", LIVE)}))
  ORDER BY d.found_at, d.subscription_id LIMIT $1`;

/** What every workspace has twice, the oldest first. */
export async function listDuplicates(most = MOST): Promise<{ duplicates: Duplicate[]; more: boolean }> {
  const rows = await statement<Duplicate>("duplicates", LIST, [most + 1]);
  return { duplicates: rows.slice(0, most), more: rows.length > most };
}

/**
 * Whether a program may decide. It may if the earlier one gives the workspace all that the later one carries, and is in
 * order, and the later one was a duplicate from its beginning.
 * @returns why not, or null
 */
export async function whyNotCancelable(subscriptionId: string): Promise<string | null> {
  const [row] = await statement<{
    bought: boolean;
    inOrder: boolean;
    covers: boolean;
    keptEnds: boolean;
    wasAlone: boolean;
    wasTakenOver: boolean;
  }>("duplicate_fits", FITS, [subscriptionId]);
  if (!row) return "It is no duplicate any more.";
  if (!row.bought) return "No checkout of this app made it, so a person has to decide.";
  if (row.wasTakenOver)
    return "One was bought because the other gave no access, which it does again. Both were paid by different people.";
  if (!row.inOrder) return "The earlier subscription is not in order, so the later one may be the one to keep.";
  if (!row.covers) return "It carries a product that the earlier subscription does not have.";
  if (row.keptEnds)
    return "The earlier subscription has been canceled for a later day, so the later one may be the one to keep.";
  return row.wasAlone
    ? "It was used and paid for by itself before the two came to the same product, so that money was not paid twice."
    : null;
}

const productsIn = (items: string) => `(
  SELECT array_agg(DISTINCT x->>'product_id' ORDER BY x->>'product_id') FROM jsonb_array_elements(${items}) x)`;

/** Since when a subscription has been in its workspace with its products; null if unknown. */
const heldSince = (alias: string) => `(
  SELECT min(c.at) FROM subscription_change c
  WHERE c.subscription_id = ${alias}.id AND c.id > COALESCE((
    SELECT max(d.id) FROM subscription_change d
    WHERE d.subscription_id = ${alias}.id AND (d.workspace_id IS DISTINCT FROM ${alias}.workspace_id OR ${productsIn("d.items")} IS DISTINCT FROM
      (SELECT array_agg(DISTINCT i.product_id ORDER BY i.product_id) FROM subscription_item i WHERE i.subscription_id = ${alias}.id))), 0))`;

// A second purchase reaches us at once, or as late as Stripe's deliveries, which it repeats for three days
// (https://docs.stripe.com/webhooks#retries). What came to the same product later did so by a change of plan or of
// workspace.
const HEARD_WITHIN = "interval '3 days'";
const WAS_ALONE = `COALESCE(s.created_at < ${heldSince("s")} - ${HEARD_WITHIN} OR s.created_at < ${heldSince("k")} - ${HEARD_WITHIN}, true)`;

const FITS = `
  SELECT ${madeByCheckout("s")} AS bought, k.status IN ('active', 'trialing') AS "inOrder", NOT EXISTS (${PRODUCTS("s.id")} EXCEPT ${PRODUCTS("k.id")}) AS covers,
    (k.cancel_at IS NOT NULL OR k.cancel_at_period_end) AS "keptEnds", ${WAS_ALONE} AS "wasAlone",
    EXISTS (SELECT FROM hand_over h
      WHERE (h.successor_id, h.predecessor_id) IN ((s.id, k.id), (k.id, s.id))) AS "wasTakenOver"
  FROM duplicate_subscription d
  JOIN subscription s ON s.id = d.subscription_id
  JOIN subscription k ON k.id = d.kept_id
  WHERE d.subscription_id = $1 AND d.finished_at IS NULL AND ${LIVE} AND ${of("k", LIVE)}`;
