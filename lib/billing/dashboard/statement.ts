import { LIVE } from "../entitlements/statuses";
import { IS_HANDED_OVER } from "../hand-over/rows";

const WORKSPACES = `
  SELECT w.id, w.name, m.role::text AS role,
    row_number() OVER (ORDER BY (m.role = 'owner') DESC, m.created_at, w.created_at, w.id) AS n
  FROM membership m JOIN workspace w ON w.id = m.workspace_id
  WHERE m.user_id = $1`;

// Whether the items were changed within the period that runs, and what that gave back or cost still waits for an
// invoice: a separate one made at the same moment, or the renewal's. A scheduled change comes with its renewal.
// https://docs.stripe.com/api/invoices/object#invoice_object-billing_reason
const CHANGE_IS_OPEN = `
  SELECT COALESCE(bool_or(c.before <> c.items AND c.at >= i.period_start AND NOT EXISTS (
      SELECT FROM invoice v
      WHERE v.subscription_id = s.id AND v.billing_reason IN ('subscription_update', 'subscription_cycle')
        AND v.created_at >= c.at - interval '10 seconds'
    )), false) AS is_open
  FROM (SELECT at, items, lag(items) OVER (ORDER BY id) AS before FROM subscription_change WHERE subscription_id = s.id) c`;

// A payment on its way. The bank says only after days whether it arrives, and Stripe's status alone does not show it.
// The first one's checkout does, as long as it is unpaid; a renewal's is one that is open although nothing has failed,
// of a method that settles later, which cards do not.
// https://docs.stripe.com/payments/payment-methods#payment-notification
const SETTLING = `
  (s.status IN ('active', 'incomplete') AND debt.billing_reason = 'subscription_create' AND EXISTS (
    SELECT FROM checkout_session k
    WHERE k.workspace_id = s.workspace_id AND k.state = 'complete' AND k.subscription_id = s.id AND k.payment = 'unpaid')
  OR s.status = 'active' AND m.type <> 'card' AND debt.created_at >= i.period_start)`;

// For renewals Stripe takes the subscription's own payment method before the customer's.
// https://docs.stripe.com/api/subscriptions/object#subscription_object-default_payment_method
const SUBSCRIPTIONS = `
  SELECT s.id AS "subscriptionId", s.status, p.name AS "planName", i.product_id AS "productId", p.plan_group AS "planGroup",
    r.unit_amount_minor AS "unitAmountMinor", trim_scale(r.unit_amount_decimal)::text AS "unitAmountDecimal",
    COALESCE(r.currency, s.currency) AS currency, r.interval, r.interval_count AS "intervalCount", i.quantity,
    COALESCE(r.usage_type = 'metered', false) AS metered, COALESCE(r.billing_scheme = 'tiered', false) AS tiered,
    s.trial_end AS "trialEnd", i.period_end AS "periodEnd", s.ended_at AS "endedAt",
    (s.cancel_at IS NOT NULL OR s.cancel_at_period_end) AS "isEnding",
    COALESCE(s.cancel_at, CASE WHEN s.cancel_at_period_end THEN i.period_end END) AS "endsAt",
    CASE WHEN c.discounted AND NOT 'discount' = ANY (s.billed_beside) THEN s.billed_beside || 'discount'::text
      ELSE COALESCE(s.billed_beside, '{}') END AS "billedBeside",
    change.is_open AS "changeIsOpen", c.balance_minor AS "balanceMinor",
    (${LIVE}) AS live, ${IS_HANDED_OVER} AS "isHandedOver", u.id AS "payerId", COALESCE(NULLIF(u.name, ''), u.email) AS "payerName",
    m.type AS "methodType", m.brand, m.last4, m.exp_month AS "expMonth", m.exp_year AS "expYear",
    debt.hosted_invoice_url AS "debtUrl", debt.amount_remaining_minor AS "debtMinor", debt.currency AS "debtCurrency",
    debt.next_payment_attempt AS "nextAttempt", CASE WHEN ${SETTLING} THEN debt.id END AS "settlingInvoice"
  FROM subscription s
  JOIN subscription_item i ON i.subscription_id = s.id
  LEFT JOIN product p ON p.id = i.product_id
  LEFT JOIN price r ON r.id = i.price_id
  LEFT JOIN stripe_user su ON su.customer_id = s.customer_id
  LEFT JOIN "user" u ON u.id = su.user_id
  LEFT JOIN customer c ON c.id = s.customer_id
  LEFT JOIN payment_method m ON m.id = COALESCE(s.default_payment_method_id, c.default_payment_method_id) AND NOT m.deleted
  LEFT JOIN LATERAL (
    SELECT v.* FROM invoice v
    WHERE v.subscription_id = s.id AND v.status = 'open' AND NOT v.deleted
    ORDER BY v.created_at DESC LIMIT 1) debt ON true
  LEFT JOIN LATERAL (${CHANGE_IS_OPEN}) change ON true
  WHERE s.workspace_id = (SELECT id FROM here)
  ORDER BY (${LIVE}) DESC, COALESCE(s.ended_at, s.created_at) DESC, s.id, i.id
  LIMIT 50`;

/** How many invoices are listed; one more is read, which says that there are others. */
export const LISTED_INVOICES = 24;

const INVOICES = `
  SELECT v.id, v.number, v.status, v.currency, v.total_minor AS "totalMinor", v.created_at AS "createdAt",
    v.hosted_invoice_url AS "hostedInvoiceUrl", v.invoice_pdf AS "invoicePdf"
  FROM subscription s JOIN invoice v ON v.subscription_id = s.id
  WHERE s.workspace_id = (SELECT id FROM here WHERE role <> 'member') AND NOT v.deleted AND v.status <> 'draft'
  ORDER BY v.created_at DESC, v.id DESC
  LIMIT ${LISTED_INVOICES + 1}`;

/**
 * Whether there is the user, their workspaces, and what the dashboard says of one of them, in one round trip.
 * $1: the user; $2: the workspace that was asked for, or null for the first.
 */
export const DASHBOARD = `
  WITH mine AS MATERIALIZED (${WORKSPACES}),
    here AS MATERIALIZED (SELECT id, name, role FROM mine WHERE $2::uuid IS NULL OR id = $2 ORDER BY n LIMIT 1)
  SELECT EXISTS (SELECT FROM "user" WHERE id = $1) AS known,
    (SELECT COALESCE(json_agg(json_build_object('id', id, 'name', name) ORDER BY n), '[]') FROM mine) AS workspaces,
    (SELECT to_json(here) FROM here) AS workspace,
    (SELECT COALESCE(json_agg(one), '[]') FROM (${SUBSCRIPTIONS}) one) AS subscriptions,
    (SELECT COALESCE(json_agg(one), '[]') FROM (${INVOICES}) one) AS invoices`;
