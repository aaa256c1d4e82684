import pg from "pg";
import Stripe from "stripe";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { readAccess } from "@/lib/billing/entitlements/read";
import { handleDelivery } from "@/lib/billing/mirror/deliveries";
import { statement } from "@/lib/db";
import { CROWDED, insertCrowd } from "../support/crowd";
import { startMirror } from "../support/mirror";
import { type Explained, findLarge, hasPlan, keptPlan, wholeReads } from "../support/plans";
import { eventOf } from "../support/webhook";

let mirror: Awaited<ReturnType<typeof startMirror>>;
beforeAll(async () => {
  // All statements are prepared on one connection, and stay there.
  process.env.DATABASE_POOL_SIZE = "1";
  // Nothing here is worth a mail, but the statements that look for one are those of an installation that sends.
  Object.assign(process.env, { MAIL_URL: "smtp://127.0.0.1:9", MAIL_FROM: "HyperSaaS <hello@example.com>" });
  mirror = await startMirror();
});
afterAll(() => mirror?.stop());

// PostgreSQL decides on one plan for all later runs at the sixth run of a prepared statement.
const RUNS = 12;
const GROWN = 10_000;
// docs/testing.md: 100,000 every night.
const LARGE = Number(process.env.SMALL_TABLES_ROWS ?? "20000");
const MOST_MS = 50;

/** Handles events and checks access. @returns what the quickest of each took: others use this machine, too */
async function play(events: [type: string, object: object][], workspaceId: string, second: number) {
  const took: Record<string, number> = {};
  const measured = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const began = performance.now();
    const result = await work();
    took[name] = Math.min(took[name] ?? Infinity, performance.now() - began);
    return result;
  };
  for (let run = 1; run <= RUNS; run++) {
    for (const [type, object] of events) {
      const payload = JSON.stringify(eventOf(type, object, { created: second + run }));
      const secret = mirror.settings.STRIPE_WEBHOOK_SECRET ?? "";
      const header = Stripe.webhooks.generateTestHeaderString({ payload, secret });
      expect([type, await measured(type, () => handleDelivery(payload, header))]).toEqual([type, "processed"]);
    }
    expect((await measured("access", () => readAccess(workspaceId, "export"))).allowed).toBe(true);
  }
  return took;
}

/** How the connection would run what it has prepared, now. */
async function wholeReadsOfPrepared(): Promise<{ names: string[]; reads: string[] }> {
  const large = { ...(await findLarge(mirror.database.pool, 1)), tables: new Set(CROWDED) };
  const prepared = await statement<{ name: string; text: string }>(
    "prepared",
    "SELECT name, statement AS text FROM pg_prepared_statements WHERE generic_plans > 0",
    [],
  );
  const reads: string[] = [];
  for (const { name, text } of prepared.filter((one) => hasPlan(one.text))) {
    const plan = await keptPlan((sql) => statement<Explained>("", sql, []), name, text);
    reads.push(...wholeReads(plan, large).map((read) => `${name}: ${read}`));
  }
  return { names: prepared.map(({ name }) => name), reads };
}

const connection = async () =>
  (await statement<{ pid: number }>("connection", "SELECT pg_backend_pid() AS pid", []))[0]?.pid;

test("a connection, and with it each of its plans, lives ten minutes at most", async () => {
  const query = vi.spyOn(pg.Pool.prototype, "query");
  await connection();
  const [pool] = query.mock.contexts as pg.Pool[];
  query.mockRestore();
  expect(pool?.options.maxLifetimeSeconds).toBe(600);
});

test("a plan that was made on empty tables is quick enough while they grow, and replaced once they are analyzed", async () => {
  const ada = await mirror.customer();
  await mirror.sync();
  const subscription = await mirror.subscription(ada);
  const invoice = await mirror.stripe.invoices.retrieve(String(subscription.latest_invoice));
  const events: [string, object][] = [
    ["customer.updated", await mirror.stripe.customers.retrieve(ada.customerId)],
    ["customer.subscription.updated", subscription],
    ["invoice.updated", invoice],
    ["invoice.paid", invoice],
    ["product.updated", await mirror.stripe.products.retrieve(String(mirror.price.product))],
    ["price.updated", mirror.price],
  ];
  let second = subscription.created;
  const playOn = () => play(events, ada.workspaceId, (second += RUNS));
  const { pool } = mirror.database;

  // Only this test analyzes. The planner knows that nothing is there, as after the nightly vacuum of a new installation.
  const { rows } = await pool.query<{ name: string }>(
    "SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'public'",
  );
  for (const { name } of rows) await pool.query(`ALTER TABLE ${name} SET (autovacuum_enabled = false)`);
  await pool.query("VACUUM ANALYZE");
  await playOn();
  const planned = await connection();

  await insertCrowd(pool, GROWN);
  expect((await wholeReadsOfPrepared()).reads).toContain("mirror_subscription_told: Seq Scan on subscription_item");
  const took = await playOn();
  const slow = Object.entries(took).filter(([, milliseconds]) => milliseconds > MOST_MS);
  expect(slow).toEqual([]);

  // A connection that idles is closed.
  let growing = true;
  const grown = insertCrowd(pool, LARGE).finally(() => (growing = false));
  while (growing) await connection();
  await grown;
  await pool.query("ANALYZE");
  await playOn();
  const { names, reads } = await wholeReadsOfPrepared();
  expect(await connection()).toBe(planned);
  const used = ["mirror_subscription_told", "mirror_invoice", "mirror_invoice_told", "entitlements"];
  expect(names).toEqual(expect.arrayContaining(used));
  expect(reads).toEqual([]);
}, 180_000);
