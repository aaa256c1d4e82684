import { ADDRESS_STATE } from "@/lib/address-state";
import { IS_SIGNED_IN, SEEN } from "@/lib/claim";
import { SWITCHED } from "@/lib/workspaces/members";
import { IS_OF_PLAN } from "../entitlements/statement";
import { LIVE } from "../entitlements/statuses";
import { IS_HANDED_OVER } from "../hand-over/rows";
import { MANAGED } from "../ownership/sql";
import { settlesLater } from "../payments/method-types";
import { CURRENT_PREVIEW } from "../previews/mark";
import { BILLED, BILLED_FROM } from "./billed";
import { COUNTED_INVOICES } from "./debt";
import { seatKind } from "../seats/owed";
import { NEWEST_FIRST } from "./invoice-order";
import { PAYS_WITH } from "./pays-with";

// Each part reads what the dashboard shows of it, however many members, seat changes and invoices there are.

const WORKSPACE = `
  SELECT w.id, w.name, m.role::text AS role FROM membership m JOIN workspace w ON w.id = m.workspace_id
  WHERE m.user_id = $1`;
const IN_ORDER = "ORDER BY m.role, m.created_at, m.workspace_id";

// A payment on its way. The bank says only after days whether it arrives, and Stripe's status alone does not show it.
// The first one's checkout does, as long as it is unpaid; a renewal's is one that is open although nothing has failed,
// of a method that settles later.
const SETTLING = `
  (s.status IN ('active', 'incomplete') AND debt.billing_reason = 'subscription_create' AND EXISTS (
    SELECT FROM checkout_session k
    WHERE k.workspace_id = s.workspace_id AND k.state = 'complete' AND k.subscription_id = s.id AND k.payment = 'unpaid')
  OR s.status = 'active' AND ${settlesLater("m.type")} AND debt.created_at >= i.period_start
    AND debt.collection_method IS DISTINCT FROM 'send_invoice')`;

// All that can be paid now, the oldest first.
const OPEN = `
  SELECT json_agg(json_build_object('id', v.id, 'amountMinor', v.amount_remaining_minor, 'currency', v.currency,
    'hostedInvoiceUrl', v.hosted_invoice_url, 'nextAttempt', v.next_payment_attempt, 'dueDate', v.due_date,
    'isFinal', COALESCE(v.created_at >= s.ended_at, false))
    ORDER BY v.created_at, v.id) AS invoices
  FROM (SELECT * FROM invoice v WHERE v.subscription_id = s.id AND v.status = 'open' AND NOT v.deleted
    ORDER BY v.created_at, v.id LIMIT ${COUNTED_INVOICES + 1}) v`;

// The payer's new card, which they are asked about (lib/billing/cards/), until they answer or one of the two changes.
const QUESTION = `
  SELECT json_build_object('toId', k.to_id, 'type', n.type, 'brand', n.brand, 'last4', n.last4) AS card
  FROM card_change k JOIN payment_method n ON n.id = k.to_id AND NOT n.deleted
  WHERE k.subscription_id = s.id AND k.state = 'asked' AND k.to_id = c.default_payment_method_id
    AND k.to_id <> s.default_payment_method_id`;

/** How many subscriptions are shown, with all items of each; one more is read, which says that there are others. */
export const LISTED_SUBSCRIPTIONS = 50;

