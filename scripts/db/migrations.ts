import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { lockContent, migrationsDir, noFilters, readMigrations, readSchema, schemaPath, withEngine } from "./engine";

/** Applies what is not applied yet and answers the names; the same as `prisma migrate deploy`. Safe to repeat after a failure. */
export async function applyMigrations(url: string): Promise<string[]> {
  const migrations = { migrationsList: readMigrations(), filters: noFilters };
  return withEngine(
    url,
    async (engine) => (await engine.applyMigrations(migrations)).appliedMigrationNames,
    async (engine) => {
      // Each script is one transaction, so a refused one left nothing. Without this mark the next run would refuse to start.
      const history = await engine.diagnoseMigrationHistory({ ...migrations, optInToShadowDatabase: false });
      for (const migrationName of history.failedMigrationNames) await engine.markMigrationRolledBack({ migrationName });
    },
  );
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
