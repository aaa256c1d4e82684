import { languageOf } from "@/lib/mail/language";
import { noticingPart } from "./settings";
import { ITEMS } from "../catalog/amount-sql";
import { insertNotices, planOf, recipients, WORKSPACE } from "./sql";

// The mails that our own rows cause, as parts of the statement that writes them. `done` holds the rows that were written.

/** Of a duplicate that was canceled and refunded, to who paid for it. @param refunded SQL of what they got back */
export const refundedNotice = (noticing: string, refunded: { amount: string; currency: string }): string[] => [
  noticingPart(noticing),
  `mailed AS (${insertNotices(`
    SELECT concat_ws(' ', 'duplicate_refunded', s.id, r.id) AS key, 'duplicate_refunded' AS kind, r.email AS to_address, r.id AS user_id,
      s.workspace_id, r.language, n.at AS created_at, n.at AS next_attempt_at,
      jsonb_build_object('subscriptionId', s.id, 'workspace', ${WORKSPACE}, 'plan', ${planOf(ITEMS)}, 'reader', r.reader,
        'amountMinor', ${refunded.amount}::bigint, 'currency', ${refunded.currency}::text) AS data
    FROM done d JOIN subscription s ON s.id = d.subscription_id CROSS JOIN noticing n CROSS JOIN LATERAL (${recipients("false")}) r
    WHERE 'duplicate_refunded' = ANY (n.kinds) AND ${WORKSPACE} IS NOT NULL`)})`,
];

const named = (id: string) => `(SELECT NULLIF(trim(u.name), '') FROM "user" u WHERE u.id = ${id})`;

/**
 * Of a bill that another member took over, to both. One who takes the place of a plan without access has paid already,
 * and so has one who was charged at once.
 */
export const takenOverNotice = (noticing: string): string[] => [
  noticingPart(noticing),
  `mailed AS (${insertNotices(`
    SELECT concat_ws(' ', 'billing_taken_over', d.checkout_id, d.predecessor_id, u.id) AS key, 'billing_taken_over' AS kind,
      u.email AS to_address, u.id AS user_id, d.workspace_id, ${languageOf("u", "'en'")} AS language, n.at AS created_at, n.at AS next_attempt_at,
      jsonb_build_object('workspace', ${WORKSPACE}, 'plan', ${planOf(ITEMS)}, 'from', ${named("d.payer_id")}, 'to', ${named("d.user_id")},
        'reader', CASE u.id WHEN d.user_id THEN 'to' ELSE 'from' END, 'day', CASE d.kind WHEN 'continue' THEN d.anchor END) AS data
    FROM done d JOIN subscription s ON s.id = d.predecessor_id CROSS JOIN noticing n
    JOIN "user" u ON u.id IN (d.user_id, d.payer_id) AND u.email IS NOT NULL
    WHERE 'billing_taken_over' = ANY (n.kinds) AND d.payer_id IS DISTINCT FROM d.user_id AND ${WORKSPACE} IS NOT NULL
      AND (d.state = 'running' OR d.kind <> 'continue' OR d.canceled_for IS NULL)`)})`,
];
