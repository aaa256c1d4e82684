import { pricedFields } from "../catalog/priced";
import { DAYS_OF } from "./paid";

/**
 * A debt is no older than the oldest unpaid invoice, so a payment in between that never reached us does not shorten the
 * grace of the next failure. An uncollectible invoice is still unpaid; otherwise each renewal after it would get a new
 * grace. Without OFFSET 0 the planner looks for the smallest `created_at` of all invoices.
 */
export const OLDEST_UNPAID = `(SELECT min(v.created_at) FROM (
      SELECT created_at FROM invoice WHERE subscription_id = s.id AND status IN ('open', 'uncollectible') AND NOT deleted OFFSET 0) v)`;

/**
 * Whether a draft `v` bills a subscription's items. One made by hand waits for as long as its maker likes. A month's seats
 * are `manual` too: Stripe tried to finalize them.
 */
export const IS_OF_PLAN =
  "(v.billing_reason IS DISTINCT FROM 'manual' OR v.finalization_error IS NOT NULL AND v.gave <> '{}')";

/** The oldest draft of an active one: Stripe could not finalize it (evaluate.ts). Along invoice_draft_idx. */
export const OLDEST_DRAFT = `(SELECT min(d.created_at) FROM (
      SELECT created_at FROM invoice v WHERE subscription_id = s.id AND status = 'draft' AND NOT deleted
        AND ${IS_OF_PLAN} OFFSET 0) d)`;

/** The invoices that tell what was paid for, newest first. */
const BILLS = `FROM invoice v WHERE v.subscription_id = s.id AND v.status <> 'draft' AND NOT v.deleted ORDER BY v.created_at DESC`;

/**
 * Whether the last bill alone says that the item is paid for: a whole period of its product. So it is for nearly every
 * subscription, and the rest is not read. Never null, which SQL would take for paid as well: no bill, and one that does
 * not name the item, say nothing.
 */
export const IS_PAID = `EXISTS (SELECT FROM (SELECT v.status, v.gave ${BILLS} LIMIT 1) n
      WHERE n.gave IS NULL OR (n.status = 'paid' AND n.gave->i.id->>'product_id' = i.product_id AND n.gave->i.id->>'whole' = 'true'))`;

// Far more than there are between two whole periods that were paid.
const MOST_BILLS = 100;

const FEATURES_OF = (product: string) =>
  `(SELECT string_agg(concat_ws(':', f.feature_id, f.limit_value), ' ' ORDER BY f.position) FROM product_feature f WHERE f.product_id = ${product})`;

const DAYS = `r.interval_count * CASE r.interval ${Object.entries(DAYS_OF)
  .map(([interval, days]) => `WHEN '${interval}' THEN ${days}`)
  .join(" ")} END`;

const look = (which: string) =>
  `(SELECT h.items FROM subscription_change h WHERE h.subscription_id = s.id ${which} LIMIT 1)`;

/** What was paid for a plan before its bill passed to another payer counts for the subscription that continues it. */
const WITH_PREDECESSORS = `WITH RECURSIVE line AS (
        SELECT s.id UNION SELECT h.predecessor_id FROM line l JOIN hand_over h ON h.successor_id = l.id WHERE h.kind <> 'replace')
      SELECT id FROM line`;

/**
 * The `Paying` of paid.ts, of some subscriptions. A statement of its own: hardly any subscription needs it, and every run
 * of a statement costs time for each of its parts, also for those that are not reached.
 */
