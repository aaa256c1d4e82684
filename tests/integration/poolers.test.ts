import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { prisma, statement } from "@/lib/db";
import { applyMigrations } from "@/scripts/db/migrations";
import { startMirror } from "../support/mirror";
import { type PostgresProxy, startPostgresProxy } from "../support/postgres-proxy";

let mirror: Awaited<ReturnType<typeof startMirror>>;
let wire: PostgresProxy;
beforeAll(async () => {
  mirror = await startMirror();
  wire = await startPostgresProxy(mirror.database.url);
});
afterAll(async () => {
  await wire?.close();
  await mirror?.stop();
});
beforeEach(() => wire.statements.clear());

/** What a pooler in transaction mode gives to the next client, or loses. */
const SESSIONS_OWN =
  /^\s*(?:SET (?!LOCAL\b)|RESET\b|LISTEN\b|DISCARD\b|PREPARE\b)|pg_advisory_lock\(|set_config\([^)]*false\)/im;

const sessionsOwn = () => [...wire.statements.values()].filter((text) => SESSIONS_OWN.test(text));
/** The wire keeps a statement without a name by its text. */
const named = () => [...wire.statements].filter(([name, text]) => name !== text).map(([name]) => name);

test("migrations leave nothing on a pooler's connection", async () => {
  await mirror.database.pool.query(
    "DELETE FROM _prisma_migrations WHERE migration_name = '20261130005700_other_account'",
  );
  expect(await applyMigrations(wire.url)).toEqual(["20261130005700_other_account"]);
  expect(wire.statements.size).toBeGreaterThan(3);
  expect([...wire.statements.values()].join("\n")).toContain("pg_advisory_xact_lock");
  expect([sessionsOwn(), named()]).toEqual([[], []]);
});

test.each([
  ["false", []],
  ["true", ["who"]],
])("with DATABASE_PREPARED_STATEMENTS=%s the app names these statements: %j", async (setting, names) => {
  const { disconnect } = await import("@/lib/db");
  await disconnect();
  Object.assign(process.env, { DATABASE_URL: wire.url, DATABASE_PREPARED_STATEMENTS: setting });
  expect(await statement("who", "SELECT $1::int AS one", [1])).toEqual([{ one: 1 }]);
  expect(await prisma().user.count()).toBe(0);
  expect(wire.statements.size).toBeGreaterThan(1);
  expect([sessionsOwn(), named()]).toEqual([[], names]);
  await disconnect();
});
