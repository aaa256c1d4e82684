import { randomUUID } from "node:crypto";
import { PrismaPg } from "@prisma/adapter-pg";
import { DatabaseError, type Pool, types, type QueryResultRow } from "pg";
import { schemaOf } from "@/lib/database-url";
import { databaseEnv } from "@/lib/env";
import { log } from "@/lib/observe/log";
import { openPool } from "@/lib/observe/traced-pool";
import { PrismaClient } from "@/prisma/generated/client";

type Database = { pool: Pool; prisma: PrismaClient; isPrepared: boolean };

// `next dev` loads modules anew after each edit; the pool must stay one.
const home = globalThis as typeof globalThis & { billingDatabase?: Database };

const INT8 = 20;

// A longer wait for a connection, or for an answer on it, fails. A lock that is never released, or a server that no
// longer answers, must not hold the few connections, and with them every request, forever. It is counted here and not
// by the server (statement_timeout), because poolers in between refuse that at the start of a session.
const PATIENCE_MS = 5_000;

// A prepared statement keeps the plan that it got when a table held three rows, and reading those one by one was right.
// The server replaces it when it next analyzes the table. A new connection plans anew, should it not.
const LIFETIME_SECONDS = 600;

// No connection is ever given a setting, a lock or a listener: behind a pooler the next statement may run on another one,
// and somebody else's on this one.
function connect(): Database {
  const { DATABASE_URL, DATABASE_POOL_SIZE, DATABASE_PREPARED_STATEMENTS: isPrepared } = databaseEnv();
  const pool = openPool({
    connectionString: DATABASE_URL,
    max: DATABASE_POOL_SIZE,
    connectionTimeoutMillis: PATIENCE_MS,
    query_timeout: PATIENCE_MS,
    maxLifetimeSeconds: LIFETIME_SECONDS,
    types: {
      // Amounts, counts and versions stay far below 2^53; as numbers they go into JSON as they are.
      getTypeParser: (oid, format) => (oid === INT8 ? Number : types.getTypeParser(oid, format)),
    },
  });
  // A connection that breaks while idle is replaced on next use; without a listener it would end the process.
  pool.on("error", (error) => log.warn("PostgreSQL closed an idle connection", { error }));
  const transactionOptions = { maxWait: PATIENCE_MS, timeout: PATIENCE_MS };
  // Prisma's adapter names none of its statements.
  const adapter = new PrismaPg(pool, { schema: schemaOf(DATABASE_URL) });
  return { pool, prisma: new PrismaClient({ adapter, transactionOptions }), isPrepared };
}

const database = () => (home.billingDatabase ??= connect());

/** The Prisma client, for all that is not on a hot path. */
export const prisma = (): PrismaClient => database().prisma;

/**
 * One prepared statement, one round trip: for hot paths, and for writes that must be atomic in a single statement.
 * @param name identifies the statement text on the connection; equal names must have equal texts
 * @returns rows with columns as PostgreSQL names them; bigint as number, timestamptz as Date
 */
export async function statement<Row extends QueryResultRow>(
  name: string,
  text: string,
  values: readonly unknown[],
): Promise<Row[]> {
  const { pool, isPrepared } = database();
  const query = { text, values: [...values] };
  if (!isPrepared) return (await pool.query<Row>(query)).rows;
  try {
    return (await pool.query<Row>({ name, ...query })).rows;
  } catch (error) {
    if (!isOutdated(error)) throw error;
    return (await pool.query<Row>(query)).rows;
  }
}

/**
 * A migration changed what the statement answers, such as the columns of a `SELECT *`, after the connection prepared it.
 * The server did nothing, and will refuse it under this name for as long as the connection lives.
 */
const isOutdated = (error: unknown) => error instanceof DatabaseError && error.code === "0A000";

/** The server doesn't have what was prepared, or has it from somebody else. */
const isForgotten = (error: unknown) => error instanceof DatabaseError && ["26000", "42P05"].includes(error.code ?? "");

/**
 * Whether what a connection prepares is there when the connection uses it next. A pooler in transaction mode may have
 * handed it another connection to the server by then, as it has to here: the first one is in use.
 */
export async function keepsPrepared(): Promise<boolean> {
  const { pool, isPrepared } = database();
  if (!isPrepared || pool.options.max < 2) return true;
  const [ours, other] = await Promise.all([pool.connect(), pool.connect()]);
  const probe = { name: `probe_${randomUUID()}`, text: "SELECT 1" };
  try {
    await ours.query(probe);
    await other.query("BEGIN");
    await ours.query(probe);
    return true;
  } catch (error) {
    if (isForgotten(error)) return false;
    throw error;
  } finally {
    ours.release(true);
    other.release(true);
  }
}

/** Ends the connections; for commands and tests, which have an end. */
export async function disconnect(): Promise<void> {
  const open = home.billingDatabase;
  home.billingDatabase = undefined;
  await open?.prisma.$disconnect();
  if (open && !open.pool.ended) await open.pool.end();
}
