/** Every statement of release 0.1.0 that names a table or a column which was renamed since, as that release sends it. */
export const RELEASE_0_1_0 = {
  note: `INSERT INTO errand AS e (workspace_id, since) VALUES ($1::uuid, $2)
    ON CONFLICT (workspace_id) DO UPDATE SET revision = e.revision + 1`,
  take: `UPDATE errand SET lease_holder = $2, lease_until = $4
     WHERE workspace_id = $1 AND (lease_until IS NULL OR lease_until <= $3) RETURNING revision`,
  exists: `SELECT FROM errand WHERE workspace_id = $1`,
  done: `DELETE FROM errand WHERE workspace_id = $1 AND lease_holder = $2 AND revision = $3 RETURNING 1`,
  renew: `UPDATE errand SET lease_until = $3 WHERE workspace_id = $1 AND lease_holder = $2 RETURNING revision`,
  release: `UPDATE errand SET lease_holder = NULL, lease_until = NULL, error = $3, failed_at = CASE WHEN $3::text IS NULL THEN NULL ELSE $4::timestamptz END
     WHERE workspace_id = $1 AND lease_holder = $2`,
  ofSubscription: `SELECT e.workspace_id FROM subscription s JOIN errand e ON e.workspace_id = s.workspace_id WHERE s.id = $1`,
  waiting: `
  SELECT workspace_id FROM errand WHERE failed_at IS NULL OR failed_at < $1
  ORDER BY failed_at IS NOT NULL, COALESCE(failed_at, since) LIMIT 10000`,
  failed: `SELECT workspace_id AS "workspaceId", error FROM errand WHERE failed_at >= $1 ORDER BY failed_at LIMIT 1000`,
  removeIdle: `
  WITH batch AS (
    SELECT e.workspace_id, e.revision FROM errand e
    WHERE e.workspace_id > $2 AND (e.lease_until IS NULL OR e.lease_until <= $1) ORDER BY e.workspace_id LIMIT 1000),
  idle AS (SELECT b.* FROM batch b WHERE COALESCE(COALESCE(
  (SELECT true FROM subscription s WHERE s.workspace_id = b.workspace_id AND s.status NOT IN ('canceled', 'incomplete_expired') OFFSET 1 LIMIT 1),
  (SELECT true FROM duplicate_subscription d WHERE d.workspace_id = b.workspace_id AND d.finished_at IS NULL LIMIT 1)), (
  SELECT true FROM subscription s JOIN trial t ON t.subscription_id = s.id WHERE s.workspace_id = b.workspace_id AND s.status NOT IN ('canceled', 'incomplete_expired') AND (t.verdict = 'open' OR (t.verdict = 'second' AND t.ended_at IS NULL)) LIMIT 1), (SELECT true FROM (
  SELECT s.id AS subscription_id, i.id AS item_id, i.quantity, c.seats
  FROM subscription s
  JOIN subscription_item i ON i.subscription_id = s.id
  JOIN price p ON p.id = i.price_id
  CROSS JOIN LATERAL (
    SELECT CASE WHEN p.per_seat THEN GREATEST((SELECT count(*) FROM membership m WHERE m.workspace_id = s.workspace_id), 1)
      ELSE 1 END AS seats) c
  WHERE s.workspace_id = b.workspace_id AND s.status IN ('active', 'trialing', 'past_due') AND p.usage_type IS DISTINCT FROM 'metered' AND i.quantity <> c.seats
    AND (p.per_seat OR (SELECT h.per_seat AND (x->>'quantity')::bigint = i.quantity
      FROM subscription_change h0, jsonb_array_elements(h0.items) x JOIN price h ON h.id = x->>'price_id'
      WHERE h0.subscription_id = s.id AND jsonb_array_length(h0.items) = 1 AND x->>'price_id' <> i.price_id
        AND (SELECT count(*) FROM subscription_item o WHERE o.subscription_id = s.id) = 1
      ORDER BY h0.id DESC LIMIT 1))
  ORDER BY i.id) s LIMIT 1)) IS NULL),
  held AS (
    SELECT e.workspace_id FROM idle i JOIN errand e ON e.workspace_id = i.workspace_id AND e.revision = i.revision
    WHERE (e.lease_until IS NULL OR e.lease_until <= $1) FOR UPDATE OF e SKIP LOCKED),
  ended AS (DELETE FROM errand e USING held h WHERE e.workspace_id = h.workspace_id RETURNING 1)
  SELECT (SELECT count(*) FROM ended) AS ended, (SELECT count(*) FROM batch) AS seen,
    (SELECT workspace_id FROM batch ORDER BY workspace_id DESC LIMIT 1) AS last`,
  failedForOperator: `
  SELECT e.workspace_id AS "workspaceId", w.name AS workspace, e.since, e.failed_at AS "failedAt", e.error
  FROM errand e LEFT JOIN workspace w ON w.id = e.workspace_id
  WHERE e.failed_at IS NOT NULL ORDER BY e.since, e.workspace_id LIMIT 51`,
  health: `
  SELECT
    (SELECT first_attempt_at FROM stripe_event WHERE state = 'failed' ORDER BY first_attempt_at LIMIT 1) AS oldest,
    (SELECT count(*) FROM (SELECT FROM stripe_event WHERE state = 'failed' LIMIT 1000) f) AS failed,
    ARRAY(
      SELECT GREATEST(0, EXTRACT(epoch FROM last_attempt_at - created))::float8 FROM stripe_event
      WHERE state = 'processed' AND payload IS NOT NULL ORDER BY first_attempt_at DESC LIMIT 21) AS lags,
    (SELECT count(*) FROM (SELECT FROM errand WHERE failed_at IS NOT NULL LIMIT 1000) e) AS errands`,
  beginDuplicate: `
  WITH begun AS (
    UPDATE duplicate_subscription d SET begun_at = COALESCE(d.begun_at, $2), error = NULL
    WHERE d.subscription_id = $1 AND d.finished_at IS NULL
      AND NOT EXISTS (SELECT FROM duplicate_subscription k WHERE k.subscription_id = d.kept_id AND k.begun_at IS NOT NULL)
      AND NOT EXISTS (SELECT FROM duplicate_subscription o WHERE o.kept_id = d.subscription_id AND o.begun_at IS NOT NULL)
    RETURNING workspace_id),
  errands AS (
    INSERT INTO errand AS e (workspace_id, since) SELECT workspace_id, $2 FROM begun
    ON CONFLICT (workspace_id) DO UPDATE SET revision = e.revision + 1)
  SELECT workspace_id FROM begun`,
  noteStraySeats: `
  WITH batch AS (
    SELECT s.id, s.workspace_id, s.status FROM subscription s WHERE s.id > $2 ORDER BY s.id LIMIT 5000),
  noted AS (
    INSERT INTO errand AS e (workspace_id, since)
    SELECT DISTINCT s.workspace_id, $1::timestamptz
    FROM batch s
    JOIN subscription_item i ON i.subscription_id = s.id
    JOIN price p ON p.id = i.price_id
    WHERE p.per_seat AND p.usage_type IS DISTINCT FROM 'metered' AND s.status IN ('active', 'trialing', 'past_due') AND s.workspace_id IS NOT NULL
      AND i.quantity <> GREATEST((SELECT count(*) FROM membership m WHERE m.workspace_id = s.workspace_id), 1)
    ORDER BY s.workspace_id
    ON CONFLICT (workspace_id) DO UPDATE SET revision = e.revision + 1)
  SELECT (SELECT id FROM batch ORDER BY id DESC LIMIT 1) AS last`,
  writeSubscription: String.raw`
    WITH given AS (
      SELECT w.*, w.object->>'id' AS object_id, u.n, COALESCE(seen.revision, 0) AS seen_revision, seen.as_of AS seen_as_of,
        COALESCE(seen.over, false) AS seen_over
      FROM jsonb_array_elements((SELECT $1::jsonb)) WITH ORDINALITY u (write, n)
      CROSS JOIN LATERAL jsonb_to_record(u.write) AS w (object jsonb, along jsonb, item_ids text[], looks jsonb, over boolean, customer_id text,
        product_ids text[], price_ids text[], as_of timestamptz, since timestamptz, revision int, event_id text,
        event_type text, event_created timestamptz, api_version text, received_at timestamptz, adopted boolean)
      LEFT JOIN LATERAL (
        SELECT t.revision, t.as_of, t.status IN ('canceled', 'incomplete_expired') AS over FROM subscription t WHERE t.id = w.object->>'id' OFFSET 0) seen ON true
    ),
    gate AS (
      SELECT g.object_id, g.object, g.seen_revision, g.n, g.as_of, g.along, g.item_ids, g.looks, g.event_id, g.event_type, g.event_created, g.api_version, g.received_at,
        COALESCE((SELECT e.state <> 'failed' FROM stripe_event e WHERE e.id = g.event_id), false) AS duplicate,
        COALESCE(g.adopted OR g.seen_revision > 0
          OR (SELECT true FROM customer c WHERE c.id = g.customer_id)
          OR (SELECT true FROM stripe_user u WHERE u.customer_id = g.customer_id), false) AS ours,
        ARRAY(SELECT n FROM unnest(product_ids) n WHERE (SELECT true FROM product p WHERE p.id = n) IS NULL) AS missing_products,
        ARRAY(SELECT n FROM unnest(price_ids) n WHERE (SELECT true FROM price p WHERE p.id = n) IS NULL) AS missing_prices,
        CASE WHEN g.since IS NULL THEN g.seen_revision = g.revision
             ELSE (g.seen_as_of IS NULL OR g.seen_as_of < g.since) AND (g.over OR NOT g.seen_over) END AS current
      FROM given g
    ),
    written AS (
      INSERT INTO subscription AS t (id, customer_id, workspace_id, user_id, status, currency, created_at, start_date, trial_start, trial_end, cancel_at, cancel_at_period_end, canceled_at, ended_at, default_payment_method_id, latest_invoice_id, billed_beside, metadata, latest_event_id, status_since, as_of, revision)
      SELECT v.id, v.customer_id, (SELECT w.id FROM workspace w WHERE w.id = v.workspace_id), v.user_id, v.status, v.currency, v.created_at, v.start_date, v.trial_start, v.trial_end, v.cancel_at, v.cancel_at_period_end, v.canceled_at, v.ended_at, v.default_payment_method_id, v.latest_invoice_id, v.billed_beside, v.metadata, v.latest_event_id, g.as_of, g.as_of, g.seen_revision + 1
      FROM gate g, jsonb_populate_record(NULL::subscription, g.object) v
      WHERE NOT duplicate AND ours AND missing_products = '{}' AND missing_prices = '{}' AND current
      ORDER BY g.object_id
      ON CONFLICT (id) DO UPDATE SET id = excluded.id, customer_id = excluded.customer_id, workspace_id = excluded.workspace_id, user_id = excluded.user_id, status = excluded.status, currency = excluded.currency, created_at = excluded.created_at, start_date = excluded.start_date, trial_start = excluded.trial_start, trial_end = excluded.trial_end, cancel_at = excluded.cancel_at, cancel_at_period_end = excluded.cancel_at_period_end, canceled_at = excluded.canceled_at, ended_at = excluded.ended_at, default_payment_method_id = excluded.default_payment_method_id, latest_invoice_id = excluded.latest_invoice_id, billed_beside = excluded.billed_beside, metadata = excluded.metadata, latest_event_id = excluded.latest_event_id, status_since = CASE WHEN t.status = excluded.status THEN COALESCE(t.status_since, excluded.status_since) ELSE excluded.status_since END,
        as_of = GREATEST(t.as_of, excluded.as_of), revision = excluded.revision
      WHERE t.revision = excluded.revision - 1
      RETURNING t.id, t.workspace_id, t.user_id, t.as_of, t.status, t.trial_start, t.trial_end, t.cancel_at, t.cancel_at_period_end
    ),
    done AS (SELECT w.*, g.n, g.along, g.item_ids, g.looks, g.event_id, g.event_type, g.event_created, g.api_version, g.received_at FROM written w JOIN gate g ON g.object_id = w.id),
    items AS (SELECT i.* FROM done d, jsonb_populate_recordset(NULL::subscription_item, d.along) i),
    removed AS (DELETE FROM subscription_item i USING done d WHERE i.subscription_id = d.id AND i.id <> ALL (d.item_ids)),
    added AS (
      INSERT INTO subscription_item (id, subscription_id, product_id, price_id, quantity, period_start, period_end)
      SELECT id, subscription_id, product_id, price_id, quantity, period_start, period_end FROM items
      ON CONFLICT (id) DO UPDATE SET subscription_id = excluded.subscription_id, product_id = excluded.product_id,
        price_id = excluded.price_id, quantity = excluded.quantity, period_start = excluded.period_start,
        period_end = excluded.period_end),
    compared AS (
      SELECT d.id, d.workspace_id, d.user_id, d.as_of, d.status, d.trial_start, d.trial_end, d.cancel_at, d.cancel_at_period_end, d.looks, d.event_id,
        c.id IS NULL AS is_new, c.workspace_id AS was_workspace, c.status AS was_status, c.items AS was_looks, c.trial_end AS was_trial_end,
        c.cancel_at AS was_cancel_at, c.cancel_at_period_end AS was_cancel_at_period_end
      FROM done d LEFT JOIN LATERAL (
        SELECT * FROM subscription_change c WHERE c.subscription_id = d.id ORDER BY c.id DESC LIMIT 1) c ON true),
    changed AS (
      INSERT INTO subscription_change (subscription_id, workspace_id, at, event_id, status, items, trial_end, cancel_at, cancel_at_period_end)
      SELECT id, workspace_id, as_of, event_id, status, looks, trial_end, cancel_at, cancel_at_period_end
      FROM compared
      WHERE is_new OR (workspace_id, status, looks, trial_end, cancel_at, cancel_at_period_end)
        IS DISTINCT FROM (was_workspace, was_status, was_looks, was_trial_end, was_cancel_at, was_cancel_at_period_end)
      ORDER BY id),
    trials AS (
      INSERT INTO trial (subscription_id, user_id, workspace_id, started_at)
      SELECT id, user_id, workspace_id, trial_start FROM compared
      WHERE trial_start IS NOT NULL AND (is_new OR trial_end IS DISTINCT FROM was_trial_end)
      ORDER BY id ON CONFLICT DO NOTHING),
    errands AS (
      INSERT INTO errand AS e (workspace_id, since)
      SELECT DISTINCT ON (workspace_id) workspace_id, as_of FROM compared s
      WHERE workspace_id IS NOT NULL AND (s.status NOT IN ('canceled', 'incomplete_expired')
          AND (is_new OR was_status NOT IN ('active', 'trialing', 'past_due')
            OR (workspace_id, trial_end) IS DISTINCT FROM (was_workspace, was_trial_end)
            OR jsonb_path_query_array(looks, '$[*].price_id') <> jsonb_path_query_array(was_looks, '$[*].price_id')
            OR (looks <> was_looks AND EXISTS (
              SELECT FROM jsonb_array_elements(looks) l WHERE (SELECT p.per_seat FROM price p WHERE p.id = l->>'price_id')))) OR (NOT (s.status NOT IN ('canceled', 'incomplete_expired')) AND status IS DISTINCT FROM was_status AND (SELECT true FROM duplicate_subscription d
            WHERE d.workspace_id = s.workspace_id AND d.kept_id = s.id AND d.finished_at IS NULL LIMIT 1)))
      ORDER BY workspace_id
      ON CONFLICT (workspace_id) DO UPDATE SET revision = e.revision + 1
      RETURNING workspace_id),
    inbox AS (
      INSERT INTO stripe_event AS e
        (id, type, object_id, created, api_version, payload, state, first_attempt_at, last_attempt_at, attempts)
      SELECT event_id, event_type, id, event_created, api_version, (SELECT string_to_array($2, E'\x1e'))[n], 'processed', received_at, received_at, 1
      FROM done
      WHERE event_id IS NOT NULL
      ON CONFLICT (id) DO UPDATE SET state = 'processed', error = NULL, payload = excluded.payload,
        last_attempt_at = excluded.last_attempt_at, attempts = e.attempts + 1)
    SELECT duplicate, ours, missing_products, missing_prices, current, seen_revision AS revision,
      EXISTS (SELECT FROM written WHERE written.id = gate.object_id) AS written, CASE WHEN gate.object->>'workspace_id' IN (SELECT e.workspace_id::text FROM errands e)
          OR (SELECT true FROM errand e WHERE e.workspace_id = (gate.object->>'workspace_id')::uuid)
        THEN (gate.object->>'workspace_id')::uuid END AS errand
    FROM gate ORDER BY n`,
  unsettledTrials: `
  SELECT t.subscription_id, t.verdict, t.generation, s.customer_id, COALESCE(u.email, c.email) AS email,
    COALESCE(s.default_payment_method_id, c.default_payment_method_id) AS method_id, m.fingerprint,
    EXISTS (SELECT FROM duplicate_subscription d WHERE d.subscription_id = s.id AND d.finished_at IS NULL) AS is_duplicate,
    EXISTS (SELECT FROM checkout_session k WHERE k.workspace_id = s.workspace_id AND k.user_id = s.user_id
      AND k.customer_id = s.customer_id AND k.with_trial AND k.state IN ('creating', 'open', 'complete')
      AND (k.subscription_id IS NULL OR k.subscription_id = s.id)) AS by_checkout
  FROM subscription s
  JOIN trial t ON t.subscription_id = s.id
  LEFT JOIN "user" u ON u.id = s.user_id
  LEFT JOIN customer c ON c.id = s.customer_id
  LEFT JOIN payment_method m ON m.id = COALESCE(s.default_payment_method_id, c.default_payment_method_id)
  WHERE s.workspace_id = $1 AND s.status NOT IN ('canceled', 'incomplete_expired') AND (t.verdict = 'open' OR (t.verdict = 'second' AND t.ended_at IS NULL))
  ORDER BY t.started_at, t.subscription_id`,
  decideTrial: `UPDATE trial t SET email_hash = $1, card_hash = $2, verdict = CASE WHEN $3 AND (
          EXISTS (SELECT FROM trial o WHERE o.user_id = t.user_id AND o.verdict <> 'open' AND o.subscription_id <> t.subscription_id
  AND NOT EXISTS (SELECT FROM duplicate_subscription d WHERE d.subscription_id = o.subscription_id AND d.kept_id = t.subscription_id))
          OR EXISTS (SELECT FROM trial o WHERE o.workspace_id = t.workspace_id AND o.verdict <> 'open' AND o.subscription_id <> t.subscription_id
  AND NOT EXISTS (SELECT FROM duplicate_subscription d WHERE d.subscription_id = o.subscription_id AND d.kept_id = t.subscription_id))
          OR EXISTS (SELECT FROM trial o WHERE o.email_hash = $4 AND o.subscription_id <> t.subscription_id
  AND NOT EXISTS (SELECT FROM duplicate_subscription d WHERE d.subscription_id = o.subscription_id AND d.kept_id = t.subscription_id))
          OR $5 AND EXISTS (SELECT FROM trial o WHERE o.card_hash = $6 AND o.subscription_id <> t.subscription_id
  AND NOT EXISTS (SELECT FROM duplicate_subscription d WHERE d.subscription_id = o.subscription_id AND d.kept_id = t.subscription_id))
        ) THEN 'second' ELSE 'first' END
      WHERE t.subscription_id = $7 AND t.verdict = 'open'
      RETURNING t.verdict`,
  nextTrialKey: `UPDATE trial SET generation = $2 WHERE subscription_id = $1`,
  trialEnded: `UPDATE trial SET ended_at = $2 WHERE subscription_id = $1`,
  everSubscribed: `
  SELECT (SELECT email FROM "user" WHERE id = $1) AS email,
    EXISTS (SELECT FROM subscription WHERE workspace_id = $2 AND status <> 'incomplete_expired')
    OR EXISTS (SELECT FROM trial WHERE workspace_id = $2) AS workspace,
    EXISTS (SELECT FROM trial WHERE user_id = $1) OR EXISTS (SELECT FROM subscription WHERE user_id = $1 AND status <> 'incomplete_expired')
    OR EXISTS (SELECT FROM stripe_user u JOIN subscription s ON s.customer_id = u.customer_id
               WHERE u.user_id = $1 AND s.status <> 'incomplete_expired') AS "user"`,
  everTried: `SELECT FROM trial WHERE email_hash = $1 LIMIT 1`,
  bought: `
  SELECT s.status, p.name, s.trial_end, i.period_end, i.quantity,
    COALESCE(s.cancel_at, CASE WHEN s.cancel_at_period_end THEN i.period_end END) AS ends_at,
    COALESCE('discount' = ANY (s.billed_beside), false) AS discounted,
    EXISTS (SELECT FROM invoice v WHERE v.subscription_id = s.id AND v.billing_reason = 'subscription_create' AND v.status = 'paid')
      AS first_paid,
    CASE WHEN r.currency IS NOT NULL AND r.interval IS NOT NULL THEN json_build_object(
      'unitAmountMinor', r.unit_amount_minor, 'unitAmountDecimal', trim_scale(r.unit_amount_decimal)::text,
      'tiered', COALESCE(r.billing_scheme = 'tiered', false), 'metered', COALESCE(r.usage_type = 'metered', false),
      'currency', r.currency, 'interval', r.interval, 'intervalCount', COALESCE(r.interval_count, 1)) END AS price,
    COALESCE(t.verdict = 'open' OR (t.verdict = 'second' AND t.ended_at IS NULL AND d.subscription_id IS NULL), false)
      AND s.workspace_id IS NOT NULL AS trial_open,
    t.ended_at IS NOT NULL AS trial_refused
  FROM subscription s
  LEFT JOIN trial t ON t.subscription_id = s.id
  LEFT JOIN duplicate_subscription d ON d.subscription_id = s.id AND d.finished_at IS NULL
  JOIN subscription_item i ON i.subscription_id = s.id
  LEFT JOIN product p ON p.id = i.product_id
  LEFT JOIN price r ON r.id = i.price_id
  WHERE s.id = $1 ORDER BY i.id LIMIT 1`,
} as const;
