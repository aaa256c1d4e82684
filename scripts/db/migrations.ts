import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { MigrationList, SchemaEngine } from "@prisma/schema-engine-wasm/schema_engine_bg";
import { Client } from "pg";
import { lockContent, migrationsDir, noFilters, readMigrations, readSchema, schemaPath, withEngine } from "./engine";
import { withMigrationLock } from "./lock";

/** Applies what is not applied yet and answers the names; the same as `prisma migrate deploy`. Safe to repeat after a failure. */
export async function applyMigrations(url: string): Promise<string[]> {
  const migrations = { migrationsList: readMigrations(), filters: noFilters };
  return withMigrationLock(url, () => {
    const clearFailed = (engine: SchemaEngine) => clearFailedMigrations(url, engine, migrations.migrationsList);
    return withEngine(
      url,
      async (engine) => {
        await clearFailed(engine);
        return (await engine.applyMigrations(migrations)).appliedMigrationNames;
      },
      clearFailed,
    );
  });
}

const BUILT = `SELECT c.oid::regclass::text AS index FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
  WHERE c.relname = ANY ($1) AND pg_table_is_visible(c.oid)`;

/**
 * A script is one transaction, so one that failed, or whose process died, left nothing. Only an index that is built
 * concurrently is a statement alone: what is left of it is invalid or, where the server finished it without us, whole. It is
 * built again. Without the mark the next run would refuse to start.
 */
async function clearFailedMigrations(url: string, engine: SchemaEngine, migrationsList: MigrationList): Promise<void> {
  const history = await engine.diagnoseMigrationHistory({
    migrationsList,
    filters: noFilters,
    optInToShadowDatabase: false,
  });
  if (history.failedMigrationNames.length === 0) return;
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    for (const migrationName of history.failedMigrationNames) {
      const built = [...sqlOf(migrationsList, migrationName).matchAll(CONCURRENT_INDEX)].map(([, name]) => name);
      const { rows } = await client.query<{ index: string }>(BUILT, [built]);
      for (const { index } of rows) await client.query(`DROP INDEX CONCURRENTLY IF EXISTS ${index}`);
      await engine.markMigrationRolledBack({ migrationName });
    }
  } finally {
    await client.end();
  }
}

const CONCURRENT_INDEX = /\bCREATE\s+(?:UNIQUE\s+)?INDEX\s+CONCURRENTLY\s+(?:IF\s+NOT\s+EXISTS\s+)?"?(\w+)"?/gi;

function sqlOf({ migrationDirectories }: MigrationList, name: string): string {
  const content = migrationDirectories.find(({ path }) => path === name)?.migrationFile.content;
  return content?.tag === "ok" ? content.value : "";
}

/** The SQL that leads from the migrations to the schema; null when they agree. Touches only a scratch database. */
export async function missingSql(url: string): Promise<string | null> {
  const { exitCode, stdout } = await withEngine(url, (engine) =>
    engine.diff({
      from: { tag: "migrations", ...readMigrations() },
      to: { tag: "schemaDatamodel", files: [{ path: schemaPath, content: readSchema() }] },
      script: true,
      exitCode: true,
      filters: noFilters,
    }),
  );
  return exitCode === 0 ? null : stdout;
}

/** Writes a migration with the missing SQL and answers its folder; null when there is nothing to write. */
export async function createMigration(url: string, name: string): Promise<string | null> {
  const sql = await missingSql(url);
  if (!sql) return null;
  const time = new Date().toISOString().replace(/\D/g, "").slice(0, 14);
  const folder = join(migrationsDir, `${time}_${name}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "migration.sql"), sql);
  writeFileSync(join(migrationsDir, "migration_lock.toml"), lockContent);
  return folder;
}
