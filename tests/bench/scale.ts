import type Stripe from "stripe";
import { createDatabase, type TestDatabase } from "../support/postgres";
import type { Bench } from "./bench";
import { fill as fillOurs } from "./contenders/ours";
import { type Running, startContender } from "./contenders/start";
import { fillLarge } from "./fill";
import { measureHandling } from "./handle";
import { printGoal, printTable } from "./print";
import { median } from "./statistics";
import { templateSubscription } from "./template";

const SECRET = "whsec_bench";
const FEW = 2_000;
/** Enough that nearly every event is about another subscription and finds its rows in pages that aren't cached yet. */
const MANY = 200_000;
const CROWD = 1_000_000;

/** Deliveries in process: into a nearly empty database, and into one with a million other subscriptions. */
export async function measureScale({ postgres, report }: Bench): Promise<void> {
  const template = await templateSubscription();
  const databases: TestDatabase[] = [];
  const running: Running[] = [];
  const open = async (name: string, subscriptions: number, crowd: number): Promise<void> => {
    const database = await createDatabase(postgres);
    databases.push(database);
    if (crowd > 0) await fillLarge(database.pool, crowd);
    await fillOurs(database.url, template, subscriptions, "sub_bench");
    running.push(await start(name, database, template, subscriptions));
  };
  try {
    await open("nearly empty", FEW, 0);
    await open("1,200,000 subscriptions, 2,200,000 items", MANY, CROWD);
    const [small, large] = await measureHandling(running);
    if (!small || !large) return;
    printTable(
      "Webhooks and the size of the tables, in process, 8 at once",
      ["events/s", "to nearly empty"],
      [small, large].map((one) => [one.name, median(one.rounds), report.ratio(one, small)]),
    );
    printGoal("the large database to the nearly empty one", "≥ 0.9", report.ratio(large, small));
  } finally {
    for (const one of running) one.stop();
    for (const database of databases) await database.drop();
  }
}

function start(
  name: string,
  database: TestDatabase,
  template: Stripe.Subscription,
  subscriptions: number,
): Promise<Running> {
  const settings = {
    DATABASE_URL: database.url,
    STRIPE_API_SECRET: "sk_test_bench",
    STRIPE_WEBHOOK_SECRET: SECRET,
    STRIPE_API_BASE: "",
  };
  return startContender(name, "ours", settings, { template, secret: SECRET, subscriptions, prefix: "sub_bench" });
}
