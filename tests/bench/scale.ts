import type Stripe from "stripe";
import { fillWithCrowd } from "../support/crowd";
import { createDatabase, type TestDatabase } from "../support/postgres";
import type { Bench } from "./bench";
import { fill as fillOurs } from "./contenders/ours";
import { type Running, startContender } from "./contenders/start";
import { handleInTurns } from "./in-process";
import { asked, heading, median, ratio, row } from "./numbers";
import { templateSubscription } from "./template";

const SECRET = "whsec_bench";
const FEW = 2_000;
/** So many that nearly every event is of another one, and finds its pages where the last one was not. */
const MANY = 200_000;
const CROWD = 1_000_000;

/** Deliveries in process: into a database with little in it, and into one with a million subscriptions besides. */
export async function measureScale({ postgres }: Bench): Promise<void> {
  const template = await templateSubscription();
  const databases: TestDatabase[] = [];
  const running: Running[] = [];
  const open = async (name: string, subscriptions: number, crowd: number): Promise<void> => {
    const database = await createDatabase(postgres);
    databases.push(database);
    if (crowd > 0) await addCrowd(database, crowd);
    await fillOurs(database.url, template, subscriptions, "sub_bench");
    running.push(await start(name, database, template, subscriptions));
  };
  try {
    await open("nearly empty", FEW, 0);
    console.log("Filling a large database …");
    await open("1,200,000 subscriptions, 2,200,000 items", MANY, CROWD);
    const [small, large] = await handleInTurns(running);
    if (!small || !large) return;
    heading("Webhooks and the size of the tables, in process, 8 at once", ["events/s", "to nearly empty"]);
    for (const one of [small, large]) row(one.name, [median(one.rounds), ratio(one, small)]);
    asked("the large database to the nearly empty one", "≥ 0.9", ratio(large, small));
  } finally {
    for (const one of running) one.stop();
    for (const database of databases) await database.drop();
  }
}

async function addCrowd({ pool }: TestDatabase, subscriptions: number): Promise<void> {
  await fillWithCrowd(pool, subscriptions);
  // A table that is not logged is written faster than any that people have.
  for (const table of ["subscription", "subscription_item", "subscription_change"])
    await pool.query(`ALTER TABLE ${table} SET LOGGED`);
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
