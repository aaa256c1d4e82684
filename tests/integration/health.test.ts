import { Client } from "pg";
import { HEALTH } from "@/lib/health";
import { afterAll, beforeAll, expect, test } from "vitest";
import { TABLES } from "@/prisma/generated/tables";
import { startApp, type TestApp } from "../support/integration";
import { deliver, eventOf } from "../support/webhook";

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app?.stop());

const WELL = {
  status: "ok",
  oldest_unprocessed_event_seconds: null,
  failed_events: 0,
  failed_pending_work: 0,
  failed_errands: 0,
  failed_mail: 0,
  refused_under_load: 0,
};

const health = () => app.anonymous().get("/api/health/");

test("the app is well when its database answers, in both forms of the path", async () => {
  for (const path of ["/api/health/", "/api/health"]) {
    const { status, body, headers } = await app.anonymous().get(path);
    expect([status, body]).toMatchObject([200, WELL]);
    expect(Object.keys(body as object)).toEqual([...Object.keys(WELL), "lag_seconds"]);
    expect(headers.get("cache-control")).toBe("no-store");
  }
});

test("it tells how long the oldest event has waited that could not be processed, until that is made good", async () => {
  const product = await app.stripe.products.create({ name: "Waits" });
  await app.localStripe.holdDeliveries();
  const event = eventOf(
    "price.created",
    { id: "price_waits", product: product.id, metadata: {} },
    { api_version: "2024-06-20" },
  );
  await app.localStripe.fault({ method: "GET", path: "/v1/prices", kind: "status", status: 500, times: 9 });
  expect((await deliver(app, event)).status).toBeGreaterThanOrEqual(500);
  await app.database.pool.query("UPDATE stripe_event SET first_attempt_at = now() - interval '90 s' WHERE id = $1", [
    event.id,
  ]);
  const { status, body } = await health();
  expect(status).toBe(200);
  expect(body).toMatchObject({ status: "ok", failed_events: 1 });
  expect(
    (body as { oldest_unprocessed_event_seconds: number }).oldest_unprocessed_event_seconds,
  ).toBeGreaterThanOrEqual(90);
  await app.localStripe.clearFaults();
  expect(await deliver(app, event)).toMatchObject({ status: 200 });
  expect((await health()).body).toMatchObject(WELL);
});

test("it tells the median time that the newest events took from Stripe to us, and names nothing of them", async () => {
  await app.database.pool.query(
    `INSERT INTO stripe_event (id, type, created, payload, state, first_attempt_at, last_attempt_at)
     SELECT 'evt_lag_' || n, 'product.updated', now() + interval '1 day' - n * interval '10 s', '{}', 'processed',
       now() + interval '1 day', now() + interval '1 day'
     FROM generate_series(1, 21) n`,
  );
  expect((await health()).body).toEqual({ ...WELL, lag_seconds: 110 });
});

test("it reads a few rows of some indexes, however many events there are", async () => {
  await app.database.pool.query(
    `INSERT INTO stripe_event (id, type, created, payload, state, first_attempt_at, last_attempt_at)
     SELECT 'evt_many_' || n, 'product.updated', now(), '{}', CASE WHEN n % 5 = 0 THEN 'failed' ELSE 'processed' END,
       now() - n * interval '1 s', now() - n * interval '1 s'
     FROM generate_series(1, 20000) n`,
  );
  await app.database.pool.query("VACUUM ANALYZE stripe_event");
  const { rows } = await app.database.pool.query<{ "QUERY PLAN": string }>(
    `EXPLAIN (ANALYZE, BUFFERS OFF, TIMING OFF) ${HEALTH}`,
  );
  const plan = rows.map((row) => row["QUERY PLAN"]).join("\n");
  expect(plan).not.toContain("Seq Scan on stripe_event");
  expect(plan).not.toContain("Sort");
  expect((await health()).body).toMatchObject({ failed_events: 1_000 });
  await app.database.pool.query("DELETE FROM stripe_event");
});

test.each([
  ["a table", 'ALTER TABLE "user" RENAME TO elsewhere', 'ALTER TABLE elsewhere RENAME TO "user"'],
  [
    "a table of the limits",
    "ALTER TABLE rate_counter RENAME TO elsewhere",
    "ALTER TABLE elsewhere RENAME TO rate_counter",
  ],
  ["a column", "ALTER TABLE product RENAME COLUMN name TO label", "ALTER TABLE product RENAME COLUMN label TO name"],
])(
  "with a database that lacks %s it is not, nor is the instance ready, until that is there again",
  async (_, lose, mend) => {
    const ready = () => app.anonymous().get("/api/readyz/");
    await app.database.pool.query(lose);
    try {
      expect(await health()).toMatchObject({ status: 503, body: { status: "table_missing" } });
      expect(await ready()).toMatchObject({ status: 503, body: { status: "unavailable" } });
      expect((await app.anonymous().get("/api/livez/")).status).toBe(200);
    } finally {
      await app.database.pool.query(mend);
    }
    expect([(await health()).status, (await ready()).status]).toEqual([200, 200]);
  },
);

test("what it looks for are all tables and columns that there are, and a table that a migration holds is not waited for", async () => {
  const { rows } = await app.database.pool.query<{ name: string; columns: string[] }>(
    `SELECT table_name AS name, array_agg(column_name::text ORDER BY column_name) AS columns
     FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
     WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name <> '_prisma_migrations' GROUP BY 1`,
  );
  const there = Object.fromEntries(rows.map(({ name, columns }) => [name, columns]));
  const needed = Object.fromEntries(Object.entries(TABLES).map(([name, columns]) => [name, columns.toSorted()]));
  expect(there).toMatchObject(needed);
  expect(Object.keys(needed).toSorted()).toEqual(Object.keys(there).toSorted());

  const migration = await app.database.pool.connect();
  try {
    await migration.query('BEGIN; LOCK TABLE "user", product, subscription');
    expect((await app.anonymous().get("/api/readyz/")).status).toBe(200);
  } finally {
    await migration.query("ROLLBACK");
    migration.release();
  }
});

test("with the database away it is not, says no more than that, and recovers by itself", async () => {
  const address = new URL(app.database.url);
  const name = address.pathname.slice(1);
  address.pathname = "/postgres";
  const admin = new Client({ connectionString: address.href });
  await admin.connect();
  await admin.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
  await admin.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", [name]);
  const { status, body } = await health();
  expect([status, body]).toEqual([503, { status: "unavailable" }]);
  const answer = await deliver(app, eventOf("product.created", { id: "prod_1", metadata: {} }));
  expect(answer.status).toBe(500);
  await admin.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`);
  await admin.end();
  expect((await health()).status).toBe(200);
});
