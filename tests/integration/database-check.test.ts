/** What the app and its commands ask of a database before anything else; start.test.ts has what a person sees then. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { checkDatabase } from "@/lib/database-check";
import { disconnect } from "@/lib/db";
import { createDatabase, type TestDatabase } from "../support/integration";

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
  process.env.DATABASE_URL = database.url;
});
afterAll(async () => {
  await disconnect();
  await database.drop();
});

const NEWEST = "(SELECT max(migration_name) FROM _prisma_migrations WHERE migration_name < '9')";
const mark = (setting: string) =>
  database.pool.query(`UPDATE _prisma_migrations SET ${setting} WHERE migration_name = ${NEWEST}`);

test.each([
  ["is under way", "finished_at = NULL", "finished_at = now()"],
  ["was rolled back", "rolled_back_at = now()", "rolled_back_at = NULL"],
])("a migration that %s is missing", async (_, undone, done) => {
  await mark(undone);
  await expect(checkDatabase()).rejects.toThrow(/lacks 2026\d+_\w+\.\nRun `npm run db:migrate`/);
  await mark(done);
  await checkDatabase();
});

test("one of a newer release is no fault, and an empty database lacks all", async () => {
  await database.pool.query(
    "INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at) VALUES ('newer', '', '99991231000000_newer', now())",
  );
  await checkDatabase();
  await database.pool.query("ALTER TABLE _prisma_migrations RENAME TO elsewhere");
  await expect(checkDatabase()).rejects.toThrow(/lacks \d+ migrations, the first of them/);
});
