import { createDatabase, type TestDatabase } from "../support/postgres";
import type { Bench } from "./bench";
import type { Fill } from "./contenders/contender";
import { installSyncEngine } from "./contenders/install";
import { fill as fillOurs } from "./contenders/ours";
import { type Running, startContender, startSourceProcess } from "./contenders/start";
import { fill as fillSyncEngine } from "./contenders/sync-engine";
import { interleave } from "./interleave";
import { printGoal, printTable } from "./print";
import type { Report } from "./report";
import { median, type Rounds } from "./statistics";
import { templateSubscription } from "./template";

const CUSTOMERS = 5_000;
// A customer, a subscription and its item.
const ROWS = 3 * CUSTOMERS;

const ENTRIES: [title: string, file: string, fill: Fill, tables: string[]][] = [
  [
    "sync-engine",
    "sync-engine",
    fillSyncEngine,
    ["stripe.customers", "stripe.subscriptions", "stripe.subscription_items"],
  ],
  [
    "ours",
    "ours",
    fillOurs,
    ["customer", "subscription", "subscription_item", "subscription_change", "reconciliation"],
  ],
  ["multi-row upserts", "multi-row", fillOurs, ["customer", "subscription", "subscription_item"]],
];

type Contender = {
  running: Running;
  database: TestDatabase;
  /** To be emptied before each backfill; the first three are filled by it. */
  tables: string[];
};

/** A backfill: all customers and subscriptions from Stripe into empty tables. */
export async function measureSync({ postgres, report }: Bench): Promise<void> {
  installSyncEngine();
  const template = await templateSubscription();
  const source = await startSourceProcess(template, CUSTOMERS);
  const contenders: Contender[] = [];
  try {
    for (const [title, file, fill, tables] of ENTRIES) {
      const database = await createDatabase(postgres);
      await fill(database.url, template, CUSTOMERS, null);
      const settings = {
        DATABASE_URL: database.url,
        STRIPE_API_SECRET: "sk_test_bench",
        STRIPE_WEBHOOK_SECRET: "whsec_bench",
        STRIPE_API_BASE: source.url,
      };
      const stream = { template, secret: "", subscriptions: 0, prefix: "" };
      contenders.push({ running: await startContender(title, file, settings, stream), database, tables });
    }
    const results = await interleave(contenders, backfill);
    print(
      contenders.map(({ running }, index) => ({ name: running.name, rounds: results[index] ?? [] })),
      report,
    );
  } finally {
    source.stop();
    for (const { running, database } of contenders) {
      running.stop();
      await database.drop();
    }
  }
}

/** @returns rows per second */
async function backfill({ running, database, tables }: Contender): Promise<number> {
  await database.pool.query(`TRUNCATE ${tables.join(", ")}`);
  const { seconds } = await running.run({ do: "backfill" });
  for (const table of tables.slice(0, 3)) {
    const { rows } = await database.pool.query<{ count: string }>(`SELECT count(*) FROM ${table}`);
    const count = Number(rows[0]?.count);
    if (count !== CUSTOMERS) throw new Error(`${running.name} left ${count} rows in ${table}, not ${CUSTOMERS}.`);
  }
  return ROWS / seconds;
}

function print([syncEngine, ours, limit]: Rounds[], report: Report): void {
  if (!syncEngine || !ours || !limit) return;
  printTable(
    `Backfill of ${CUSTOMERS} customers, subscriptions and items`,
    ["rows/s", "to sync-engine", "to multi-row"],
    [syncEngine, ours, limit].map((one) => [
      one.name,
      median(one.rounds),
      report.ratio(one, syncEngine),
      report.ratio(one, limit),
    ]),
  );
  printGoal("ours to sync-engine", "≥ 10", report.ratio(ours, syncEngine));
}
