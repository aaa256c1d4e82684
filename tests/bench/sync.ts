import { createDatabase, type TestDatabase } from "../support/postgres";
import type { Bench } from "./bench";
import type { Fill } from "./contenders/contender";
import { installSyncEngine } from "./contenders/install";
import { fill as fillOurs } from "./contenders/ours";
import { type Running, startContender, startSourceProcess } from "./contenders/start";
import { fill as fillSyncEngine } from "./contenders/sync-engine";
import { asked, heading, median, ratio, type Rounds, row } from "./numbers";
import { templateSubscription } from "./template";

const PEOPLE = 5_000;
const ROUNDS = 5;
// A customer, a subscription and its item.
const ROWS = 3 * PEOPLE;

const ENTRIES: [title: string, file: string, fill: Fill, tables: string][] = [
  ["sync-engine", "sync-engine", fillSyncEngine, "stripe.customers, stripe.subscriptions, stripe.subscription_items"],
  ["ours", "ours", fillOurs, "customer, subscription, subscription_item, subscription_change, reconciliation"],
  ["multi-row upserts", "multi-row", fillOurs, "customer, subscription, subscription_item"],
];

/** A backfill: all customers and subscriptions at Stripe into empty tables. */
export async function measureSync({ postgres }: Bench): Promise<void> {
  installSyncEngine();
  const template = await templateSubscription();
  const source = await startSourceProcess(template, PEOPLE);
  const databases: TestDatabase[] = [];
  const running: Running[] = [];
  try {
    for (const [title, file, fill] of ENTRIES) {
      const database = await createDatabase(postgres);
      databases.push(database);
      await fill(database.url, template, PEOPLE, null);
      const settings = {
        DATABASE_URL: database.url,
        STRIPE_API_SECRET: "sk_test_bench",
        STRIPE_WEBHOOK_SECRET: "whsec_bench",
        STRIPE_API_BASE: source.url,
      };
      running.push(await startContender(title, file, settings, { template, secret: "", subscriptions: 0, prefix: "" }));
    }
    report(await backfillInTurns(running, databases));
  } finally {
    for (const one of [source, ...running]) one.stop();
    for (const database of databases) await database.drop();
  }
}

/** The first round, in which compilers and caches warm up, does not count. */
async function backfillInTurns(running: Running[], databases: TestDatabase[]): Promise<Rounds[]> {
  const results = running.map(({ name }): Rounds => ({ name, rounds: [] }));
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [index, contender] of running.entries()) {
      await databases[index]?.pool.query(`TRUNCATE ${ENTRIES[index]?.[3] ?? ""}`);
      const { seconds } = await contender.tell({ do: "backfill" });
      await allThere(contender.name, databases[index], ENTRIES[index]?.[3].split(", ").slice(0, 3) ?? []);
      if (round > 0) results[index]?.rounds.push(ROWS / seconds);
    }
  }
  return results;
}

async function allThere(name: string, database: TestDatabase | undefined, tables: string[]): Promise<void> {
  for (const table of tables) {
    const answer = await database?.pool.query<{ count: string }>(`SELECT count(*) FROM ${table}`);
    const count = Number(answer?.rows[0]?.count);
    if (count !== PEOPLE) throw new Error(`${name} left ${count} rows in ${table}, not ${PEOPLE}.`);
  }
}

function report([syncEngine, ours, limit]: Rounds[]): void {
  if (!syncEngine || !ours || !limit) return;
  heading(`Backfill of ${PEOPLE} customers, subscriptions and items`, ["rows/s", "to sync-engine", "to multi-row"]);
  for (const one of [syncEngine, ours, limit])
    row(one.name, [median(one.rounds), ratio(one, syncEngine), ratio(one, limit)]);
  asked("ours to sync-engine", "≥ 10", ratio(ours, syncEngine));
}
