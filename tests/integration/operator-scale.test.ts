import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { disconnect } from "@/lib/db";
import { getHealth } from "@/lib/health";
import { listFailedEvents } from "@/lib/billing/operator/events";
import { getLastDrift } from "@/lib/billing/operator/overview";
import { listUnassigned } from "@/lib/billing/ownership/outside";
import { getWorkspaceHistory } from "@/lib/billing/operator/timeline";
import { findWorkspaces } from "@/lib/billing/operator/workspaces";
import { depth } from "../support/depth";
import { createDatabase, type TestDatabase } from "../support/integration";

const MANY = depth(10_000, 50_000);
const WORKSPACE = randomUUID();

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
  process.env.DATABASE_URL = database.url;
  const id = (n: string) => `CASE WHEN ${n} = 1 THEN '${WORKSPACE}' ELSE md5(${n}::text)::uuid END`;
  await database.pool.query(`
    INSERT INTO "user" (id, email) SELECT ${id("n")}, 'user-' || n || '@example.com' FROM generate_series(1, ${MANY}) n;
    INSERT INTO workspace (id, name) SELECT ${id("n")}, 'Workspace ' || n FROM generate_series(1, ${MANY}) n;
    INSERT INTO membership (user_id, workspace_id, role) SELECT ${id("n")}, ${id("n")}, 'owner' FROM generate_series(1, ${MANY}) n;
    INSERT INTO stripe_user (user_id, customer_id) SELECT ${id("n")}, 'cus_' || n FROM generate_series(1, ${MANY}) n;
    INSERT INTO subscription (id, customer_id, workspace_id, status, metadata, created_at, as_of)
      SELECT 'sub_' || n, 'cus_' || n, ${id("n")}, 'active', '{}', now(), now() FROM generate_series(1, ${MANY}) n;
    INSERT INTO subscription_item (id, subscription_id, product_id) SELECT 'si_' || n, 'sub_' || n, 'prod_1' FROM generate_series(1, ${MANY}) n;
    INSERT INTO subscription_change (subscription_id, workspace_id, at, status, items, cancel_at_period_end)
      SELECT 'sub_' || n, ${id("n")}, now(), 'active', '[{"product_id":"prod_1","price_id":null,"quantity":1}]', false FROM generate_series(1, ${MANY}) n;
    INSERT INTO invoice (id, subscription_id, status, currency, total_minor, amount_paid_minor, created_at, as_of)
      SELECT 'in_' || n, 'sub_' || n, 'paid', 'usd', 100, 100, now(), now() FROM generate_series(1, ${MANY}) n;
    INSERT INTO stripe_event (id, type, created, payload, state, first_attempt_at, last_attempt_at)
      SELECT 'evt_' || n, 'product.updated', now(), '{}', CASE WHEN n <= 30 THEN 'failed' ELSE 'processed' END, now(), now() FROM generate_series(1, ${MANY}) n;
    ANALYZE`);
}, 120_000);
afterAll(async () => {
  await disconnect();
  await database?.drop();
});

/** Rows of these that were read one after another, from the beginning to the end. */
async function rowsScanned(): Promise<Record<string, number>> {
  await disconnect(); // a connection tells what it did when it ends, at the latest
  const { rows } = await database.pool.query<{ relname: string; scanned: number }>(
    `SELECT relname, seq_tup_read::int AS scanned FROM pg_stat_user_tables
     WHERE relname IN ('user', 'workspace', 'membership', 'stripe_user', 'subscription', 'subscription_item',
       'subscription_change', 'invoice', 'stripe_event') ORDER BY relname`,
  );
  return Object.fromEntries(rows.map(({ relname, scanned }) => [relname, scanned]));
}

test("no statement of the operator's pages, or of the health check, reads a large table through", async () => {
  const before = await rowsScanned();
  // Often enough for PostgreSQL to settle on plans that don't know the values.
  for (let round = 0; round < 8; round++) {
    await Promise.all([getHealth(), listFailedEvents(), getLastDrift(), listUnassigned()]);
    for (const typed of ["", "workspace 777", WORKSPACE, "user-777@example.com", "cus_777", "sub_777"]) {
      expect((await findWorkspaces(typed)).length, typed).toBeGreaterThan(0);
    }
    expect((await getWorkspaceHistory(WORKSPACE))?.entries.length).toBe(2);
  }
  expect(await rowsScanned()).toEqual(before);
});
