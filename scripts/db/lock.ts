import { Client } from "pg";
import { schemaOf, schemaProblem, STANDING, type Standing } from "@/lib/database-url";

/** Prisma's own, so that `prisma migrate deploy` waits for us, and we for it. */
const KEY = 72707369;
const PATIENCE = "30s";
const LOCK_NOT_AVAILABLE = "55P03";

/**
 * Runs `work` while nobody else migrates this database. The lock is a transaction's that does nothing else, because a
 * session's would stay with a pooler's connection when this process has ended, and every later migration would wait for
 * it. It holds no snapshot that the build of an index would wait for.
 */
export async function withMigrationLock<T>(url: string, work: () => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  // The server may end a transaction that idles for long.
  client.on("error", () => undefined);
  await client.connect();
  try {
    await prepareSchema(url, client);
    await client.query("BEGIN");
    await client.query(`SET LOCAL lock_timeout = '${PATIENCE}'`);
    // Without parameters: with some, the transaction would keep the statement's snapshot.
    await client.query(`SELECT pg_advisory_xact_lock(${KEY})`).catch((error: { code?: string }) => {
      if (error.code !== LOCK_NOT_AVAILABLE) throw error;
      throw new Error("Another `npm run db:migrate` works on this database. Run it again when that one has ended.");
    });
    return await work();
  } finally {
    await client.query("ROLLBACK").catch(() => undefined);
    await client.end().catch(() => undefined);
  }
}

/** A role without the right to create one may find it there. */
async function prepareSchema(url: string, client: Client): Promise<void> {
  const schema = schemaOf(url);
  const { rows } = await client.query("SELECT FROM pg_namespace WHERE nspname = $1", [schema]);
  if (rows.length === 0) await client.query(`CREATE SCHEMA IF NOT EXISTS ${client.escapeIdentifier(schema)}`);
  const problem = schemaProblem(url, (await client.query<Standing>(STANDING)).rows[0]);
  if (problem) throw new Error(problem);
}
