import { DatabaseError } from "pg";
import { schemaProblem, STANDING, type Standing } from "@/lib/database-url";
import { keepsPrepared, statement } from "@/lib/db";
import { databaseEnv, SettingsError } from "@/lib/env";
import { MIGRATIONS } from "@/prisma/generated/migrations";

/** This build's code needs tables or columns that the database doesn't have yet. */
export class MissingMigrationsError extends Error {
  constructor(missing: string[]) {
    const [first, second] = missing;
    const names = second === undefined ? first : `${missing.length} migrations, the first of them ${first}`;
    super(`The database of DATABASE_URL lacks ${names}.\nRun \`npm run db:migrate\`, then start again.`);
    this.name = "MissingMigrationsError";
  }
}

const APPLIED = `
  SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL`;

const UNDEFINED_TABLE = "42P01";

/** Those of this build that the database lacks. It may have more: of a newer release that is being rolled out. */
export async function listMissingMigrations(): Promise<string[]> {
  try {
    const applied = new Set((await statement<{ name: string }>("migrations", APPLIED, [])).map(({ name }) => name));
    return MIGRATIONS.filter((name) => !applied.has(name));
  } catch (error) {
    if (error instanceof DatabaseError && error.code === UNDEFINED_TABLE) return [...MIGRATIONS];
    throw error;
  }
}

/**
 * Before the first statement that counts.
 * @throws SettingsError naming the setting; MissingMigrationsError
 */
export async function checkDatabase(): Promise<void> {
  if (!(await keepsPrepared())) {
    throw new SettingsError([
      'DATABASE_PREPARED_STATEMENTS: got "true"; allowed: false, because a pooler between the app and PostgreSQL loses ' +
        "prepared statements. PgBouncer keeps them from 1.21 on, with max_prepared_statements",
    ]);
  }
  const [standing] = await statement<Standing>("standing", STANDING, []);
  const problem = schemaProblem(databaseEnv().DATABASE_URL, standing);
  if (problem) throw new SettingsError([problem]);
  const missing = await listMissingMigrations();
  if (missing.length > 0) throw new MissingMigrationsError(missing);
}
