import { pricedFieldsIn } from "../catalog/priced";
import { PAYS_WITH } from "./pays-with";

// What the next payment goes by (next-payment.ts), as SQL on a subscription `s` and its items: for the dashboard, and for the
// previews of what the copy can't tell (../previews/).

// Whether the items were changed within the period that runs, and what that gave back or cost still waits for an
// invoice: a separate one made at the same moment, the one of a month's seats, or the renewal's. A scheduled change comes with its renewal.
// https://docs.stripe.com/api/invoices/object#invoice_object-billing_reason
const CHANGE_IS_OPEN = `
  SELECT EXISTS (
    SELECT FROM subscription_change c
    WHERE c.subscription_id = s.id AND c.at >= i.period_start AND c.at > COALESCE((
        SELECT v.created_at FROM invoice v
        WHERE v.subscription_id = s.id AND v.created_at >= i.period_start - interval '10 seconds'
          AND (v.billing_reason IN ('subscription_update', 'subscription_cycle')
            OR v.billing_reason = 'manual' AND v.gave <> '{}')
        ORDER BY v.created_at DESC LIMIT 1) + interval '10 seconds', '-infinity')
      AND c.items <> (
        SELECT b.items FROM subscription_change b
        WHERE b.subscription_id = c.subscription_id AND b.id < c.id ORDER BY b.id DESC LIMIT 1)) AS is_open`;

/** The columns. */
export const BILLED = `s.status, i.product_id AS "productId", json_build_object(${pricedFieldsIn("r", "s.currency")}) AS price, i.quantity, i.period_end AS "periodEnd",
    CASE WHEN s.status = 'trialing' AND ${PAYS_WITH} IS NULL THEN s.trial_without_card END AS "trialWithoutCard",
    (s.cancel_at IS NOT NULL OR s.cancel_at_period_end) AS "isEnding",
    COALESCE(s.cancel_at, CASE WHEN s.cancel_at_period_end THEN i.period_end END) AS "endsAt",
    CASE WHEN c.discounted AND NOT 'discount' = ANY (s.billed_beside) THEN s.billed_beside || 'discount'::text
      ELSE COALESCE(s.billed_beside, '{}') END AS "billedBeside",
    change.is_open AS "changeIsOpen"`;

/** Where they come from, after the subscription. */
export const BILLED_FROM = `JOIN subscription_item i ON i.subscription_id = s.id
  LEFT JOIN price r ON r.id = i.price_id
  LEFT JOIN customer c ON c.id = s.customer_id
  LEFT JOIN LATERAL (${CHANGE_IS_OPEN}) change ON true`;
