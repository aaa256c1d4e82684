import { startApp, type TestApp } from "../support/app";
import { useSettings } from "../support/environment";
import { createDatabase, type TestDatabase } from "../support/postgres";
import { type PostgresProxy, startPostgresProxy } from "../support/postgres-proxy";
import type { Bench } from "./bench";
import { withClient } from "./contenders/contender";
import { readByPrisma } from "./contenders/prisma-entitlements";
import { STRIDE } from "./events";
import { fillLarge, settle } from "./fill";
import { interleave } from "./interleave";
import { printGoal, printTable } from "./print";
import type { Report } from "./report";
import { median, quantile, type Rounds } from "./statistics";

const CROWD = 1_000_000;
const WORKSPACES = 20_000;
const CONCURRENCY = 8;
const CHECKS = 4_000;
const REPEATED = 1_000;
const REQUESTS = 100;

type Check = (workspaceId: string) => Promise<unknown>;
type Contender = { name: string; check: Check; workspaces: string[] };
type Measured = Rounds & { p50Ms: number; p99Ms: number };

/** The check of a feature as code of the app makes it, with a million subscriptions in the tables. */
export async function measureEntitlements({ postgres, build, report }: Bench): Promise<void> {
  const database = await createDatabase(postgres);
  const proxy = await startPostgresProxy(database.url);
  const app = await startApp({ postgres, database: { ...database, url: proxy.url }, dir: await build() });
  try {
    await fillLarge(database.pool, CROWD);
    const workspaces = await fillWithUsual(database.url);
    await measureChecks(app, database, workspaces, report);
    await measureRequests(app, proxy, workspaces[0] ?? "");
  } finally {
    await app.stop();
    await proxy.close();
    await database.drop();
  }
}

async function measureChecks(app: TestApp, database: TestDatabase, usual: string[], report: Report): Promise<void> {
  useSettings({ env: { ...app.env, DATABASE_URL: database.url } });
  const { readAccess } = await import("@/lib/billing/entitlements/read");
  const { disconnect } = await import("@/lib/db");
  const { rows } = await database.pool.query<{ id: string }>(
    `SELECT id FROM workspace WHERE name = 'Workspace' LIMIT ${WORKSPACES}`,
  );
  const large = rows.map(({ id }) => id);
  const ours: Check = (id) => readAccess(id, "export");
  const results = await measureInterleaved([
    { name: "one active and one ended subscription", check: ours, workspaces: usual },
    { name: "the same by Prisma's queries", check: (id) => readByPrisma(id, "export"), workspaces: usual },
    { name: "ten subscriptions of two products each", check: ours, workspaces: large },
  ]);
  await disconnect();
  const [first, byPrisma] = results;
  if (!first || !byPrisma) return;
  printTable(
    `Feature checks, in process, ${CONCURRENCY} at once`,
    ["checks/s", "p50 ms", "p99 ms", "to Prisma"],
    results.map((one) => [
      one.name,
      median(one.rounds),
      one.p50Ms.toFixed(2),
      one.p99Ms.toFixed(2),
      report.ratio(one, byPrisma),
    ]),
  );
  printGoal("p50 of a check with 1,040,000 subscriptions in the tables, ms", "< 1", first.p50Ms.toFixed(2));
  printGoal("p99 of the same check, ms", "< 5", first.p99Ms.toFixed(2));
}

/** The first and the repeated checks within one request to the app. */
async function measureRequests(app: TestApp, proxy: PostgresProxy, workspaceId: string): Promise<void> {
  const request = async () => {
    const answer = await fetch(`${app.url}/api/checks?workspace_id=${workspaceId}&repeated=${REPEATED}`);
    return ((await answer.json()) as { msPerCheck: number }).msPerCheck;
  };
  await request();
  const counter = proxy.stopAt({ nth: Infinity, side: "before" });
  const times: number[] = [];
  for (let count = 0; count < REQUESTS; count++) times.push(await request());
  printGoal(`statements of a request that checks ${REPEATED + 1} times`, "1", String(counter.seen() / REQUESTS));
  counter.release();
  printGoal("each check of a request after the first, µs", "", (median(times) * 1_000).toFixed(2));
}

async function measureInterleaved(contenders: Contender[]): Promise<Measured[]> {
  const results = await interleave(contenders, checkMany);
  return contenders.map(({ name }, index) => {
    const all = results[index] ?? [];
    const times = all.flatMap((round) => round.times);
    return {
      name,
      rounds: all.map(({ seconds }) => CHECKS / seconds),
      p50Ms: quantile(times, 0.5),
      p99Ms: quantile(times, 0.99),
    };
  });
}

let calls = 0;

/** Strides through the workspaces, so that each check finds its rows elsewhere. */
async function checkMany({ check, workspaces }: Contender): Promise<{ times: number[]; seconds: number }> {
  const times: number[] = [];
  let begun = 0;
  const started = performance.now();
  const worker = async () => {
    while (begun++ < CHECKS) {
      const id = workspaces[(calls++ * STRIDE) % workspaces.length] ?? "";
      const checkStarted = performance.now();
      await check(id);
      times.push(performance.now() - checkStarted);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  return { times, seconds: (performance.now() - started) / 1_000 };
}

/** Workspaces with one active and one ended subscription, each with its paid bill; some have an override, some a counted use. */
async function fillWithUsual(databaseUrl: string): Promise<string[]> {
  return withClient(databaseUrl, async (client) => {
    const { rows } = await client.query<{ id: string }>(
      `WITH w AS (INSERT INTO workspace (id, name) SELECT gen_random_uuid(), 'bench' FROM generate_series(1, $1) RETURNING id),
       product AS (SELECT product_id FROM product_feature WHERE feature_id = 'export' LIMIT 1),
       s AS (
         INSERT INTO subscription (id, customer_id, workspace_id, status, status_since, metadata, as_of, created_at, ended_at)
         SELECT 'sub_' || status || id, 'cus_' || id, id, status, now(), '{}', now(), now(), CASE status WHEN 'canceled' THEN now() END
         FROM w, unnest(ARRAY['active', 'canceled']) status RETURNING id),
       i AS (
         INSERT INTO subscription_item (id, subscription_id, product_id, quantity)
         SELECT 'si_' || s.id, s.id, product_id, 1 FROM s, product),
       b AS (
         INSERT INTO invoice (id, customer_id, subscription_id, status, as_of, created_at, gave)
         SELECT 'in_' || s.id, 'cus_bench', s.id, 'paid', now(), now(),
           jsonb_build_object('si_' || s.id, jsonb_build_object('product_id', product_id, 'whole', true))
         FROM s, product),
       o AS (
         INSERT INTO entitlement_override (id, workspace_id, feature_id, until, note, granted_by, granted_at)
         SELECT gen_random_uuid(), id, 'sso', now() + interval '30 days', 'bench', 'bench', now() FROM w WHERE random() < 0.1),
       u AS (INSERT INTO feature_use (workspace_id, feature_id, used) SELECT id, 'export', 3 FROM w WHERE random() < 0.5)
     SELECT id FROM w`,
      [WORKSPACES],
    );
    await settle(client);
    return rows.map(({ id }) => id);
  });
}
