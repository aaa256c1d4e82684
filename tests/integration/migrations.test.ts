import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { applyMigrations, missingSql } from "@/scripts/db/migrations";
import { createDatabase, type TestDatabase } from "../support/integration";

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.drop());

test("the migrations lead to exactly the schema", async () => {
  expect(await missingSql(database.url)).toBeNull();
});

test("a second run applies nothing", async () => {
  expect(await applyMigrations(database.url)).toEqual([]);
});

test("the table that `prisma migrate deploy` reads says that each is applied", async () => {
  const { rows } = await database.pool.query<{ all: number; finished: number }>(
    `SELECT count(*)::int AS all, count(finished_at)::int AS finished FROM _prisma_migrations WHERE rolled_back_at IS NULL`,
  );
  expect(rows[0]?.all).toBeGreaterThan(0);
  expect(rows[0]?.finished).toBe(rows[0]?.all);
});

describe("the tables of pending work and of trials get their new names", () => {
  const NAME = "20261129221500_pending_work_and_trial_ledger";
  // As the release before had it.
  const BEFORE = `
    DROP VIEW errand, trial;
    ALTER TABLE pending_work RENAME TO errand;
    ALTER TABLE errand RENAME CONSTRAINT pending_work_pkey TO errand_pkey;
    ALTER INDEX pending_work_since_idx RENAME TO errand_since_idx;
    ALTER INDEX pending_work_failed_idx RENAME TO errand_failed_idx;
    ALTER TABLE trial_ledger RENAME TO trial;
    ALTER TABLE trial RENAME COLUMN outcome TO verdict;
    ALTER TABLE trial RENAME CONSTRAINT trial_ledger_pkey TO trial_pkey;
    ALTER INDEX trial_ledger_user_id_idx RENAME TO trial_user_id_idx;
    ALTER INDEX trial_ledger_workspace_id_idx RENAME TO trial_workspace_id_idx;
    ALTER INDEX trial_ledger_email_hash_idx RENAME TO trial_email_hash_idx;
    ALTER INDEX trial_ledger_card_hash_idx RENAME TO trial_card_hash_idx;
    DELETE FROM _prisma_migrations WHERE migration_name = '${NAME}';
    INSERT INTO errand (workspace_id, since) SELECT gen_random_uuid(), now() FROM generate_series(1, 3);
    INSERT INTO trial (subscription_id, started_at, verdict) VALUES ('sub_1', now(), 'second');`;

  test("without waiting for a transaction that holds them; a second try keeps every row", async () => {
    await database.pool.query(BEFORE);
    const reader = await database.pool.connect();
    try {
      await reader.query("BEGIN");
      await reader.query("SELECT FROM trial");
      await expect(applyMigrations(database.url)).rejects.toThrow(/lock timeout/);
      const { rows } = await database.pool.query("SELECT to_regclass('pending_work') AS table");
      expect(rows).toEqual([{ table: null }]);
    } finally {
      await reader.query("ROLLBACK");
      reader.release();
    }

    expect(await applyMigrations(database.url)).toEqual([NAME]);
    expect(await missingSql(database.url)).toBeNull();
    const { rows: after } = await database.pool.query(
      "SELECT (SELECT count(*)::int FROM pending_work) AS work, (SELECT outcome FROM trial_ledger) AS outcome, (SELECT verdict FROM trial) AS verdict",
    );
    expect(after).toEqual([{ work: 3, outcome: "second", verdict: "second" }]);
  });

  test("with nothing left that has an old name, but for the two views", async () => {
    const { rows } = await database.pool.query(
      "SELECT relname AS name, relkind AS kind FROM pg_class WHERE relname ~ '^(errand|trial)(_|$)' AND relname !~ '^trial_ledger' ORDER BY 1",
    );
    expect(rows).toEqual([
      { name: "errand", kind: "v" },
      { name: "trial", kind: "v" },
    ]);
  });
});

test("a workspace that lost its last owner before the database refused that gets one", async () => {
  const [workspace, member] = [randomUUID(), randomUUID()];
  const NAME = "20261130010302_owner_repair";
  await database.pool.query(`
    DROP TABLE owner_repair;
    DROP FUNCTION repair_workspace_owners();
    DELETE FROM _prisma_migrations WHERE migration_name = '${NAME}';
    INSERT INTO "user" (id, email) VALUES ('${member}', 'left@example.com');
    INSERT INTO workspace (id, name) VALUES ('${workspace}', 'Left');
    ALTER TABLE membership DISABLE TRIGGER USER;
    INSERT INTO membership (user_id, workspace_id, role) VALUES ('${member}', '${workspace}', 'member');
    ALTER TABLE membership ENABLE TRIGGER USER;`);
  expect(await applyMigrations(database.url)).toEqual([NAME]);
  const { rows } = await database.pool.query(
    "SELECT m.role, r.role_before FROM membership m JOIN owner_repair r USING (workspace_id, user_id)",
  );
  expect(rows).toEqual([{ role: "owner", role_before: "member" }]);
});
