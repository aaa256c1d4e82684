import { Pool } from "pg";
import { startApp, type TestApp } from "../support/app";
import { fillWithCrowd } from "../support/crowd";
import { createDatabase, type TestDatabase } from "../support/postgres";
import { type PostgresProxy, startPostgresProxy } from "../support/postgres-proxy";
import type { Bench } from "./bench";
import { readByPrisma } from "./contenders/prisma-entitlements";
import { asked, heading, median, ratio, row, type Rounds } from "./numbers";

const CROWD = 1_000_000;
const WORKSPACES = 20_000;
const AT_ONCE = 8;
const ROUNDS = 7;
const CHECKS = 4_000;
const AGAIN = 1_000;
const REQUESTS = 100;

type Check = (workspaceId: string) => Promise<unknown>;
type Measured = Rounds & { p50Ms: number; p99Ms: number };

/** The check of a feature as code of the app makes it, with a million subscriptions in the tables. */
export async function measureEntitlements({ postgres, build }: Bench): Promise<void> {
  const database = await createDatabase(postgres);
  const wire = await startPostgresProxy(database.url);
  const app = await startApp({ postgres, database: { ...database, url: wire.url }, dir: await build() });
  try {
    console.log("Filling a large database …");
    await fillWithCrowd(database.pool, CROWD);
    for (const table of ["subscription", "subscription_item", "subscription_change"])
      await database.pool.query(`ALTER TABLE ${table} SET LOGGED`);
    const workspaces = await fill(database.url);
    await measureChecks(app, database, workspaces);
    await measureRequests(app, wire, workspaces[0] ?? "");
  } finally {
    await app.stop();
    await wire.close();
    await database.drop();
  }
}

async function measureChecks(app: TestApp, database: TestDatabase, usual: string[]): Promise<void> {
  const given = Object.entries(app.env).filter(([, value]) => value !== undefined);
  Object.assign(process.env, Object.fromEntries(given), { DATABASE_URL: database.url });
  const { readAccess } = await import("@/lib/billing/entitlements/read");
  const { disconnect } = await import("@/lib/db");
  const { rows } = await database.pool.query<{ id: string }>(
    `SELECT id FROM workspace WHERE name = 'Workspace' LIMIT ${WORKSPACES}`,
  );
  const full = rows.map(({ id }) => id);
  const ours: Check = (id) => readAccess(id, "export");
  const results = await inTurns([
    { name: "one subscription, and one that ended", check: ours, workspaces: usual },
    { name: "the same by Prisma's queries", check: (id) => readByPrisma(id, "export"), workspaces: usual },
    { name: "ten subscriptions of two products each", check: ours, workspaces: full },
  ]);
  await disconnect();
  heading(`Feature checks, in process, ${AT_ONCE} at once`, ["checks/s", "p50 ms", "p99 ms", "to Prisma"]);
  const [first, byPrisma] = results;
  for (const one of results)
    row(one.name, [
      median(one.rounds),
      one.p50Ms.toFixed(2),
      one.p99Ms.toFixed(2),
      byPrisma ? ratio(one, byPrisma) : "",
    ]);
  asked("p50 of a check with 1,040,000 subscriptions in the tables, ms", "< 1", (first?.p50Ms ?? NaN).toFixed(2));
  asked("p99 of it, ms", "< 5", (first?.p99Ms ?? NaN).toFixed(2));
}

/** In requests of the app: the first check, and each further one. */
async function measureRequests(app: TestApp, wire: PostgresProxy, workspaceId: string): Promise<void> {
  const ask = async (again: number) => {
    const answer = await fetch(`${app.url}/api/checks?workspace_id=${workspaceId}&again=${again}`);
    return (await answer.json()) as { again: number };
  };
  await ask(AGAIN);
  const counted = wire.stopAt({ nth: Infinity, side: "before" });
  const answers: number[] = [];
  for (let request = 0; request < REQUESTS; request++) answers.push((await ask(AGAIN)).again);
  asked(`statements of a request that checks ${AGAIN + 1} times`, "1", String(counted.seen() / REQUESTS));
  counted.release();
  asked("each check of a request after the first, µs", "", (median(answers) * 1_000).toFixed(2));
}

async function inTurns(contenders: { name: string; check: Check; workspaces: string[] }[]): Promise<Measured[]> {
  const results = contenders.map(({ name }) => ({ name, rounds: [] as number[], times: [] as number[] }));
  for (const { check, workspaces } of contenders) await round(check, workspaces);
  for (let turn = 0; turn < ROUNDS; turn++) {
    for (const [index, { check, workspaces }] of contenders.entries()) {
      const { times, seconds } = await round(check, workspaces);
      results[index]?.rounds.push(CHECKS / seconds);
      results[index]?.times.push(...times);
    }
  }
  return results.map(({ name, rounds, times }) => {
    const sorted = times.toSorted((a, b) => a - b);
    const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? NaN;
    return { name, rounds, p50Ms: at(0.5), p99Ms: at(0.99) };
  });
}

let calls = 0;

/** Milliseconds of each check, so many at once, of a workspace that was not asked for lately. */
async function round(check: Check, workspaces: string[]): Promise<{ times: number[]; seconds: number }> {
  const times: number[] = [];
  const started = performance.now();
  const worker = async () => {
    while (times.length < CHECKS) {
      const id = workspaces[(calls++ * 7_919) % workspaces.length] ?? "";
      const began = performance.now();
      await check(id);
      times.push(performance.now() - began);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return { times, seconds: (performance.now() - started) / 1_000 };
}

/** Workspaces as most are: one subscription, one that ended, and with some a word of support's and something counted. */
async function fill(databaseUrl: string): Promise<string[]> {
  const pool = new Pool({ connectionString: databaseUrl });
  const { rows } = await pool.query<{ id: string }>(
    `WITH w AS (INSERT INTO workspace (id, name) SELECT gen_random_uuid(), 'bench' FROM generate_series(1, $1) RETURNING id),
       product AS (SELECT product_id FROM product_feature WHERE feature_id = 'export' LIMIT 1),
       s AS (
         INSERT INTO subscription (id, customer_id, workspace_id, status, status_since, metadata, as_of, created_at, ended_at)
         SELECT 'sub_' || status || id, 'cus_' || id, id, status, now(), '{}', now(), now(), CASE status WHEN 'canceled' THEN now() END
         FROM w, unnest(ARRAY['active', 'canceled']) status RETURNING id),
       i AS (
         INSERT INTO subscription_item (id, subscription_id, product_id, quantity)
         SELECT 'si_' || s.id, s.id, product_id, 1 FROM s, product),
       o AS (
         INSERT INTO entitlement_override (id, workspace_id, feature_id, until, note, granted_by, granted_at)
         SELECT gen_random_uuid(), id, 'sso', now() + interval '30 days', 'bench', 'bench', now() FROM w WHERE random() < 0.1),
       u AS (INSERT INTO feature_use (workspace_id, feature_id, used) SELECT id, 'export', 3 FROM w WHERE random() < 0.5)
     SELECT id FROM w`,
    [WORKSPACES],
  );
  await pool.query("ANALYZE");
  await pool.end();
  return rows.map(({ id }) => id);
}
