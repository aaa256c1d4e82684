/** A workspace that has grown: members, seat changes, invoices and invitations, as many as a company's over the years. */
import type { Pool } from "pg";

export interface Size {
  members: number;
  changes: number;
  invoices: number;
}

export const LARGE: Size = { members: 5_000, changes: 5_000, invoices: 10_000 };

const id = (kind: string, n: string) => `md5('${kind}' || $1::uuid::text || ${n})::uuid`;

/**
 * Fills a workspace that has an owner. Its subscription is per seat, in a period that began an hour ago, and each member
 * who joined has changed it. Among the invoices none is open.
 */
export async function enlarge(
  pool: Pool,
  { workspaceId, userId, subscriptionId }: { workspaceId: string; userId: string; subscriptionId: string },
  { members, changes, invoices }: Size = LARGE,
): Promise<void> {
  const run = (text: string, ...more: unknown[]) => pool.query(text, [workspaceId, ...more]);
  // The names of an office: many with the same beginning.
  const name = `(ARRAY['Ada','Bea','Carl','Dora','Emil'])[1 + n % 5] || ' ' || (ARRAY['Lang','Kurz','Weiss'])[1 + n % 3] || ' ' || n`;
  await run(
    `INSERT INTO "user" (id, name, email) SELECT ${id("m", "n")}, ${name}, 'person-' || n || '-' || left($1::uuid::text, 8) || '@example.com'
     FROM generate_series(1, $2::int) n`,
    members - 1,
  );
  await run(
    `INSERT INTO membership (user_id, workspace_id, role, created_at)
     SELECT ${id("m", "n")}, $1, (CASE WHEN n <= 30 THEN 'admin' ELSE 'member' END)::role, now() + n * interval '1 second'
     FROM generate_series(1, $2::int) n`,
    members - 1,
  );
  await run(
    `INSERT INTO invitation (id, workspace_id, token_hash, role, email, inviter_id, created_at, expires_at, accepted_by, accepted_at)
     SELECT ${id("i", "n")}, $1, md5($1::uuid::text || n), 'member', 'guest-' || n || '@example.com', $2::uuid, now(), now() + interval '7 days',
       CASE WHEN n > 50 THEN ${id("m", "n")} END, CASE WHEN n > 50 THEN now() END
     FROM generate_series(1, $3::int) n`,
    userId,
    members,
  );
  await run(
    `WITH price AS (
       INSERT INTO price (id, product_id, active, type, currency, unit_amount_minor, interval, interval_count, usage_type, per_seat, metadata, as_of)
       SELECT 'price_' || $3, product_id, false, 'recurring', 'usd', 500, 'month', 1, 'licensed', true, '{}', now()
       FROM subscription_item WHERE subscription_id = $3 LIMIT 1 RETURNING id, product_id),
     item AS (
       UPDATE subscription_item i SET price_id = p.id, quantity = $2::int - 1, period_start = now() - interval '1 hour'
       FROM price p WHERE i.subscription_id = $3)
     INSERT INTO subscription_change (subscription_id, workspace_id, at, status, items, cancel_at_period_end)
     SELECT $3, $1, now() - interval '59 minutes' + n * interval '0.5 seconds', 'active',
       jsonb_build_array(jsonb_build_object('product_id', p.product_id, 'price_id', p.id, 'quantity', n)), false
     FROM price p, generate_series(1, $4::int) n`,
    members,
    subscriptionId,
    changes,
  );
  await run(
    `INSERT INTO invoice (id, customer_id, subscription_id, number, status, billing_reason, currency, total_minor, amount_paid_minor, created_at, as_of)
     SELECT 'in_' || left($1::uuid::text, 8) || n, s.customer_id, s.id, 'N-' || n, 'paid', 'manual', 'usd', 2900, 2900, now() - n * interval '1 minute', now()
     FROM subscription s, generate_series(1, $3::int) n WHERE s.id = $2`,
    subscriptionId,
    invoices,
  );
  await pool.query(
    "ANALYZE membership, member_term, invitation, subscription_change, invoice, subscription, subscription_item",
  );
}
