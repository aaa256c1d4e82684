import { reasonOf } from "../cancellation/sql";
import { LIVE } from "../entitlements/statuses";
import { workspaceHandedOver } from "../hand-over/rows";
import { isToBring } from "../ownership/sql";
import { BILLED_AT_STRIPE, hasPreview, markPreviews, RENEWS } from "../previews/mark";
import type { Kind } from "./records";

// What changes in the same statement as the mirror's rows (statement.ts): child rows, histories, ledgers, pending work.
// Mail does, too: notices/of-mirror.ts.

// Pages of the catalog are kept by this number (lib/billing/catalog/catalog.ts).
const CATALOG_CHANGED = `bumped AS (UPDATE catalog_version SET version = version + 1 WHERE EXISTS (SELECT FROM written))`;

const CHANGE_COLUMNS =
  "subscription_id, workspace_id, at, event_id, status, items, trial_end, cancel_at, cancel_at_period_end";

// What the workspace's other subscriptions, its trials or its seats have to be compared with (lib/billing/pending-work/run.ts). Not
// what every renewal brings, so that the usual event leads to nothing.
const NEEDS_WORK = `${LIVE}
          AND (is_new OR was_status NOT IN ('active', 'trialing', 'past_due')
            OR (workspace_id, trial_end) IS DISTINCT FROM (was_workspace, was_trial_end)
            OR jsonb_path_query_array(looks, '$[*].price_id') <> jsonb_path_query_array(was_looks, '$[*].price_id')
            OR (looks <> was_looks AND EXISTS (
              SELECT FROM jsonb_array_elements(looks) l WHERE (SELECT p.per_seat FROM price p WHERE p.id = l->>'price_id'))))`;

/** Of one that ends, the duplicate is the only one left: its trial may be a second one, its seats may be wrong. */
const DUPLICATE_IS_LEFT = `(SELECT true FROM duplicate_subscription d
            WHERE d.workspace_id = s.workspace_id AND d.kept_id = s.id AND d.finished_at IS NULL LIMIT 1)`;

/** Assigned at Stripe. Also one that has ended: what was told of its invoices before was not ours, and is not told again. */
const IS_NEWLY_ASSIGNED = `(SELECT true WHERE (is_new OR workspace_id IS DISTINCT FROM was_workspace) AND ${isToBring("s.id")})`;

/** Its payer said why, and now it ends: Stripe is told. */
const HAS_REASON = `((cancel_at IS NOT NULL OR cancel_at_period_end OR ended_at IS NOT NULL) AND ${reasonOf("s.id")})`;

const AGAIN = "ON CONFLICT (workspace_id) DO UPDATE SET revision = w.revision + 1";

/** One that is part of a hand-over changed: it was canceled, or its cancellation was revoked. */
const IS_HANDED_OVER = `(SELECT true WHERE (status, cancel_at, cancel_at_period_end, looks, trial_end)
            IS DISTINCT FROM (was_status, was_cancel_at, was_cancel_at_period_end, was_looks, was_trial_end) AND ${workspaceHandedOver("s.id")} IS NOT NULL)`;

/** What only Stripe can calculate of the next payment may be another sum now. @param cause SQL on a subscription `s` */
const PREVIEWS = (from: string, cause: string) =>
  `previews AS (${markPreviews(`
      SELECT s.id, s.workspace_id FROM ${from} WHERE ${RENEWS} AND (${cause})`)})`;

const IS_MARKED = (subscription: string) => `(SELECT true FROM previews p WHERE p.subscription_id = ${subscription})`;

// Of one that does not renew, as it is canceled or overdue, nothing is kept.
const UNPREVIEWED = `unpreviewed AS (
      DELETE FROM next_payment_preview np USING compared s WHERE np.subscription_id = s.id AND NOT (${RENEWS}))`;

const DISCOUNTED = "(SELECT c.discounted FROM customer c WHERE c.id = s.customer_id)";

