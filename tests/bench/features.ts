import { Pool } from "pg";
import type { Load } from "./load";

const WORKSPACES = 20_000;
const CHECKS = 20_000;
const AT_ONCE = 8;

/** The feature check as code of the app calls it, in this process, over many subscriptions. */
export async function measureFeatureCheck(databaseUrl: string): Promise<Load> {
  process.env.DATABASE_URL = databaseUrl;
  const { hasFeature } = await import("@/lib/billing/entitlements");
  const { disconnect } = await import("@/lib/db");
  const workspaces = await fill(databaseUrl);
  const check = (index: number) => hasFeature(workspaces[(index * 7919) % workspaces.length] ?? "", "export");
  await inTurns(2_000, check);
  const started = performance.now();
  const times = await inTurns(CHECKS, check);
  const seconds = (performance.now() - started) / 1000;
  await disconnect();
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.floor(times.length * share)] ?? 0;
  return { name: "feature check (in process)", rounds: [CHECKS / seconds], perSecond: CHECKS / seconds, p50Ms: at(0.5), p99Ms: at(0.99), failed: 0 };
}

/** Milliseconds of each call, so many at once. */
async function inTurns(count: number, call: (index: number) => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  let next = 0;
  const worker = async () => {
    while (next < count) {
      const started = performance.now();
      await call(next++);
      times.push(performance.now() - started);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return times;
}

/** Many workspaces, each with a subscription of the product that carries the feature. */
async function fill(databaseUrl: string): Promise<string[]> {
  const pool = new Pool({ connectionString: databaseUrl });
  const { rows } = await pool.query<{ id: string }>(
    `WITH w AS (
       INSERT INTO workspace (id, name) SELECT gen_random_uuid(), 'bench' FROM generate_series(1, $1) RETURNING id),
     s AS (
       INSERT INTO subscription (id, customer_id, workspace_id, status, metadata, as_of, created_at)
       SELECT 'sub_' || id, 'cus_' || id, id, 'active', '{}', now(), now() FROM w RETURNING id, workspace_id),
     i AS (
       INSERT INTO subscription_item (id, subscription_id, product_id, quantity)
       SELECT 'si_' || s.id, s.id, (SELECT product_id FROM product_feature WHERE feature_id = 'export' LIMIT 1), 1 FROM s)
     SELECT workspace_id AS id FROM s`,
    [WORKSPACES],
  );
  await pool.query("ANALYZE");
  await pool.end();
  return rows.map((row) => row.id);
}
