import { noticingPart } from "./settings";
import { costOf, ITEMS } from "../catalog/amount-sql";
import { insertNotices, planOf, recipients, TOLD_OF, WORKSPACE } from "./sql";

// The mails that a changed row of the mirror causes, as parts of the statement that writes it (mirror/along.ts). Each
// has a key of the object and its state, so whichever road brings the state first writes it, and no other one again.
//
// Old news is never sent. A write says itself whether it brings any (`news`: none from a list, write.ts), an event counts
// for a day, and what Stripe dates (a cancellation, an end) counts for a day after that date.

const A_DAY = "interval '1 day'";
const IS_NEWS = (d: string) =>
  `${d}.news IS NOT NULL AND (${d}.event_created IS NULL OR ${d}.event_created > n.at - ${A_DAY})`;

/** The events of an invoice that people may be told of. What Stripe was asked for, and answered, has none. */
const HAS_FAILED = "invoice.payment_failed";
const NEEDS_ACTION = "invoice.payment_action_required";
const IS_PAID = "invoice.paid";

/**
 * Whether mail may follow from a write of news, as far as its event says. The parts below cost an invoice's statement a
 * third of its time, so a write of which nobody is told goes without them.
 */
export const mayBeTold = (kind: string, eventType: string | undefined): boolean =>
  kind === "subscription" ||
  (kind === "invoice" && (eventType === undefined || [HAS_FAILED, NEEDS_ACTION, IS_PAID].includes(eventType)));

/** Given to the statement besides the writes and the payloads. */
const NOTICING = noticingPart("$3");

/** Only what Stripe charges automatically can fail. Who is at the first payment sees how it ends, and so does Stripe's page. */
const FAILING = `d.status = 'open' AND d.amount_remaining_minor > 0 AND d.collection_method = 'charge_automatically'
          AND d.billing_reason IS DISTINCT FROM 'subscription_create' AND NOT d.deleted`;

/** An invoice that a debit will settle has an attempt too, but no next one. Without an event only a next one proves a failure. */
const FAILED = `(d.event_type = '${HAS_FAILED}'
            OR d.event_id IS NULL AND d.attempt_count > 0 AND d.next_payment_attempt IS NOT NULL AND d.created_at > n.at - ${A_DAY})`;

/** A day passes between two tries, and the first minute tells whether the payer has paid or is asked to confirm instead. */
const LATER = "CASE WHEN t.kind = 'payment_failed' THEN interval '1 minute' ELSE interval '0' END";

/** An owner learns that access ends, not what it costs. */
const IS_LAST_TRY = "t.kind = 'payment_failed' AND t.next_payment_attempt IS NULL";

const INVOICE_NOTICES = [
  NOTICING,
  `told AS (
      SELECT d.*, k.kind, n.at FROM done d CROSS JOIN noticing n
      CROSS JOIN LATERAL (VALUES
        ('authentication_needed', d.event_type = '${NEEDS_ACTION}' AND ${FAILING}),
        ('payment_failed', ${FAILED} AND ${FAILING}),
        ('payment_recovered', d.status = 'paid' AND (d.event_id IS NULL OR d.event_type = '${IS_PAID}'))) AS k (kind, holds)
      WHERE ${IS_NEWS("d")} AND k.holds AND k.kind = ANY (n.kinds))`,
  `mailed AS (${insertNotices(`
        SELECT concat_ws(' ', t.kind, t.id, CASE WHEN t.kind <> 'payment_recovered' THEN t.attempt_count END, r.id) AS key, t.kind,
          r.email AS to_address, r.id AS user_id, s.workspace_id, r.language, t.at AS created_at, t.at + ${LATER} AS next_attempt_at,
          jsonb_build_object('subscriptionId', s.id, 'workspace', s.workspace, 'plan', s.plan, 'reader', r.reader, 'invoiceId', t.id,
            'amountMinor', CASE r.reader WHEN 'payer' THEN CASE t.status WHEN 'paid' THEN t.amount_paid_minor ELSE t.amount_remaining_minor END END,
            'currency', t.currency, 'nextTry', t.next_payment_attempt) AS data
        FROM told t
        CROSS JOIN LATERAL (SELECT s.id, s.workspace_id, s.customer_id, s.user_id, ${WORKSPACE} AS workspace, ${planOf(ITEMS)} AS plan
          FROM subscription s WHERE s.id = t.subscription_id AND ${TOLD_OF} OFFSET 0) s
        CROSS JOIN LATERAL (${recipients(IS_LAST_TRY)}) r
        WHERE s.workspace IS NOT NULL AND (t.kind <> 'payment_recovered' OR (SELECT true FROM mail m
          WHERE m.user_id = r.id AND m.kind IN ('payment_failed', 'authentication_needed') AND m.data->>'invoiceId' = t.id LIMIT 1))`)})`,
];

