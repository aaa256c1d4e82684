/** A database as large as a grown product's: so many subscriptions, two items each, and what goes with them. */
import type { Pool, PoolClient } from "pg";

const PRODUCTS = 50;
const FEATURES = 5;

/** Tables in the order in which they are filled; `$1` is the number of subscriptions, ten of which make one customer. */
const FILL = {
  '"user"': `INSERT INTO "user" (id, email) SELECT ${uuid(1, "n")}, 'person' || n || '@example.com' FROM generate_series(1, $1 / 10) n`,
  workspace: `INSERT INTO workspace (id, name) SELECT ${uuid(2, "n")}, 'Workspace' FROM generate_series(1, $1 / 10) n`,
  membership: `INSERT INTO membership (user_id, workspace_id, role) SELECT ${uuid(1, "n")}, ${uuid(2, "n")}, 'owner' FROM generate_series(1, $1 / 10) n`,
  stripe_user: `INSERT INTO stripe_user (user_id, customer_id) SELECT ${uuid(1, "n")}, 'cus_crowd' || n FROM generate_series(1, $1 / 10) n`,
  customer: `INSERT INTO customer (id, default_payment_method_id, metadata, as_of) SELECT 'cus_crowd' || n, 'pm_crowd' || n, '{}', now() FROM generate_series(1, $1 / 10) n`,
  payment_method: `INSERT INTO payment_method (id, customer_id, type, as_of) SELECT 'pm_crowd' || n, 'cus_crowd' || n, 'card', now() FROM generate_series(1, $1 / 10) n`,
  product: `INSERT INTO product (id, active, name, metadata, as_of) SELECT 'prod_crowd' || n, false, 'Plan', '{}', now() FROM generate_series(1, ${PRODUCTS} + $1 * 0) n`,
  product_feature: `INSERT INTO product_feature (product_id, feature_id, position) SELECT 'prod_crowd' || n, 'feature' || f, f FROM generate_series(1, ${PRODUCTS} + $1 * 0) n, generate_series(1, ${FEATURES}) f`,
  price: `INSERT INTO price (id, product_id, active, currency, type, metadata, as_of) SELECT 'price_crowd' || n, 'prod_crowd' || n, false, 'usd', 'recurring', '{}', now() FROM generate_series(1, ${PRODUCTS} + $1 * 0) n`,
  subscription: `INSERT INTO subscription (id, customer_id, workspace_id, user_id, status, metadata, as_of, created_at)
    SELECT 'sub_crowd' || lpad(n::text, 7, '0'), 'cus_crowd' || n / 10, ${uuid(2, "n / 10")}, ${uuid(1, "n / 10")}, CASE WHEN n % 3 = 0 THEN 'canceled' ELSE 'active' END, '{}', now(), now()
    FROM generate_series(1, $1) n`,
  subscription_item: `INSERT INTO subscription_item (id, subscription_id, product_id, price_id, quantity)
    SELECT 'si_crowd' || lpad(n::text, 7, '0') || '_' || i, 'sub_crowd' || lpad(n::text, 7, '0'), 'prod_crowd' || (n + i) % ${PRODUCTS} + 1, 'price_crowd' || (n + i) % ${PRODUCTS} + 1, 1
    FROM generate_series(1, $1) n, generate_series(1, 2) i`,
  subscription_change: `INSERT INTO subscription_change (subscription_id, workspace_id, at, status, items, cancel_at_period_end)
    SELECT 'sub_crowd' || lpad(n::text, 7, '0'), ${uuid(2, "n / 10")}, now(), 'active', '[]', false FROM generate_series(1, $1 / 5) n`,
  invoice: `INSERT INTO invoice (id, customer_id, subscription_id, status, as_of, created_at)
    SELECT 'in_crowd' || n, 'cus_crowd' || n / 10, 'sub_crowd' || lpad(n::text, 7, '0'), 'paid', now(), now() FROM generate_series(1, $1 / 5) n`,
  checkout_session: `INSERT INTO checkout_session (id, workspace_id, user_id, customer_id, price_id, with_trial, fingerprint, parameters, state, stripe_session_id, created_at)
    SELECT ${uuid(3, "n")}, ${uuid(2, "n")}, ${uuid(1, "n")}, 'cus_crowd' || n, 'price_crowd' || n % ${PRODUCTS}, false, '', '{}', CASE WHEN n % 20 = 0 THEN 'open' ELSE 'complete' END, 'cs_crowd' || n, now()
    FROM generate_series(1, $1 / 10) n`,
  stripe_event: `INSERT INTO stripe_event (id, type, object_id, created, payload, state, first_attempt_at, last_attempt_at)
    SELECT 'evt_crowd' || n, 'customer.subscription.updated', 'sub_crowd' || lpad(n::text, 7, '0'), now(), '{}', CASE WHEN n % 50000 = 0 THEN 'failed' ELSE 'processed' END, now(), now()
    FROM generate_series(1, $1 / 5) n`,
  mail: `INSERT INTO mail (key, kind, to_address, user_id, language, data, created_at, next_attempt_at, sent_at)
    SELECT 'crowd' || n, 'invitation', 'person' || n || '@example.com', CASE WHEN n % 3 > 0 THEN ${uuid(1, "n")} END, 'en', '{}', now(), now(), now()
    FROM generate_series(1, $1 / 10) n`,
};

