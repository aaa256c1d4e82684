import { globSync, readFileSync } from "node:fs";
import { basename, dirname } from "node:path";
import { describe, expect, test } from "vitest";
import { root } from "@/scripts/local/paths";

/** Those of v0.1.0 ran on empty databases. From then on, migrations run while old instances take webhooks. */
const LAST_OF_FIRST_RELEASE = "20261123230228_checkout_payment";

/** Those that wait for no lock of an older instance, with the reason. */
const WITHOUT_TIMEOUT: Record<string, string> = {
  "20261130005700_other_account": "it makes a table, which no older instance knows",
  "20261130010309_member_term_fill":
    "it adds rows to a table, and takes no lock that a reader or writer of another row waits for",
};

const migrations = globSync("prisma/migrations/*/migration.sql", { cwd: root })
  .sort()
  .map((file) => ({ name: basename(dirname(file)), sql: withoutComments(readFileSync(root + file, "utf8")) }));
const released = migrations.filter(({ name }) => name <= LAST_OF_FIRST_RELEASE);
const newer = migrations.filter(({ name }) => name > LAST_OF_FIRST_RELEASE);

function withoutComments(sql: string): string {
  return sql.replace(/--.*$/gm, "");
}

const namesIn = (sql: string, pattern: RegExp): string[] => [...sql.matchAll(pattern)].map(([, name = ""]) => name);

const NO_TIMEOUT = "lock_timeout is not the first statement";
const TABLE = /\bCREATE TABLE (?:IF NOT EXISTS )?"?(\w+)"?/gi;
const RENAMED_TABLE = /\bALTER TABLE "?(\w+)"? RENAME TO/gi;
const LOCKING_INDEX = /\bCREATE (?:UNIQUE )?INDEX (?!CONCURRENTLY)[^;]*?\bON "?(\w+)"?/gi;
const VIEW = /\bCREATE (?:OR REPLACE )?VIEW "?(\w+)"?/gi;

/** @returns what of a migration would stop or break an instance that runs meanwhile */
function problems(sql: string, oldTables: ReadonlySet<string>): string[] {
  const found: string[] = [];
  const statements = sql.split(";").filter((one) => one.trim() !== "");
  if (/\bCONCURRENTLY\b/i.test(sql)) {
    if (statements.length > 1) found.push("a concurrent statement is not alone");
  } else if (!/^\s*SET LOCAL lock_timeout = '\d+s'/i.test(sql)) found.push(NO_TIMEOUT);
  const made = new Set(namesIn(sql, TABLE));
  for (const table of namesIn(sql, LOCKING_INDEX)) {
    if (oldTables.has(table) && !made.has(table)) found.push(`an index locks ${table}`);
  }
  const views = new Set(namesIn(sql, VIEW));
  for (const table of namesIn(sql, RENAMED_TABLE)) if (!views.has(table)) found.push(`${table} is gone without a view`);
  if (/^\s*(?:SET (?!LOCAL\b)|RESET\b)/im.test(statements.filter((one) => /^\s*(SET|RESET)\b/i.test(one)).join("\n")))
    found.push("a setting outlives the transaction");
  if (/\bpg_advisory_lock\b|^\s*LISTEN\b/im.test(sql)) found.push("a session's lock or listener");
  return found;
}

describe("a migration runs beside instances of the release before", () => {
  const oldTables = new Set(released.flatMap(({ sql }) => namesIn(sql, TABLE)));

  test.each(newer)("$name", ({ name, sql }) => {
    expect(problems(sql, oldTables)).toEqual(WITHOUT_TIMEOUT[name] ? [NO_TIMEOUT] : []);
  });

  test("the first release's tables are known", () => {
    expect([...oldTables]).toEqual(expect.arrayContaining(["user", "subscription", "invoice", "stripe_event"]));
  });

  const LOCAL = "SET LOCAL lock_timeout = '2s';\n";
  test.each([
    ["ALTER TABLE invoice ADD COLUMN a int;", NO_TIMEOUT],
    [`${LOCAL}CREATE INDEX "a_idx" ON "invoice"("a");`, "an index locks invoice"],
    [`${LOCAL}CREATE UNIQUE INDEX IF NOT EXISTS a_idx ON invoice (a);`, "an index locks invoice"],
    ["CREATE INDEX CONCURRENTLY a ON invoice (a); SELECT 1;", "a concurrent statement is not alone"],
    [`${LOCAL}ALTER TABLE "invoice" RENAME TO "bill";`, "invoice is gone without a view"],
    [`${LOCAL}SET enable_seqscan = off;`, "a setting outlives the transaction"],
    [`${LOCAL}SELECT pg_advisory_lock(1);`, "a session's lock or listener"],
  ])("%j is found", (sql, problem) => {
    expect(problems(sql, oldTables)).toEqual([problem]);
  });
});
