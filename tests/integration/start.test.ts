import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startChild, whenReady } from "@/scripts/processes/child";
import { anyPort } from "@/scripts/processes/ports";
import { type Settings } from "@/scripts/local/settings";
import { answersHealth } from "@/scripts/local/steps";
import { root } from "@/scripts/local/paths";
import { startProgram } from "@/scripts/standalone/folder.mjs";
import { type LocalStripe, startApp, startLocalStripe, type TestApp } from "../support/integration";

let app: TestApp;
let other: LocalStripe;
beforeAll(async () => {
  [app, other] = await Promise.all([startApp(), startLocalStripe()]);
});
afterAll(async () => {
  await other?.stop();
  await app?.stop();
});

/** Starts the production build with other settings, and answers its last words when it refuses to start. */
async function refusal(changes: Settings): Promise<string> {
  const port = String(await anyPort());
  const child = startChild("The app", [startProgram(root)], { ...app.env, PORT: port, ...changes });
  try {
    await whenReady(child, answersHealth(`http://127.0.0.1:${port}`, child));
  } catch (error) {
    return (error as Error).message;
  }
  await child.stop();
  throw new Error("The app started.");
}

describe("the app refuses to start", () => {
  test("on a bad setting, which it names, with the value and what is allowed", async () => {
    const said = await refusal({ NEW_USER_FREE_TRIAL_DAYS: "0" });
    expect(said).toMatch(/exit code 1/);
    expect(said).toMatch(/NEW_USER_FREE_TRIAL_DAYS: got "0"; allowed: .*None/);
  });

  test("without keys of Stripe's, in production", async () => {
    expect(await refusal({ STRIPE_API_SECRET: undefined })).toMatch(
      /STRIPE_API_SECRET: it is missing; allowed: .*sk_test_/,
    );
  });

  test("on a live key and another server than Stripe's, without showing the key", async () => {
    const said = await refusal({ STRIPE_API_SECRET: "sk_live_VerySecretIndeed", STRIPE_PUBLISHABLE_KEY: "" });
    expect(said).toMatch(/STRIPE_API_BASE: .*live key/);
    expect(said).not.toContain("VerySecretIndeed");
  });

  test("with another Stripe account than the one that its database mirrors, and names the way out", async () => {
    const said = await refusal({ STRIPE_API_BASE: other.url });
    expect(said).toMatch(
      /STRIPE_API_SECRET: this database mirrors the Stripe account acct_\w+ in test mode, but .* acct_\w+/,
    );
    expect(said).toMatch(/another database \(DATABASE_URL\)/);
  });

  test("with a live key on a database that mirrors test mode", async () => {
    const ofStripe = { STRIPE_PUBLISHABLE_KEY: "", STRIPE_API_BASE: "", STRIPE_JS_URL: "" };
    const live = { STRIPE_API_SECRET: "sk_live_123456789012", ...ofStripe };
    expect(await refusal(live)).toMatch(
      /STRIPE_API_SECRET: this database mirrors .* in test mode, but the key is a live key/,
    );
  });

  test("with the demo user in its database, in production off this machine", async () => {
    const demo = { name: "Demo", email: "demo@example.com", password: "demo-password" };
    await app.signUp(demo);
    const url = "https://app.example.com";
    const said = await refusal({ FRONT_END_BASE_URL: url, NEXTAUTH_URL: url });
    expect(said).toMatch(/DATABASE_URL: .*demo@example.com/);
    expect(said).not.toContain(demo.password);
  });
});

describe("on a database that lacks a migration", () => {
  const NEWEST = "SELECT migration_name AS name FROM _prisma_migrations ORDER BY migration_name DESC LIMIT 1";

  test("it refuses to start and names the command; one that runs is no longer well, until it is there", async () => {
    const { pool } = app.database;
    const { rows } = await pool.query<{ name: string }>(NEWEST);
    const name = rows[0]?.name ?? "";
    const mark = (finished: string) =>
      pool.query(`UPDATE _prisma_migrations SET finished_at = ${finished} WHERE migration_name = $1`, [name]);
    await mark("NULL");
    try {
      const said = await refusal({});
      expect(said).toMatch(/exit code 1/);
      expect(said).toContain(`lacks ${name}.`);
      expect(said).toContain("npm run db:migrate");
      const { status, body } = await app.anonymous().get("/api/health/");
      expect([status, body]).toEqual([503, { status: "migration_missing" }]);
    } finally {
      await mark("now()");
    }
    expect((await app.anonymous().get("/api/health/")).status).toBe(200);
  });

  test("a database of a newer release is one that it works on", async () => {
    const { pool } = app.database;
    await pool.query(
      "INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count) VALUES ('newer', '', '99991231000000_newer', now(), 1)",
    );
    expect((await app.anonymous().get("/api/health/")).status).toBe(200);
    await pool.query("DELETE FROM _prisma_migrations WHERE id = 'newer'");
  });
});

test("it refuses a schema that its role's search_path does not lead to, and names the statement that repairs it", async () => {
  const url = new URL(app.database.url);
  url.searchParams.set("schema", "billing");
  // The log is JSON, which escapes quotes.
  const said = (await refusal({ DATABASE_URL: url.href })).replaceAll("\\", "");
  expect(said).toMatch(/DATABASE_URL: it means the schema "billing", .*ALTER ROLE postgres IN DATABASE/s);
  expect(said).not.toContain(url.password);
});

test("it starts with Stripe away: what people bought does not depend on that", async () => {
  await app.localStripe.fault({ method: "GET", path: "/v1/account", kind: "status", status: 500, times: 9 });
  const again = await startApp({ beside: app });
  expect((await again.anonymous().get("/api/health/")).status).toBe(200);
  expect(again.logs()).toMatch(/Stripe did not say whose key this is/);
  await again.stop();
  await app.localStripe.clearFaults();
});