const PRICES = (looks: string) => `jsonb_path_query_array(${looks}, '$[*].price_id')`;
const listed = (looks: string) =>
  `SELECT * FROM jsonb_to_recordset(${looks}) AS l (product_id text, price_id text, quantity bigint)`;
const seats = (looks: string) =>
  `(SELECT sum(l.quantity) FROM (${listed(looks)}) l WHERE (SELECT p.per_seat FROM price p WHERE p.id = l.price_id))`;

const RUNNING = "IN ('active', 'trialing', 'past_due')";
const IS_CANCELED = `c.status ${RUNNING} AND (c.cancel_at IS NOT NULL OR c.cancel_at_period_end) AND c.canceled_at > n.at - ${A_DAY}`;
const IS_ENDED = `c.status = 'canceled' AND c.was_status <> 'incomplete' AND c.ended_at > n.at - ${A_DAY}`;
// Changes have no date at Stripe, so only what comes by an event or was just asked for is news.
const IS_CHANGED = `c.news = 'all' AND c.status ${RUNNING} AND c.was_status ${RUNNING} AND ${PRICES("c.looks")} <> ${PRICES("c.was_looks")}`;
const HAS_OTHER_SEATS = `c.news = 'all' AND c.status ${RUNNING} AND c.looks <> c.was_looks AND ${PRICES("c.looks")} = ${PRICES("c.was_looks")}
          AND ${seats("c.looks")} <> ${seats("c.was_looks")}`;

const MOMENT = `CASE t.kind WHEN 'plan_canceled' THEN extract(epoch FROM t.canceled_at)::bigint::text
            WHEN 'plan_changed' THEN extract(epoch FROM t.as_of)::bigint::text
            WHEN 'seats_changed' THEN to_char(t.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24') END`;

// Members join one after the other: the payer hears of an hour's at its end.
const AT_THE_END = "CASE WHEN t.kind = 'seats_changed' THEN date_trunc('hour', t.at) + interval '1 hour' ELSE t.at END";

const SUBSCRIPTION_NOTICES = [
  NOTICING,
  `told AS (
      SELECT c.*, k.kind, n.at FROM compared c CROSS JOIN noticing n
      CROSS JOIN LATERAL (VALUES ('plan_canceled', ${IS_CANCELED}), ('plan_ended', ${IS_ENDED}), ('plan_changed', ${IS_CHANGED}),
        ('seats_changed', ${HAS_OTHER_SEATS})) AS k (kind, holds)
      WHERE NOT c.is_new AND c.workspace_id IS NOT NULL AND ${IS_NEWS("c")} AND k.holds AND k.kind = ANY (n.kinds))`,
  `mailed AS (${insertNotices(`
        SELECT concat_ws(' ', t.kind, t.id, ${MOMENT}, r.id) AS key, t.kind,
          r.email AS to_address, r.id AS user_id, s.workspace_id, r.language, t.at AS created_at, ${AT_THE_END} AS next_attempt_at,
          jsonb_build_object('subscriptionId', t.id, 'workspace', s.workspace, 'plan', ${planOf(listed("t.looks"))}, 'reader', r.reader)
          || CASE t.kind
            WHEN 'plan_canceled' THEN jsonb_build_object('canceledAt', t.canceled_at,
              'until', COALESCE(t.cancel_at, (SELECT max(i.period_end) FROM items i WHERE i.subscription_id = t.id)))
            WHEN 'plan_ended' THEN jsonb_build_object('endedAt', t.ended_at, 'unpaid', t.was_status IN ('past_due', 'unpaid'))
            WHEN 'plan_changed' THEN jsonb_build_object('before', ${planOf(listed("t.was_looks"))}, 'amountMinor', ${costOf(listed("t.looks"))},
              'currency', s.currency, 'interval', (SELECT CASE WHEN count(DISTINCT (p.interval, p.interval_count)) = 1 AND min(p.interval_count) = 1 THEN min(p.interval) END
                FROM (${listed("t.looks")}) l JOIN price p ON p.id = l.price_id), 'isExact', cardinality(t.billed_beside) = 0)
            ELSE jsonb_build_object('before', ${seats("t.was_looks")}) END AS data
        FROM told t
        CROSS JOIN LATERAL (SELECT s.id, s.workspace_id, s.customer_id, s.user_id, s.currency, ${WORKSPACE} AS workspace
          FROM subscription s WHERE s.id = t.id AND ${TOLD_OF} OFFSET 0) s
        CROSS JOIN LATERAL (${recipients("t.kind IN ('plan_canceled', 'plan_ended')")}) r
        WHERE s.workspace IS NOT NULL`)})`,
];

/** By kind, the parts that write mail; the last of them is `mailed`. */
export const NOTICES: Readonly<Record<string, readonly string[]>> = {
  invoice: INVOICE_NOTICES,
  subscription: SUBSCRIPTION_NOTICES,
};
