import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client, Pool } from "pg";
import { applyMigrations } from "@/scripts/db/migrations";
import { anyPort } from "@/scripts/processes/ports";
import { ensureCluster } from "@/scripts/postgres/cluster";
import { startPostgres } from "@/scripts/postgres/start-server";

export interface TestPostgres {
  /** The address of the migrated database that every test's own is a copy of. */
  templateUrl: string;
}

/**
 * The PostgreSQL of a test run: the one of TEST_DATABASE_URL, whose user may create databases, or one of the run's own,
 * gone without a trace when it stops or when this process dies.
 */
export async function startTestPostgres(): Promise<TestPostgres & { stop(): Promise<void> }> {
  const given = process.env.TEST_DATABASE_URL;
  if (given) return useServer(new URL(given));
  const dir = await mkdtemp(join(tmpdir(), "billing-postgres-"));
  const server = await startPostgres({ dir, port: await anyPort(), database: "template_of_tests", throwaway: true });
  await applyMigrations(server.url);
  await closeTemplate(new URL(server.url));
  return { templateUrl: server.url, stop: server.release };
}

/** Leaves the databases that are on that server alone. */
async function useServer(server: URL): Promise<TestPostgres & { stop(): Promise<void> }> {
  const name = `template_of_tests_${randomUUID().replaceAll("-", "")}`;
  await administer(server, `CREATE DATABASE ${name}`);
  const templateUrl = withDatabase(server, name);
  await applyMigrations(templateUrl);
  await closeTemplate(new URL(templateUrl));
  return { templateUrl, stop: () => dropTemplate({ templateUrl }) };
}

/** On a server that outlives the tests, nothing of theirs stays. */
export async function dropTemplate({ templateUrl }: TestPostgres): Promise<void> {
  const template = new URL(templateUrl);
  await administer(template, `DROP DATABASE IF EXISTS ${template.pathname.slice(1)}`);
}

export interface TestDatabase {
  url: string;
  pool: Pool;
  /** Closes the pool and removes the database, also from under those who still use it. */
  drop(): Promise<void>;
}

export interface OwnPostgres {
  database: TestDatabase;
  /** Really ends the server, in the way that loses what was not yet safe, and says when it is gone. */
  crash(): Promise<void>;
  /** Starts it again on what is left, at the same address. */
  start(): Promise<void>;
}

/** A server that a test may crash: what it calls committed is on disk. `drop` of its database ends it. */
export async function startOwnPostgres(): Promise<OwnPostgres> {
  const dir = await mkdtemp(join(tmpdir(), "billing-own-postgres-"));
  const options = { dir, port: await anyPort(), database: "own" };
  let server = await startPostgres(options);
  await applyMigrations(server.url);
  const pool = openPool(server.url);
  return {
    database: {
      url: server.url,
      pool,
      async drop() {
        await pool.end();
        await server.release();
        await rm(dir, { recursive: true, force: true });
      },
    },
    async crash() {
      await (await ensureCluster(options)).crash();
      await server.ended;
    },
    async start() {
      server = await startPostgres(options);
    },
  };
}

/** Its connections may be cut at any time: a crash test does it, and so does `drop` to those that are just ending. */
export function openPool(url: string, max = 5): Pool {
  const pool = new Pool({ connectionString: url, max });
  // A connection that breaks while idle is replaced on next use.
  pool.on("error", () => undefined);
  return pool;
}

/** A fresh, migrated database. */
export async function createDatabase(postgres: TestPostgres): Promise<TestDatabase> {
  const template = new URL(postgres.templateUrl);
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  await administer(template, `CREATE DATABASE ${name} TEMPLATE ${template.pathname.slice(1)}`);
  const url = withDatabase(template, name);
  const pool = openPool(url);
  return {
    url,
    pool,
    async drop() {
      await pool.end();
      await administer(template, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    },
  };
}

/** One that another process made, and removes. */
export function attachDatabase(url: string): TestDatabase {
  const pool = openPool(url);
  return { url, pool, drop: () => pool.end() };
}

/** A database is copied only while nobody is connected to it; from here on nobody can be. */
export async function closeTemplate(template: URL): Promise<void> {
  const name = template.pathname.slice(1);
  await administer(template, `ALTER DATABASE ${name} WITH ALLOW_CONNECTIONS false`);
  await administer(template, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`);
}

async function administer(anyDatabase: URL, sql: string): Promise<void> {
  const client = new Client({ connectionString: withDatabase(anyDatabase, "postgres") });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

function withDatabase(url: URL, name: string): string {
  const other = new URL(url);
  other.pathname = `/${name}`;
  return other.href;
}