// A discount of the customer counts for each subscription. The balance and, for taxes, the address count where a preview is.
const OF_CUSTOMER = `done d
      CROSS JOIN LATERAL (SELECT (SELECT o.balance_minor FROM customer o WHERE o.id = d.id) AS balance, (SELECT o.discounted FROM customer o WHERE o.id = d.id) AS discounted) old
      CROSS JOIN LATERAL (SELECT * FROM subscription s WHERE s.customer_id = d.id OFFSET 0) s`;
const COUNTS_FOR_CUSTOMER = `NOT d.deleted AND (d.discounted OR ${hasPreview("s.id")}
        AND (old.discounted OR old.balance IS DISTINCT FROM d.balance_minor OR 'tax' = ANY (s.billed_beside)))`;

// What a change gave back or cost is on an invoice of its own, and no longer on the next one.
const TAKES_CHANGES =
  "d.event_type = 'invoice.created' AND d.billing_reason IN ('manual', 'subscription_update', 'subscription_threshold')";

// The customer's default card is another one than our row had, and an event says so: a row that is new, or that a
// backfill corrects, is no change that somebody has just made. What it means for each subscription is decided later
// (lib/billing/cards/follow.ts). The snapshot still has the row of before.
const CARD_CHANGES = `card_changes AS (
      INSERT INTO card_change AS k (subscription_id, workspace_id, customer_id, from_ids, to_id, changed_at, state)
      SELECT s.id, s.workspace_id, d.id, array_remove(ARRAY[old.method], NULL), d.default_payment_method_id, d.as_of, 'open'
      FROM done d
      CROSS JOIN LATERAL (SELECT o.default_payment_method_id AS method FROM customer o WHERE o.id = d.id OFFSET 0) old
      CROSS JOIN LATERAL (
        SELECT s.id, s.workspace_id FROM subscription s
        WHERE s.customer_id = d.id AND s.workspace_id IS NOT NULL AND ${LIVE} OFFSET 0) s
      WHERE d.event_id IS NOT NULL AND NOT d.deleted AND d.default_payment_method_id <> COALESCE(old.method, '')
      ORDER BY s.id
      ON CONFLICT (subscription_id) DO UPDATE SET workspace_id = excluded.workspace_id, to_id = excluded.to_id,
        from_ids = CASE WHEN k.state = 'open' THEN k.from_ids || excluded.from_ids ELSE excluded.from_ids END,
        changed_at = excluded.changed_at, state = 'open'
      RETURNING k.workspace_id, k.customer_id, k.changed_at)`;

/** What of a written row the parts in ALONG read, besides its id. */
export const RETURNED = {
  subscription: [
    "customer_id",
    "workspace_id",
    "user_id",
    "as_of",
    "status",
    "trial_start",
    "trial_end",
    "cancel_at",
    "cancel_at_period_end",
    "canceled_at",
    "ended_at",
    "billed_beside",
  ],
  customer: ["as_of", "deleted", "default_payment_method_id", "balance_minor", "discounted"],
  subscription_schedule: ["subscription_id", "as_of"],
  invoice: [
    "subscription_id",
    "as_of",
    "status",
    "billing_reason",
    "collection_method",
    "currency",
    "amount_paid_minor",
    "amount_remaining_minor",
    "attempt_count",
    "next_payment_attempt",
    "created_at",
    "deleted",
  ],
  payment_method: ["as_of", "customer_id"],
} satisfies Partial<Record<Kind, string[]>>;

export const isReturned = (kind: Kind): kind is keyof typeof RETURNED => kind in RETURNED;

