import { now } from "@/lib/clock";
import { statement } from "@/lib/db";
import { accessEnv } from "@/lib/env";
import { batched } from "../mirror/batch";
import { accessTo, evaluate, type Access, type Entitlements, type Fact } from "./evaluate";

/**
 * A debt is no older than the oldest unpaid invoice, so a payment in between that never reached us does not shorten the
 * grace of the next failure. An uncollectible invoice is still unpaid; otherwise each renewal after it would get a new
 * grace. Without OFFSET 0 the planner looks for the smallest `created_at` of all invoices.
 */
const OLDEST_UNPAID = `(SELECT min(v.created_at) FROM (
      SELECT created_at FROM invoice WHERE subscription_id = s.id AND status IN ('open', 'uncollectible') AND NOT deleted OFFSET 0) v)`;

/** The oldest draft of an active one: Stripe could not finalize it (evaluate.ts). Along invoice_draft_idx. */
const OLDEST_DRAFT = `(SELECT min(v.created_at) FROM (
      SELECT created_at FROM invoice WHERE subscription_id = s.id AND status = 'draft' AND NOT deleted
        AND billing_reason IS DISTINCT FROM 'manual' OFFSET 0) v)`;

/** All that is known of some workspaces, each in its turn. */
const FACTS = `
  SELECT w.n, f.* FROM unnest((SELECT $1::uuid[])) WITH ORDINALITY w (id, n) CROSS JOIN LATERAL (
    SELECT s.status AS what,
      (SELECT string_agg(concat_ws(':', f.feature_id, f.limit_value), ' ' ORDER BY f.position) FROM product_feature f WHERE f.product_id = i.product_id) AS "featureIds",
      (SELECT p.name FROM product p WHERE p.id = i.product_id) AS plan,
      CASE s.status WHEN 'past_due' THEN GREATEST(s.status_since, ${OLDEST_UNPAID}) ELSE s.status_since END AS since,
      CASE s.status WHEN 'unpaid' THEN ${OLDEST_UNPAID} END AS owing_since,
      CASE s.status WHEN 'active' THEN ${OLDEST_DRAFT} END AS draft_since,
      s.trial_end, COALESCE(s.cancel_at, CASE WHEN s.cancel_at_period_end THEN i.period_end END) AS ends_at, s.ended_at, NULL::int AS used
    FROM subscription s JOIN subscription_item i ON i.subscription_id = s.id
    WHERE s.workspace_id = w.id
    UNION ALL
    SELECT 'override', concat_ws(':', o.feature_id, o.limit_value), NULL, NULL, NULL, NULL, NULL, o.until, LEAST(o.revoked_at, o.until), NULL
    FROM entitlement_override o WHERE o.workspace_id = w.id
    UNION ALL
    SELECT 'use', u.feature_id, NULL, NULL, NULL, NULL, NULL, NULL, NULL, u.used FROM feature_use u WHERE u.workspace_id = w.id) f`;

type Asked = { workspaceId: string; call: number };

async function readFacts(asked: Asked[]): Promise<Fact[][]> {
  const rows = await statement<Fact & { n: number }>("entitlements", FACTS, [
    asked.map(({ workspaceId }) => workspaceId),
  ]);
  const facts = asked.map((): Fact[] => []);
  for (const row of rows) facts[row.n - 1]?.push(row);
  return facts;
}

const MOST_AT_ONCE = 64;

// Many ask at one moment, and a statement's way there and back costs more than its work. Each is answered by a statement
// that begins after it has asked.
const factsOf = batched<Asked, Fact[]>(readFacts, ({ call }) => String(call), MOST_AT_ONCE);

let calls = 0;

/** What a workspace may use now, and what it no longer may: one indexed statement, no call to Stripe. */
export async function readEntitlements(workspaceId: string): Promise<Entitlements> {
  const facts = await factsOf({ workspaceId, call: calls++ });
  return { workspaceId, features: evaluate(facts, now(), accessEnv().PAST_DUE_GRACE_DAYS) };
}

/** Whether a workspace may use a feature now, and why. */
export const readAccess = async (workspaceId: string, feature: string): Promise<Access> =>
  accessTo(await readEntitlements(workspaceId), feature);

/** The ids of the features that may be used. */
export const allowedIn = ({ features }: Pick<Entitlements, "features">): string[] =>
  features.flatMap(({ allowed, feature }) => (allowed ? [feature] : []));
