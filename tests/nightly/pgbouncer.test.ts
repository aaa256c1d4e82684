/** The app behind Debian's PgBouncer, which is older than 1.21: five connections to the server, transaction mode. */
import { readFileSync } from "node:fs";
import { Client } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { applyMigrations } from "@/scripts/db/migrations";
import { root } from "@/scripts/local/paths";
import { startApp, type TestApp } from "../support/app";
import type { AppClient } from "../support/client";
import { priceOf, subscribe } from "../support/billing";
import { type PgBouncer, startPgBouncer } from "../support/pgbouncer";
import { createDatabase, openPool, startTestPostgres, type TestDatabase } from "../support/postgres";

const POOL_SIZE = 5;
const PEOPLE = 12;
const UNPREPARED = { DATABASE_PREPARED_STATEMENTS: "false" };
const PASSWORDS = { billing_owner: "owners", billing_app: "apps" };

let postgres: Awaited<ReturnType<typeof startTestPostgres>>;
let pooler: PgBouncer;
let database: TestDatabase;
let app: TestApp;
beforeAll(async () => {
  postgres = await startTestPostgres();
  database = await createDatabase(postgres);
  pooler = await startPgBouncer({ server: new URL(postgres.templateUrl), poolSize: POOL_SIZE, roles: PASSWORDS });
  app = await startApp({ postgres, database: { ...database, url: pooler.through(database.url) }, env: UNPREPARED });
}, 120_000);
afterAll(async () => {
  await app?.stop();
  await pooler?.stop();
  await database?.drop();
  await postgres?.stop();
});

const nameOf = (url: string) => new URL(url).pathname.slice(1);

/** A person pays at local Stripe, and the webhook brings the plan. */
async function buys(at: TestApp, client: AppClient): Promise<string> {
  await subscribe(at, client, await priceOf(at, "pro_month"));
  return (await client.get<string>("/dashboard")).body;
}

const failedEvents = async (at: TestApp) =>
  (await at.database.pool.query("SELECT id, type, error FROM stripe_event WHERE state = 'failed'")).rows;

test("a start with named prepared statements is refused, and names the setting", async () => {
  const start = startApp({ postgres, beside: app, env: { DATABASE_PREPARED_STATEMENTS: "true" } });
  await expect(start).rejects.toThrow(/DATABASE_PREPARED_STATEMENTS: got .*PgBouncer keeps them from 1\.21 on/);
});

test("people sign up, check out at once and get their plan by webhooks, and nothing of theirs stays on a connection", async () => {
  const people: AppClient[] = [];
  // The app takes few sign-ups at once, and refuses the rest.
  while (people.length < PEOPLE) people.push(await app.signUp());
  const pages = await Promise.all(people.map((client) => buys(app, client)));
  expect(pages.filter((page) => !page.includes("Pro"))).toEqual([]);
  expect(await failedEvents(app)).toEqual([]);

  const used = await pooler.serverPids(nameOf(database.url));
  expect(used).toHaveLength(POOL_SIZE);
  // Each of these takes one of the app's connections to the server, until all five are taken.
  const others = Array.from(
    { length: POOL_SIZE },
    () => new Client({ connectionString: pooler.through(database.url) }),
  );
  const found = [];
  try {
    for (const other of others) {
      await other.connect();
      await other.query("BEGIN");
    }
    for (const other of others) {
      const { rows } = await other.query<{ pid: number }>(
        `SELECT pg_backend_pid() AS pid,
           ARRAY(SELECT name FROM pg_settings WHERE source = 'session' ORDER BY 1) AS settings,
           ARRAY(SELECT statement FROM pg_prepared_statements) AS prepared,
           ARRAY(SELECT pg_listening_channels()) AS channels,
           ARRAY(SELECT objid FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()) AS locks,
           ARRAY(SELECT relname::text FROM pg_class WHERE relpersistence = 't') AS tables`,
      );
      found.push(...rows);
    }
  } finally {
    for (const other of others) await other.end();
  }
  expect(found.map(({ pid }) => pid).sort()).toEqual(used.sort());
  const nothing = { settings: [], prepared: [], channels: [], locks: [], tables: [] };
  expect(found).toEqual(found.map(({ pid }) => ({ pid, ...nothing })));
});

/** The statements of the docs' section, with the passwords of this test. */
function statementsOfDocs(heading: string): string[] {
  const section = readFileSync(`${root}docs/deploying/databases.md`, "utf8").split(`## ${heading}\n`)[1] ?? "";
  const [, sql = ""] = /```sql\n(.*?)```/s.exec(section) ?? [];
  return sql
    .replace(/'…'/g, "''")
    .split(";\n")
    .filter((one) => one.trim() !== "");
}

test("a role without the right to create tables runs the app, in a schema of its own; another role migrates", async () => {
  const admin = openPool(new URL("/postgres", database.url).href, 1);
  const inBilling = (role?: keyof typeof PASSWORDS) => {
    const url = new URL("/billing", database.url);
    if (role) Object.assign(url, { username: role, password: PASSWORDS[role], search: "?schema=billing" });
    return url.href;
  };
  const [createDatabaseStatement = "", ...statements] = statementsOfDocs("Roles and a schema");
  await admin.query(createDatabaseStatement);
  const inside = openPool(inBilling(), 1);
  for (const statement of statements) await inside.query(statement);
  for (const [role, password] of Object.entries(PASSWORDS))
    await inside.query(`ALTER ROLE ${role} PASSWORD '${password}'`);

  expect(await applyMigrations(pooler.through(inBilling("billing_owner")))).not.toEqual([]);
  expect(await applyMigrations(pooler.through(inBilling("billing_owner")))).toEqual([]);
  const { rows } = await inside.query(
    "SELECT schemaname, count(*) > 20 AS many FROM pg_tables WHERE schemaname IN ('public', 'billing') GROUP BY 1",
  );
  expect(rows).toEqual([{ schemaname: "billing", many: true }]);

  const pool = openPool(inBilling("billing_app"));
  const url = pooler.through(inBilling("billing_app"));
  const narrow = await startApp({ postgres, database: { url, pool, drop: () => pool.end() }, env: UNPREPARED });
  try {
    expect(await buys(narrow, await narrow.signUp())).toContain("Pro");
    expect(await failedEvents(narrow)).toEqual([]);
    await expect(pool.query("CREATE TABLE mine ()")).rejects.toThrow("permission denied");
    await expect(pool.query(`ALTER TABLE "user" ADD COLUMN mine int`)).rejects.toThrow("must be owner");
  } finally {
    await narrow.stop();
    for (const one of [pool, inside, admin]) await one.end();
  }
});
