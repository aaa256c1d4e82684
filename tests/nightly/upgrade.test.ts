/** docs/upgrading.md as it says: the newest migrations run while the release before takes sign-ups, checkouts and webhooks. */
import { readFileSync } from "node:fs";
import { Client } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { applyMigrations } from "@/scripts/db/migrations";
import { root } from "@/scripts/local/paths";
import { until } from "@/scripts/processes/until";
import { startApp, type TestApp } from "../support/app";
import { priceOf, subscribe } from "../support/billing";
import { openPool, startTestPostgres, type TestDatabase } from "../support/postgres";
import { buildRelease, lastTag, startRelease } from "../support/release-before";

const AT_ONCE = 3;

let postgres: Awaited<ReturnType<typeof startTestPostgres>>;
let database: TestDatabase;
let old: TestApp;
beforeAll(async () => {
  const dir = buildRelease(lastTag());
  postgres = await startTestPostgres();
  const url = new URL("/upgraded", postgres.templateUrl).href;
  const admin = new Client({ connectionString: new URL("/postgres", url).href });
  await admin.connect();
  await admin.query("CREATE DATABASE upgraded");
  await admin.end();
  const pool = openPool(url);
  database = { url, pool, drop: () => pool.end() };
  old = await startRelease(dir, postgres, database);
}, 1_200_000);
afterAll(async () => {
  await old?.stop();
  await database?.drop();
  await postgres?.stop();
});

let migrating = false;
let refused = 0;

/** Signs up, checks out, pays, and waits for the webhooks. */
async function buys(app: TestApp, bought: string[]): Promise<void> {
  const price = await priceOf(app, "pro_month");
  for (;;) {
    const began = migrating;
    try {
      bought.push((await subscribe(app, await app.signUp(), price)).subscriptionId);
      return;
    } catch (error) {
      // 0.1.0 keeps prepared statements that a new column breaks, until its connections are ended: docs/upgrading.md.
      // The migrations may have begun, or be done, since this person came.
      if (!(began || migrating) || !/ answered 500/.test(String(error))) throw error;
      refused++;
    }
  }
}

/** The docs' statement, until it finds no connection from before the migrations. */
async function endOldConnections(): Promise<void> {
  const [, sql = ""] = /```sql\n(.*?)```/s.exec(readFileSync(`${root}docs/upgrading.md`, "utf8")) ?? [];
  await until("the connections of before to end", async () => (await database.pool.query(sql)).rows.length === 0);
}

/** A migration that waited for a lock for two seconds fails, and is run again. */
const migrate = () => until("the migrations", () => applyMigrations(database.url), { timeoutMs: 120_000 });

const count = async (sql: string) =>
  (await database.pool.query<{ n: number }>(`SELECT count(*)::int AS n ${sql}`)).rows[0]?.n;

test("the release before keeps selling while the newest migrations run, and then works beside the new one", async () => {
  const bought: string[] = [];
  let selling = true;
  const sellers = Array.from({ length: AT_ONCE }, async () => {
    while (selling) await buys(old, bought);
  });
  const all = Promise.all(sellers);
  all.catch(() => (selling = false));
  /** Waits until that many more have bought. @throws what went wrong with one of them */
  const sold = async (more: number, from = bought.length) => {
    await until(`${more} more people to buy`, () => !selling || bought.length >= from + more, { timeoutMs: 120_000 });
    if (!selling) await all;
  };

  await sold(AT_ONCE);
  migrating = true;
  await migrate();
  expect(await applyMigrations(database.url)).toEqual([]);
  await endOldConnections();
  migrating = false;
  await sold(2 * AT_ONCE);

  const fresh = await startApp({ postgres, beside: old });
  try {
    await buys(fresh, bought);
    await sold(AT_ONCE);
    selling = false;
    await all;
  } finally {
    await fresh.stop();
  }
  expect(await count("FROM stripe_event WHERE state = 'failed'")).toBe(0);
  expect(await count("FROM subscription WHERE status IN ('active', 'trialing')")).toBe(bought.length);
  const known = /cached plan must not change result type|terminating connection due to administrator command/;
  const failures = old.logs().split("\n");
  expect(failures.filter((line) => / failed: /.test(line) && !known.test(line))).toEqual([]);
  console.log(`${bought.length} people bought; ${refused} requests failed while the migrations ran`);
}, 600_000);
