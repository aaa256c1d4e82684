import type { Fault } from "./fault";

/** Any PostgreSQL, with a pooler before it, while it is migrated. */
export const database: Fault[] = [
  {
    id: "schema-of-another",
    file: "lib/database-url.ts",
    before: "standing.schema === wanted",
    after: "true",
    tests: ["tests/unit/database-url.test.ts"],
    why: "A start is refused where our statements and Prisma's would mean different tables.",
  },
  {
    id: "statements-always-named",
    file: "lib/db.ts",
    before: "!isPrepared",
    within: "if (!isPrepared) return (",
    after: "false",
    tests: ["tests/integration/poolers.test.ts"],
    why: "Behind a pooler that loses prepared statements none has a name.",
  },
  {
    id: "outdated-statement-fails",
    file: "lib/db.ts",
    before: 'error instanceof DatabaseError && error.code === "0A000"',
    after: "false",
    tests: ["tests/integration/prepared-statements.test.ts"],
    why: "A migration that adds a column breaks no instance that runs.",
  },
  {
    id: "start-without-migration",
    file: "lib/database-check.ts",
    before: "migrations.length > 0",
    within: "if (migrations.length > 0) throw new MissingMigrationsError(migrations)",
    after: "false",
    tests: ["tests/integration/database-check.test.ts"],
    why: "A start on a database that lacks a migration is refused.",
  },
  {
    id: "migrations-lock-stays",
    file: "scripts/db/lock.ts",
    before: "pg_advisory_xact_lock",
    after: "pg_advisory_lock",
    kind: "template",
    tests: ["tests/integration/poolers.test.ts"],
    why: "A migration leaves no lock on a pooler's connection, for which every later one would wait.",
  },
  {
    id: "slower-click-fails",
    file: "lib/billing/payments/resume.ts",
    before: "(await fetchPaused(found.subscription.id, deadline)).paused",
    after: "true",
    tests: ["tests/integration/payments/resume.test.ts"],
    why: "Who clicks twice on resuming a plan is told that it is resumed.",
  },
];
