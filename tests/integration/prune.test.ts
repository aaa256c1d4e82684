import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { prunePayloads } from "@/lib/billing/mirror/prune";
import { reconcile } from "@/lib/billing/reconcile/reconcile";
import { setClock } from "@/lib/clock";
import { disconnect } from "@/lib/db";
import { startApp, type TestApp } from "../support/integration";
import { deliver, eventOf } from "../support/webhook";

const NOW = new Date("2026-11-20T12:00:00Z");

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
  await app.localStripe.holdDeliveries();
  // This process prunes as a command does, beside the app.
  for (const [name, value] of Object.entries(app.env)) if (value !== undefined) process.env[name] = value;
});
afterAll(async () => {
  await disconnect();
  await app?.stop();
});
beforeEach(async () => {
  setClock(NOW);
  await app.database.pool.query("DELETE FROM stripe_event");
});
afterEach(() => setClock(null));

/** Events of a state, a minute apart, the newest so many days old. */
const fill = (prefix: string, state: string, daysOld: number, many = 1) =>
  app.database.pool.query(
    `INSERT INTO stripe_event (id, type, created, payload, state, first_attempt_at, last_attempt_at)
     SELECT $1 || n, 'product.updated', at, '{"said":"much"}', $2, at, at
     FROM generate_series(1, $3::int) n, LATERAL (SELECT $4::timestamptz - $5 * interval '1 day' - n * interval '1 min' AS at) t`,
    [prefix, state, many, NOW, daysOld],
  );

const kept = async (): Promise<string[]> => {
  const { rows } = await app.database.pool.query<{ id: string }>(
    "SELECT id FROM stripe_event WHERE payload IS NOT NULL ORDER BY id",
  );
  return rows.map(({ id }) => id);
};

test("what processed events said is forgotten after thirty days, and that they came is kept; what failed is kept whole", async () => {
  await fill("old", "processed", 30);
  await fill("young", "processed", 29);
  await fill("failed", "failed", 300);
  expect(await prunePayloads()).toBe(1);
  expect(await kept()).toEqual(["failed1", "young1"]);
  const { rows } = await app.database.pool.query("SELECT type, state FROM stripe_event WHERE id = 'old1'");
  expect(rows).toEqual([{ type: "product.updated", state: "processed" }]);
  expect(await prunePayloads()).toBe(0);
});

test("a row that somebody holds is passed by, and is pruned the next time", async () => {
  await fill("old", "processed", 40, 3);
  const other = await app.database.pool.connect();
  await other.query("BEGIN");
  await other.query("SELECT FROM stripe_event WHERE id = 'old2' FOR UPDATE");
  expect(await prunePayloads()).toBe(2);
  await other.query("COMMIT");
  other.release();
  expect(await kept()).toEqual(["old2"]);
  expect(await prunePayloads()).toBe(1);
});

test("webhooks go on while many are pruned", async () => {
  await fill("old", "processed", 31, 30_000);
  // The app loads its webhook with the first delivery, which may take longer than the pruning.
  await deliver(
    app,
    eventOf("product.updated", { id: "prod_first", object: "product", name: "New", active: true, metadata: {} }),
  );
  let over = false;
  const pruning = prunePayloads().finally(() => (over = true));
  let during = 0;
  do {
    const product = { id: `prod_${during}`, object: "product", name: "New", active: true, metadata: {} };
    expect(await deliver(app, eventOf("product.updated", product))).toMatchObject({
      status: 200,
      outcome: "processed",
    });
    if (!over) during++;
  } while (!over);
  expect(await pruning).toBe(30_000);
  expect(during).toBeGreaterThan(0);
  expect((await kept()).filter((id) => id.startsWith("old"))).toEqual([]);
});

test("a batch finds its rows by the index, also when few are left among many that were pruned", async () => {
  await fill("old", "processed", 31, 5_000);
  await prunePayloads();
  await fill("late", "processed", 31);
  await app.database.pool.query("ANALYZE stripe_event");
  const { rows } = await app.database.pool.query<{ "QUERY PLAN": string }>(
    `EXPLAIN SELECT id FROM stripe_event WHERE state = 'processed' AND payload IS NOT NULL AND first_attempt_at < now()
     ORDER BY first_attempt_at LIMIT 500 FOR UPDATE SKIP LOCKED`,
  );
  expect(rows.map((row) => row["QUERY PLAN"]).join("\n")).toContain("Index Scan using stripe_event_payload_idx");
});

test("every finished run of stripe:sync ends with it, and a dry run leaves all as it is", async () => {
  await fill("old", "processed", 31);
  await reconcile({ dryRun: true });
  expect(await kept()).toEqual(["old1"]);
  await reconcile({});
  expect(await kept()).toEqual([]);
});
