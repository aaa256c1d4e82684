import { DatabaseError } from "pg";
import { schemaProblem, STANDING, type Standing } from "@/lib/database-url";
import { keepsPrepared, statement } from "@/lib/db";
import { databaseEnv, SettingsError } from "@/lib/env";
import { MIGRATIONS } from "@/prisma/generated/migrations";
import { TABLES } from "@/prisma/generated/tables";

const MIGRATE = "Run `npm run db:migrate`, or `node command.mjs db:migrate` where the app is deployed";

/** This build's code needs tables or columns that the database doesn't have yet. */
export class MissingMigrationsError extends Error {
  constructor(missing: string[]) {
    const [first, second] = missing;
    const names = second === undefined ? first : `${missing.length} migrations, the first of them ${first}`;
    super(`The database of DATABASE_URL lacks ${names}.\n${MIGRATE}. Then start again.`);
    this.name = "MissingMigrationsError";
  }
}

// No table is read or locked: one that a migration holds must not make all instances unready.
export const LACKING = `
  SELECT true AS "isMigration", name FROM unnest($1::text[]) AS name WHERE NOT EXISTS (
    SELECT FROM _prisma_migrations m
    WHERE m.migration_name = name AND m.finished_at IS NOT NULL AND m.rolled_back_at IS NULL)
  UNION ALL
  SELECT false, t.name FROM unnest($2::text[], $3::text[]) AS t (name, columns)
  CROSS JOIN LATERAL (SELECT to_regclass(quote_ident(t.name)) AS id, string_to_array(t.columns, ',') AS columns) needs
  WHERE needs.id IS NULL OR NOT has_table_privilege(needs.id, 'SELECT') OR cardinality(needs.columns) > (
    SELECT count(*) FROM pg_attribute a
    WHERE a.attrelid = needs.id AND a.attname = ANY (needs.columns) AND NOT a.attisdropped)`;

export const NEEDED = [
  [...MIGRATIONS],
  Object.keys(TABLES),
  Object.values(TABLES).map((columns) => columns.join(",")),
] as const;

const UNDEFINED_TABLE = "42P01";

/** What this build needs and the database lacks, by name. */
export type Lacking = {
  migrations: string[];
  /** Gone, renamed, without a column, or not ours to read. */
  tables: string[];
};

/** The database may have more: of a newer release that is being rolled out. */
export async function findLacking(): Promise<Lacking> {
  try {
    const rows = await statement<{ isMigration: boolean; name: string }>("lacking", LACKING, NEEDED);
    const [migrations, tables] = [true, false].map((kind) =>
      rows.filter(({ isMigration }) => isMigration === kind).map(({ name }) => name),
    ) as [string[], string[]];
    return { migrations, tables };
  } catch (error) {
    if (error instanceof DatabaseError && error.code === UNDEFINED_TABLE)
      return { migrations: [...MIGRATIONS], tables: [] };
    throw error;
  }
}

/** The sentence for the log; null when nothing lacks. */
export function lackingSentence({ migrations, tables }: Lacking): string | null {
  if (migrations.length > 0) return `The database lacks ${migrations.join(", ")}. ${MIGRATE}.`;
  if (tables.length === 0) return null;
  return `The database lacks ${tables.join(", ")}, or a column of these, or its user may not read them.`;
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
  const { migrations } = await findLacking();
  if (migrations.length > 0) throw new MissingMigrationsError(migrations);
}
