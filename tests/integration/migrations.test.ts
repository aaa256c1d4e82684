import { afterAll, beforeAll, expect, test } from "vitest";
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