// Subscriptions are counted, never items: a sum over some of the items would be wrong.
const SUBSCRIPTIONS = `
  SELECT s.id AS "subscriptionId", ${BILLED}, p.name AS "planName", p.plan_group AS "planGroup",
    r.lookup_key AS "lookupKey", COALESCE(r.per_seat, false) AS "perSeat", ${seatKind("r", "p")} AS seats,
    p.active AND NOT p.deleted AS "isPlanSold", r.active AND NOT r.deleted AS "isPriceSold", r.interval, r.interval_count AS "intervalCount",
    s.trial_end AS "trialEnd", CASE WHEN r.seats = 'chosen' THEN i.id END AS "chosenSeatsOf",
    CASE WHEN s.trial_start IS NOT NULL THEN (SELECT json_build_object('refunded', COALESCE(l.refunded_minor > 0, false))
      FROM trial_ledger l WHERE l.subscription_id = s.id AND l.outcome = 'refused') END AS "refusedTrial", s.ended_at AS "endedAt",
    CASE WHEN c.currency IS NULL OR c.currency = s.currency THEN c.balance_minor END AS "balanceMinor", ${CURRENT_PREVIEW} AS preview,
    (${LIVE}) AS live, ${IS_HANDED_OVER} AS "isHandedOver", u.id AS "payerId", COALESCE(NULLIF(u.name, ''), u.email) AS "payerName",
    CASE WHEN NOT COALESCE(m.deleted, false) THEN COALESCE(m.type, CASE WHEN ${PAYS_WITH} IS NOT NULL THEN 'saved' END) END AS "methodType", m.brand, m.last4, m.exp_month AS "expMonth", m.exp_year AS "expYear",
    s.paused_reason AS "pausedReason", s.collection_method AS "collectionMethod", ${MANAGED} AS "managed",
    (SELECT json_build_object('since', v.created_at, 'error', v.finalization_error) FROM invoice v
      WHERE v.subscription_id = s.id AND v.status = 'draft' AND NOT v.deleted AND ${IS_OF_PLAN}
      ORDER BY v.created_at LIMIT 1) AS draft,
    COALESCE(open.invoices, '[]') AS "openInvoices", question.card AS "newCard",
    CASE WHEN debt.id IS NOT NULL THEN (SELECT f.refused_at FROM card_refusal f WHERE f.subscription_id = s.id AND f.method_id = ${PAYS_WITH}) END AS "declinedAt",
    CASE WHEN ${SETTLING} THEN debt.id END AS "settlingInvoice"
  FROM (
    SELECT * FROM subscription s WHERE s.workspace_id = (SELECT id FROM here)
    ORDER BY (${LIVE}) DESC, COALESCE(s.ended_at, s.created_at) DESC, s.id LIMIT ${LISTED_SUBSCRIPTIONS + 1}) s
  ${BILLED_FROM}
  LEFT JOIN product p ON p.id = i.product_id
  LEFT JOIN stripe_user su ON su.customer_id = s.customer_id
  LEFT JOIN "user" u ON u.id = su.user_id
  LEFT JOIN payment_method m ON m.id = ${PAYS_WITH}
  LEFT JOIN LATERAL (
    SELECT v.* FROM invoice v
    WHERE v.subscription_id = s.id AND v.status = 'open' AND NOT v.deleted
    ORDER BY v.created_at DESC LIMIT 1) debt ON true
  LEFT JOIN LATERAL (${OPEN}) open ON true
  LEFT JOIN LATERAL (${QUESTION}) question ON true
  ORDER BY (${LIVE}) DESC, COALESCE(s.ended_at, s.created_at) DESC, s.id, i.id`;

/** How many invoices are listed; one more is read, which says that there are others. */
export const LISTED_INVOICES = 24;

// To Stripe an invoice stays paid when the money goes back.
const STATUS = `CASE WHEN v.status = 'paid' AND r.disputed THEN 'disputed'
    WHEN v.status = 'paid' AND r.refunded > 0 THEN CASE WHEN r.refunded >= v.amount_paid_minor THEN 'refunded' ELSE 'partly_refunded' END
    ELSE v.status END`;

const INVOICES = `
  SELECT v.id, v.number, ${STATUS} AS status, v.currency, v.total_minor AS "totalMinor", v.created_at AS "createdAt",
    v.hosted_invoice_url AS "hostedInvoiceUrl", v.invoice_pdf AS "invoicePdf",
    CASE WHEN v.collection_method = 'send_invoice' THEN v.due_date END AS "dueDate"
  FROM subscription s
  CROSS JOIN LATERAL (
    SELECT * FROM invoice v WHERE v.subscription_id = s.id AND NOT v.deleted AND v.status <> 'draft'
    ORDER BY ${NEWEST_FIRST} LIMIT ${LISTED_INVOICES + 1}) v
  LEFT JOIN LATERAL (
    SELECT sum(refunded_minor) AS refunded, bool_or(dispute_status NOT IN ('won', 'warning_closed')) AS disputed
    FROM reversal WHERE invoice_id = v.id) r ON true
  WHERE s.workspace_id = (SELECT id FROM here WHERE role <> 'member')
  ORDER BY ${NEWEST_FIRST}
  LIMIT ${LISTED_INVOICES + 1}`;

/**
 * Whether the claim is true, the first of the user's workspaces, and what the dashboard says of one of them, in one round
 * trip. $1 to $5: the claim; $6: the workspace that was asked for, or null for the first.
 */
export const DASHBOARD = `
  WITH ${SEEN}, here AS MATERIALIZED (
    (${WORKSPACE} AND m.workspace_id = $6)
    UNION ALL (${WORKSPACE} AND $6::uuid IS NULL ${IN_ORDER} LIMIT 1))
  SELECT ${IS_SIGNED_IN} AS "isSignedIn",
    (SELECT json_build_object('name', u.name, 'email', u.email, 'address', ${ADDRESS_STATE}) FROM "user" u WHERE u.id = $1) AS person,
    (SELECT COALESCE(json_agg(json_build_object('id', id, 'name', name, 'role', role)), '[]')
      FROM (${WORKSPACE} ${IN_ORDER} LIMIT ${SWITCHED + 1}) mine) AS workspaces,
    (SELECT to_json(here) FROM here) AS workspace,
    (SELECT COALESCE(json_agg(one), '[]') FROM (${SUBSCRIPTIONS}) one) AS subscriptions,
    (SELECT COALESCE(json_agg(one), '[]') FROM (${INVOICES}) one) AS invoices`;
