/**
 * The connection on which the schema engine works. Prisma's adapter for `pg` does nearly all of it; it is made for
 * queries rather than migrations, so four things are corrected here.
 */
import { randomUUID } from "node:crypto";
import { PrismaPg } from "@prisma/adapter-pg";
import {
  ColumnTypeEnum,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
} from "@prisma/driver-adapter-utils";
import { Client, Pool, type QueryConfig } from "pg";
import { schemaOf } from "@/lib/database-url";

/** PostgreSQL's internal one-byte type, and text. */
const CHAR = 18;
const TEXT = 25;

/** The engine's lock is the session's: behind a pooler it would outlive this process. ./lock.ts holds it instead. */
const ENGINES_LOCK = /^\s*SELECT pg_advisory_lock\(\d+\)/i;

export interface MigrationAdapter extends SqlMigrationAwareDriverAdapterFactory {
  /** What PostgreSQL refused a migration's script with; the engine's own error does not say it. */
  refusal(): unknown;
  disconnect(): Promise<void>;
}

export function migrationAdapter(url: string): MigrationAdapter {
  const connected: SqlDriverAdapter[] = [];
  let refused: unknown;
  return {
    provider: "postgres",
    adapterName: "@prisma/adapter-pg",
    refusal: () => refused,
    async connect() {
      const adapter = await connect(url, (error) => (refused = error));
      connected.push(adapter);
      return adapter;
    },
    connectToShadowDb: () => connectToScratch(url),
    // The engine leaves its connections open, and a database with connections can't be copied.
    async disconnect() {
      for (const adapter of connected.splice(0)) await adapter.dispose();
    },
  };
}

async function connect(url: string, onRefusal: (error: unknown) => void = () => undefined): Promise<SqlDriverAdapter> {
  const pool = new Pool({ connectionString: url });
  const adapter = await new PrismaPg(pool, { schema: schemaOf(url), disposeExternalPool: true }).connect();
  adapter.queryRaw = queryRawWithChars(adapter, pool);
  const executeRaw = adapter.executeRaw.bind(adapter);
  adapter.executeRaw = (query) => (ENGINES_LOCK.test(query.sql) ? Promise.resolve(0) : executeRaw(query));
  // Prisma's splits a script at each semicolon, which breaks functions and quoted text; the server knows better.
  adapter.executeScript = async (script) => {
    if (ENGINES_LOCK.test(script)) return;
    await pool.query(script).catch((error: unknown) => {
      onRefusal(error);
      throw error;
    });
  };
  return adapter;
}

/** A separate database for trying migrations out. (Prisma's ends up on the given database when that is a URL.) */
async function connectToScratch(url: string): Promise<SqlDriverAdapter> {
  const name = `scratch_${randomUUID().replaceAll("-", "")}`;
  await execute(url, `CREATE DATABASE ${name} TEMPLATE template0`);
  const scratch = new URL(url);
  scratch.pathname = `/${name}`;
  scratch.searchParams.delete("schema");
  const adapter = await connect(scratch.href);
  const disconnect = adapter.dispose.bind(adapter);
  adapter.dispose = async () => {
    await disconnect();
    await execute(url, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  };
  return adapter;
}

async function execute(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/**
 * Queries on behalf of Prisma's adapter, which refuses columns of PostgreSQL's internal type `"char"` that its
 * catalog is full of: they pass through it as text and come out as what the engine expects, one character.
 */
function queryRawWithChars(adapter: SqlDriverAdapter, pool: Pool): SqlDriverAdapter["queryRaw"] {
  const { queryRaw } = adapter;
  return async (query) => {
    let isChar: boolean[] = [];
    const client = {
      query: async (config: QueryConfig) => {
        const result = await pool.query(config);
        isChar = result.fields.map((field) => field.dataTypeID === CHAR);
        for (const field of result.fields) if (field.dataTypeID === CHAR) field.dataTypeID = TEXT;
        return result;
      },
    };
    const answer = await queryRaw.call(Object.assign(Object.create(adapter), { client }), query);
    const columnTypes = answer.columnTypes.map((type, i) => (isChar[i] ? ColumnTypeEnum.Character : type));
    return { ...answer, columnTypes };
  };
}