/** What else changes together with the rows. `done` holds the writes whose rows were written, and those rows. */
export const ALONG: Partial<Record<Kind, string[]>> = {
  price: [CATALOG_CHANGED],
  product: [
    CATALOG_CHANGED,
    `listed AS (
      SELECT d.id AS product_id, split_part(entry, ':', 1) AS feature_id, NULLIF(split_part(entry, ':', 2), '')::int AS limit_value, position
      FROM done d, jsonb_array_elements_text(d.along) WITH ORDINALITY AS listed (entry, position))`,
    `removed AS (
      DELETE FROM product_feature f USING done d
      WHERE f.product_id = d.id AND NOT EXISTS (SELECT FROM listed l WHERE l.product_id = d.id AND l.feature_id = f.feature_id))`,
    `named AS (INSERT INTO feature (id) SELECT DISTINCT feature_id FROM listed ORDER BY feature_id ON CONFLICT DO NOTHING)`,
    `added AS (
      INSERT INTO product_feature AS f (product_id, feature_id, position, limit_value)
      SELECT product_id, feature_id, position, limit_value FROM listed
      ON CONFLICT (product_id, feature_id) DO UPDATE SET position = excluded.position, limit_value = excluded.limit_value)`,
  ],
  subscription: [
    `items AS (SELECT i.* FROM done d, jsonb_populate_recordset(NULL::subscription_item, d.along) i)`,
    `removed AS (DELETE FROM subscription_item i USING done d WHERE i.subscription_id = d.id AND i.id <> ALL (d.item_ids))`,
    `added AS (
      INSERT INTO subscription_item (id, subscription_id, product_id, price_id, quantity, period_start, period_end)
      SELECT id, subscription_id, product_id, price_id, quantity, period_start, period_end FROM items
      ON CONFLICT (id) DO UPDATE SET subscription_id = excluded.subscription_id, product_id = excluded.product_id,
        price_id = excluded.price_id, quantity = excluded.quantity, period_start = excluded.period_start,
        period_end = excluded.period_end)`,
    `compared AS (
      SELECT ${["id", ...RETURNED.subscription, "looks", "event_id", "event_created", "news"].map((column) => `d.${column}`).join(", ")},
        c.id IS NULL AS is_new, c.workspace_id AS was_workspace, c.status AS was_status, c.items AS was_looks, c.trial_end AS was_trial_end,
        c.cancel_at AS was_cancel_at, c.cancel_at_period_end AS was_cancel_at_period_end
      FROM done d LEFT JOIN LATERAL (
        SELECT * FROM subscription_change c WHERE c.subscription_id = d.id ORDER BY c.id DESC LIMIT 1) c ON true)`,
    `changed AS (
      INSERT INTO subscription_change (${CHANGE_COLUMNS})
      SELECT id, workspace_id, as_of, event_id, status, looks, trial_end, cancel_at, cancel_at_period_end
      FROM compared
      WHERE is_new OR (workspace_id, status, looks, trial_end, cancel_at, cancel_at_period_end)
        IS DISTINCT FROM (was_workspace, was_status, was_looks, was_trial_end, was_cancel_at, was_cancel_at_period_end)
      ORDER BY id)`,
    `trials AS (
      INSERT INTO trial_ledger (subscription_id, user_id, workspace_id, started_at)
      SELECT id, user_id, workspace_id, trial_start FROM compared
      WHERE trial_start IS NOT NULL AND (is_new OR trial_end IS DISTINCT FROM was_trial_end)
        AND ${workspaceHandedOver("compared.id")} IS NULL
      ORDER BY id ON CONFLICT DO NOTHING)`,
    PREVIEWS("compared s", `${BILLED_AT_STRIPE} OR looks <> was_looks OR ${DISCOUNTED} OR ${hasPreview("s.id")}`),
    UNPREVIEWED,
    `pending AS (
      INSERT INTO pending_work AS w (workspace_id, since)
      SELECT DISTINCT ON (workspace_id) workspace_id, as_of FROM compared s
      WHERE workspace_id IS NOT NULL AND (${NEEDS_WORK} OR (NOT (${LIVE}) AND status IS DISTINCT FROM was_status AND ${DUPLICATE_IS_LEFT}) OR ${IS_HANDED_OVER}
        OR ${IS_NEWLY_ASSIGNED} OR ${HAS_REASON} OR ${IS_MARKED("s.id")})
      ORDER BY workspace_id
      ${AGAIN}
      RETURNING workspace_id)`,
  ],
  payment_method: [
    // A trial without a payment method is evaluated again with its first one (trials/evaluate.ts).
    `pending AS (
      INSERT INTO pending_work AS w (workspace_id, since)
      SELECT DISTINCT ON (s.workspace_id) s.workspace_id, d.as_of
      FROM done d CROSS JOIN LATERAL (
        SELECT s.workspace_id FROM subscription s JOIN trial_ledger t ON t.subscription_id = s.id
        WHERE s.customer_id = d.customer_id AND s.workspace_id IS NOT NULL AND ${LIVE} AND t.outcome = 'first' AND t.awaits_method
        OFFSET 0) s
      ORDER BY s.workspace_id
      ${AGAIN}
      RETURNING workspace_id)`,
  ],
  subscription_schedule: [
    PREVIEWS(
      "done d CROSS JOIN LATERAL (SELECT * FROM subscription s WHERE s.id = d.subscription_id OFFSET 0) s",
      hasPreview("s.id"),
    ),
    `pending AS (
      INSERT INTO pending_work AS w (workspace_id, since)
      SELECT DISTINCT ON (p.workspace_id) p.workspace_id, d.as_of FROM previews p JOIN done d ON d.subscription_id = p.subscription_id
      ORDER BY p.workspace_id
      ${AGAIN})`,
  ],
  invoice: [
    PREVIEWS(
      "done d CROSS JOIN LATERAL (SELECT * FROM subscription s WHERE s.id = d.subscription_id OFFSET 0) s",
      `${TAKES_CHANGES} AND ${hasPreview("s.id")}`,
    ),
    // A hand-over waits for a payment that is processing.
    `pending AS (
      INSERT INTO pending_work AS w (workspace_id, since)
      SELECT DISTINCT ON (workspace_id) workspace_id, as_of
      FROM (SELECT ${workspaceHandedOver("d.subscription_id")} AS workspace_id, d.as_of FROM done d WHERE d.event_id IS NOT NULL
        UNION ALL SELECT p.workspace_id, d.as_of FROM previews p JOIN done d ON d.subscription_id = p.subscription_id) s
      WHERE workspace_id IS NOT NULL ORDER BY workspace_id
      ${AGAIN})`,
  ],
  customer: [
    // A deleted customer's subscriptions have ended (https://docs.stripe.com/api/customers/delete), and the user may
    // become a customer anew, under the next key.
    `ended AS (
      UPDATE subscription s SET status = 'canceled', status_since = d.as_of, ended_at = COALESCE(s.ended_at, d.as_of),
        as_of = GREATEST(s.as_of, d.as_of), revision = s.revision + 1
      FROM done d WHERE d.deleted AND s.customer_id = d.id AND s.status NOT IN ('canceled', 'incomplete_expired')
      RETURNING s.*, d.event_id)`,
    `changed AS (
      INSERT INTO subscription_change (${CHANGE_COLUMNS})
      SELECT id, workspace_id, as_of, event_id, status, COALESCE((SELECT c.items FROM subscription_change c
        WHERE c.subscription_id = ended.id ORDER BY c.id DESC LIMIT 1), '[]'), trial_end, cancel_at, cancel_at_period_end
      FROM ended)`,
    CARD_CHANGES,
    PREVIEWS(OF_CUSTOMER, COUNTS_FOR_CUSTOMER),
    `unpreviewed AS (DELETE FROM next_payment_preview np USING ended s WHERE np.subscription_id = s.id)`,
    `pending AS (
      INSERT INTO pending_work AS w (workspace_id, since)
      SELECT DISTINCT ON (workspace_id) workspace_id, as_of FROM (
        SELECT workspace_id, as_of FROM ended s WHERE workspace_id IS NOT NULL AND (${DUPLICATE_IS_LEFT} OR ${workspaceHandedOver("s.id")} IS NOT NULL)
        UNION ALL SELECT workspace_id, changed_at FROM card_changes
        UNION ALL SELECT p.workspace_id, d.as_of FROM previews p JOIN subscription s ON s.id = p.subscription_id JOIN done d ON d.id = s.customer_id) s
      ORDER BY workspace_id
      ${AGAIN})`,
    `freed AS (
      UPDATE stripe_user u SET customer_id = NULL, generation = u.generation + 1, parameters = NULL, sent_at = NULL
      FROM done d WHERE d.deleted AND u.customer_id = d.id)`,
  ],
};