export const PAYING = `
  SELECT json_build_object('subscription', s.id, 'status', s.status, 'currency', s.currency, 'items', k.items, 'began', k.began, 'trialed', k.trialed,
      'trialEnd', s.trial_end, 'sendInvoice', COALESCE(s.collection_method = 'send_invoice', false),
      'discounted', COALESCE('discount' = ANY (s.billed_beside), false) OR EXISTS (SELECT FROM customer c WHERE c.id = s.customer_id AND c.discounted),
      'hasPaid', EXISTS (SELECT FROM invoice v WHERE v.subscription_id = ANY (ARRAY(${WITH_PREDECESSORS})) AND v.status = 'paid' AND v.total_minor > 0 AND NOT v.deleted),
      'bills', k.bills,
      'products', (SELECT COALESCE(json_object_agg(p.id, json_build_object('plan', p.name, 'featureIds', ${FEATURES_OF("p.id")})), '{}')
        FROM product p WHERE p.id = ANY (ARRAY(SELECT x #>> '{}' FROM jsonb_path_query(k.named, '$.**.product_id') x))),
      'prices', (SELECT COALESCE(json_object_agg(r.id, json_build_object(${pricedFields("r")}, 'days', ${DAYS})), '{}')
        FROM price r WHERE r.id = ANY (ARRAY(SELECT x #>> '{}' FROM jsonb_path_query(k.named, '$.**.price_id') x)))) AS paying
  FROM unnest((SELECT $1::text[])) g (id)
  CROSS JOIN LATERAL (SELECT * FROM subscription t WHERE t.id = g.id OFFSET 0) s
  CROSS JOIN LATERAL (
    SELECT b.*, jsonb_build_array(b.items, b.began, b.trialed, b.bills) AS named FROM (SELECT
      (SELECT jsonb_agg(jsonb_build_object('id', o.id, 'product_id', o.product_id, 'price_id', o.price_id, 'quantity', o.quantity) ORDER BY o.id)
        FROM subscription_item o WHERE o.subscription_id = s.id) AS items,
      ${look("ORDER BY h.id")} AS began,
      CASE WHEN s.trial_end IS NOT NULL THEN ${look("AND h.status = 'trialing' ORDER BY h.id DESC")} END AS trialed,
      (SELECT COALESCE(jsonb_agg(jsonb_build_object('id', v.id, 'status', v.status, 'reason', v.billing_reason, 'collection', v.collection_method,
        'total', v.total_minor, 'gave', v.gave, 'at', v.created_at) ORDER BY v.created_at DESC, v.number DESC), '[]')
        FROM (SELECT v.* ${BILLS} LIMIT ${MOST_BILLS}) v) AS bills) b) k`;

/** What a refused trial began grants nothing from the decision on, whatever Stripe says of it (trials/evaluate.ts). */
export const IS_REFUSED = `s.trial_start IS NOT NULL AND (SELECT t.outcome = 'refused' FROM trial_ledger t WHERE t.subscription_id = s.id)`;

/** All that is known of some workspaces, each in its turn. */
export const FACTS = `
  SELECT w.n, f.* FROM unnest((SELECT $1::uuid[])) WITH ORDINALITY w (id, n) CROSS JOIN LATERAL (
    SELECT CASE WHEN ${IS_REFUSED} THEN 'refused' ELSE s.status END AS what, ${FEATURES_OF("i.product_id")} AS "featureIds",
      (SELECT p.name FROM product p WHERE p.id = i.product_id) AS plan,
      CASE s.status WHEN 'past_due' THEN GREATEST(s.status_since, ${OLDEST_UNPAID}) ELSE s.status_since END AS since,
      CASE s.status WHEN 'unpaid' THEN ${OLDEST_UNPAID} END AS owing_since,
      CASE s.status WHEN 'active' THEN ${OLDEST_DRAFT} END AS draft_since,
      s.trial_end, COALESCE(s.cancel_at, CASE WHEN s.cancel_at_period_end THEN i.period_end END) AS ends_at, s.ended_at, NULL::int AS used,
      CASE WHEN s.status = 'past_due' OR s.status = 'active' AND NOT ${IS_PAID} THEN s.id END AS paying_id,
      s.paused_reason, s.id AS subscription_id
    FROM subscription s JOIN subscription_item i ON i.subscription_id = s.id
    WHERE s.workspace_id = w.id
    UNION ALL
    SELECT 'override', concat_ws(':', o.feature_id, o.limit_value), NULL, NULL, NULL, NULL, NULL, o.until, LEAST(o.revoked_at, o.until), NULL, NULL, NULL, NULL
    FROM entitlement_override o WHERE o.workspace_id = w.id
    UNION ALL
    SELECT 'use', u.feature_id, NULL, NULL, NULL, NULL, NULL, NULL, NULL, u.used, NULL, NULL, NULL FROM feature_use u WHERE u.workspace_id = w.id) f`;