/** The tables that a crowd makes large. */
export const CROWDED = Object.keys(FILL)
  .filter((table) => !table.startsWith("pr"))
  .map((table) => table.replaceAll('"', ""));

/** Fills a database that nobody uses yet. */
export async function fillWithCrowd(pool: Pool, subscriptions = 1_000_000): Promise<void> {
  const { subscription, subscription_item, ...others } = FILL;
  const lanes = [{ subscription }, { subscription_item }, others];
  await Promise.all(lanes.map((tables) => fillTables(pool, tables, subscriptions)));
}

/** More rows for a database in use: its tables and their indexes stay as they are, and nobody tells the planner. */
export async function insertCrowd(pool: Pool, subscriptions: number): Promise<void> {
  const connection = await pool.connect();
  try {
    await connection.query("BEGIN; SET LOCAL session_replication_role = replica");
    for (const sql of Object.values(FILL)) {
      await connection.query(`${sql.replaceAll("$1", String(subscriptions))} ON CONFLICT DO NOTHING`);
    }
    await connection.query("COMMIT");
  } finally {
    connection.release();
  }
}

async function fillTables(
  pool: Pool,
  tables: Record<string, string | undefined>,
  subscriptions: number,
): Promise<void> {
  const connection = await pool.connect();
  try {
    // Foreign keys are not looked up: every row is made to fit.
    await connection.query(
      "SET synchronous_commit = off; SET session_replication_role = replica; SET maintenance_work_mem = '256MB'",
    );
    for (const [table, sql = ""] of Object.entries(tables)) {
      const indexes = await takeIndexes(connection, table);
      // The largest are not logged: nothing refers to them, and nobody needs them after a power cut.
      const unlogged = table.startsWith("subscription") ? `ALTER TABLE ${table} SET UNLOGGED` : "";
      await connection.query(
        `${unlogged}; ${sql.replaceAll("$1", String(subscriptions))}; ${indexes.join(";")}; ANALYZE ${table}`,
      );
    }
    await connection.query("RESET ALL");
  } finally {
    connection.release();
  }
}

/** Drops a table's indexes, which are made much faster over all rows at once, and answers what makes them again. */
async function takeIndexes(connection: PoolClient, table: string): Promise<string[]> {
  const { rows } = await connection.query<{ take: string; give: string }>(
    `SELECT CASE WHEN c.oid IS NULL THEN 'DROP INDEX ' || x.indexrelid::regclass ELSE 'ALTER TABLE ' || x.indrelid::regclass || ' DROP CONSTRAINT ' || quote_ident(c.conname) END AS take,
       CASE WHEN c.oid IS NULL THEN pg_get_indexdef(x.indexrelid) ELSE 'ALTER TABLE ' || x.indrelid::regclass || ' ADD CONSTRAINT ' || quote_ident(c.conname) || ' ' || pg_get_constraintdef(c.oid) END AS give
     FROM pg_index x LEFT JOIN pg_constraint c ON c.conindid = x.indexrelid AND c.contype = 'p'
     WHERE x.indrelid = $1::regclass AND NOT EXISTS (SELECT FROM pg_constraint f WHERE f.confrelid = x.indrelid)`,
    [table],
  );
  if (rows.length > 0) await connection.query(rows.map(({ take }) => take).join("; "));
  return rows.map(({ give }) => give);
}

function uuid(kind: number, number: string): string {
  return `('${kind}0000000-0000-4000-8000-' || lpad(to_hex((${number})::bigint), 12, '0'))::uuid`;
}
