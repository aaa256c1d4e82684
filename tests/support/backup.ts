/** A backup of a database as docs/deploying/restore.md makes one. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Pool } from "pg";
import type { TestDatabase } from "./postgres";

export interface Backup {
  /** `rows` where PostgreSQL's programs of the server's version are not installed. */
  how: "pg_dump" | "rows";
  /** Into a database that nobody has used. */
  restore(database: TestDatabase): Promise<void>;
}

export async function backUp({ url, pool }: TestDatabase): Promise<Backup> {
  const { rows } = await pool.query<{ version: number }>(
    "SELECT current_setting('server_version_num')::int / 10000 AS version",
  );
  const programs = `/usr/lib/postgresql/${rows[0]?.version}/bin`;
  return existsSync(`${programs}/pg_dump`) ? byPrograms(programs, url) : byRows(pool);
}

function byPrograms(programs: string, url: string): Backup {
  const dir = mkdtempSync(join(tmpdir(), "billing-backup-"));
  const file = join(dir, "billing.dump");
  const run = (program: string, args: string[]) => {
    const { status, stderr } = spawnSync(join(programs, program), args, { encoding: "utf8" });
    if (status !== 0) throw new Error(`${program} ended with ${status}: ${stderr}`);
  };
  run("pg_dump", ["--format=custom", `--file=${file}`, url]);
  return {
    how: "pg_dump",
    async restore(database) {
      // A test's database is not empty: it has our tables.
      await database.pool.query("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
      const flags = ["--no-owner", "--exit-on-error", "--single-transaction"];
      run("pg_restore", [...flags, `--dbname=${database.url}`, file]);
      rmSync(dir, { recursive: true });
    },
  };
}

type Table = { name: string; columns: string; rows: string };

const TABLES = `
  SELECT t.relname AS name, (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) FROM pg_attribute a
    WHERE a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '') AS columns
  FROM pg_class t WHERE t.relnamespace = 'public'::regnamespace AND t.relkind = 'r' ORDER BY t.relname`;

/** All rows as they are at one moment, and where the sequences are. */
async function byRows(pool: Pool): Promise<Backup> {
  const tables: Table[] = [];
  const client = await pool.connect();
  await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
  for (const { name, columns } of (await client.query<Table>(TABLES)).rows) {
    const { rows } = await client.query<Table>(`SELECT COALESCE(json_agg(t), '[]')::text AS rows FROM "${name}" t`);
    tables.push({ name, columns, rows: rows[0]?.rows ?? "[]" });
  }
  const { rows: sequences } = await client.query<{ name: string; last: string }>(
    "SELECT sequencename AS name, last_value::text AS last FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL",
  );
  await client.query("COMMIT");
  client.release();
  return {
    how: "rows",
    async restore(database) {
      const into = await database.pool.connect();
      await into.query("BEGIN");
      // As a restore does: what was kept satisfies every rule, whichever row comes first.
      await into.query("SET LOCAL session_replication_role = replica");
      for (const { name, columns, rows } of tables) {
        await into.query(`DELETE FROM "${name}"`);
        await into.query(
          `INSERT INTO "${name}" (${columns}) OVERRIDING SYSTEM VALUE SELECT ${columns} FROM json_populate_recordset(null::"${name}", $1)`,
          [rows],
        );
      }
      for (const { name, last } of sequences) await into.query("SELECT setval($1::regclass, $2)", [`"${name}"`, last]);
      await into.query("COMMIT");
      into.release();
    },
  };
}
