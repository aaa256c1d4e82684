import { languageOf } from "@/lib/mail/language";
import { METADATA } from "@/lib/stripe/metadata";
import { MANAGED } from "../ownership/sql";

// Mail about a bill or a plan (docs/mail.md), as SQL: whom it is for, and of which subscriptions there is none.

/**
 * Of a subscription `s` for whose workspace a mail may be written: this installation bills it, and nobody is told of its
 * end in another way. A plan that another payer took over, and a duplicate that was canceled, have mails of their own.
 */
export const TOLD_OF = `${MANAGED}
    AND (SELECT true FROM hand_over h WHERE h.predecessor_id = s.id AND h.successor_id IS NOT NULL AND h.state NOT IN ('closed', 'undone') LIMIT 1) IS NULL
    AND (SELECT true FROM duplicate_subscription d WHERE d.subscription_id = s.id AND d.begun_at IS NOT NULL) IS NULL
    AND (SELECT true FROM trial_ledger l WHERE l.subscription_id = s.id AND l.outcome = 'refused') IS NULL`;

/** Who pays for a subscription `s`: the customer's user, or who bought it where the customer is no more. */
const PAYER = "COALESCE((SELECT pu.user_id FROM stripe_user pu WHERE pu.customer_id = s.customer_id), s.user_id)";

const person = (reader: "payer" | "owner") =>
  `u.id, u.email, ${languageOf("u", "'en'")} AS language, '${reader}' AS reader`;

/**
 * The people who are told of a subscription `s`, each once: its payer, and the workspace's owners where the condition
 * says so. Accounts without an address are left out.
 */
export const recipients = (forOwners: string) => `
    SELECT ${person("payer")} FROM "user" u WHERE u.id = ${PAYER} AND u.email IS NOT NULL
    UNION ALL
    SELECT ${person("owner")} FROM membership om JOIN "user" u ON u.id = om.user_id
    WHERE ${forOwners} AND om.workspace_id = s.workspace_id AND om.role = 'owner' AND u.email IS NOT NULL
      AND u.id IS DISTINCT FROM ${PAYER}
    OFFSET 0`;

/** The name of a subscription's workspace; null where it is deleted. */
export const WORKSPACE = "(SELECT w.name FROM workspace w WHERE w.id = s.workspace_id AND w.deleted_at IS NULL)";

/** What its products are called. @param items SQL of rows with `product_id` */
export const planOf = (items: string) =>
  `(SELECT string_agg(DISTINCT p.name, ', ') FROM (${items}) i CROSS JOIN LATERAL (
        SELECT p.name FROM product p WHERE p.id = i.product_id OFFSET 0) p)`;

/** Whether that is the whole bill: no discount, tax or credit changes it. */
export const IS_EXACT = `(s.billed_beside = '{}' AND COALESCE((SELECT c.balance_minor = 0 AND NOT c.discounted FROM customer c WHERE c.id = s.customer_id), false))`;

/** Its trial only bridges the time until a hand-over's first charge. */
export const TAKES_OVER = `(COALESCE((SELECT true FROM hand_over h WHERE h.successor_id = s.id LIMIT 1),
    (SELECT true FROM hand_over h WHERE h.checkout_id::text = s.metadata->>'${METADATA.checkoutId}' LIMIT 1)) IS NOT NULL)`;

/** What every part of a statement that writes notices selects. `key` makes each once for each person. */
export const MAIL_COLUMNS =
  "id, key, kind, to_address, user_id, workspace_id, language, data, created_at, next_attempt_at";

/** SQL for a part of the statement that is the cause. The order keeps two statements from waiting for each other. */
export const insertNotices = (select: string) => `
      INSERT INTO mail (${MAIL_COLUMNS}) SELECT gen_random_uuid(), key, kind, to_address, user_id, workspace_id, language, data, created_at, next_attempt_at
      FROM (${select}) AS notices ORDER BY key ON CONFLICT (key) DO NOTHING RETURNING 1`;
