import type Stripe from "stripe";
import { startApp } from "../support/app";
import { createDatabase, type TestDatabase } from "../support/postgres";
import { secretOf } from "../support/webhook";
import type { Bench } from "./bench";
import type { Fill } from "./contenders/contender";
import { installSyncEngine } from "./contenders/install";
import { fill as fillOurs } from "./contenders/ours";
import { type Running, startContender } from "./contenders/start";
import { addMissingIndex, fill as fillSyncEngine } from "./contenders/sync-engine";
import { deliveries, requests } from "./events";
import { measureHandling } from "./handle";
import { type Load, measureLoad } from "./load";
import { printGoal, printTable } from "./print";
import type { Report } from "./report";
import { median, type Rounds } from "./statistics";
import { templateSubscription } from "./template";

const SECRET = "whsec_bench";
const FEW = 2_000;
const MANY = 50_000;
const CONNECTIONS = 8;

type Entry = [
  title: string,
  file: string,
  subscriptions: number,
  fill?: Fill,
  afterFill?: (databaseUrl: string) => Promise<void>,
];

const IN_PROCESS = {
  sync: ["sync-engine, 2,000 items", "sync-engine", FEW, fillSyncEngine],
  ours: ["ours, 2,000 items", "ours", FEW, fillOurs],
  limit: ["one statement, 2,000 items", "one-statement", FEW, fillOurs],
  syncMany: ["sync-engine, 50,000 items", "sync-engine", MANY, fillSyncEngine],
  syncIndexed: ["sync-engine, 50,000 items, with the index", "sync-engine", MANY, fillSyncEngine, addMissingIndex],
  oursMany: ["ours, 50,000 items", "ours", MANY, fillOurs],
  limitMany: ["one statement, 50,000 items", "one-statement", MANY, fillOurs],
  verification: ["verification alone", "verification", FEW],
} as const satisfies Record<string, Entry>;

/** Webhook deliveries, each verified and written: in process, and through HTTP. */
export async function measureWebhooks(bench: Bench): Promise<void> {
  installSyncEngine();
  const template = await templateSubscription();
  await inProcess(bench, template);
  await throughHttp(bench, template);
}

async function inProcess({ postgres, report }: Bench, template: Stripe.Subscription): Promise<void> {
  const databases: TestDatabase[] = [];
  const running: Running[] = [];
  try {
    for (const [title, file, subscriptions, fill, afterFill] of Object.values<Entry>(IN_PROCESS)) {
      const database = await createDatabase(postgres);
      databases.push(database);
      await fill?.(database.url, template, subscriptions, "sub_bench");
      await afterFill?.(database.url);
      running.push(await start(title, file, database, template, SECRET, subscriptions));
    }
    const rounds = await measureHandling(running);
    const names = Object.keys(IN_PROCESS) as (keyof typeof IN_PROCESS)[];
    printInProcess(
      Object.fromEntries(names.map((name, index) => [name, rounds[index]])) as Record<keyof typeof IN_PROCESS, Rounds>,
      report,
    );
  } finally {
    for (const contender of running) contender.stop();
    for (const database of databases) await database.drop();
  }
}

function printInProcess(results: Record<keyof typeof IN_PROCESS, Rounds>, report: Report): void {
  const { sync, ours, limit, verification, syncMany, syncIndexed, oursMany, limitMany } = results;
  const row = (one: Rounds, syncEngine: Rounds, oneStatement: Rounds) => [
    one.name,
    median(one.rounds),
    report.ratio(one, syncEngine),
    report.ratio(one, oneStatement),
  ];
  printTable(
    "Webhooks, in process, 8 at once",
    ["events/s", "to sync-engine", "to one statement"],
    [
      ...[sync, ours, limit, verification].map((one) => row(one, sync, limit)),
      ...[syncMany, syncIndexed, oursMany, limitMany].map((one) => row(one, syncMany, limitMany)),
    ],
  );
  printGoal("ours to sync-engine, 2,000 items", "≥ 3", report.ratio(ours, sync));
  printGoal("ours at 50,000 items to ours at 2,000", "≥ 0.85", report.ratio(oursMany, ours));
  printGoal("ours to sync-engine with its missing index, 50,000 items", "≥ 3.5", report.ratio(oursMany, syncIndexed));
  printGoal("ours to sync-engine as it comes, 50,000 items", "", report.ratio(oursMany, syncMany));
}

async function throughHttp({ postgres, build, report }: Bench, template: Stripe.Subscription): Promise<void> {
  const app = await startApp({ postgres, dir: await build() });
  const other = await createDatabase(postgres);
  const running: Running[] = [];
  try {
    const secret = secretOf(app);
    await fillSyncEngine(other.url, template, FEW, "sub_bench");
    for (const prefix of ["sub_bench", "sub_limit", "sub_node"])
      await fillOurs(app.database.url, template, FEW, prefix);
    running.push(
      await start("", "sync-engine", other, template, secret),
      await start("", "ours", app.database, template, secret),
    );
    const [syncEngine = "", ours = ""] = await Promise.all(
      running.map(async (one) => (await one.run({ do: "listen" })).url),
    );
    const target = (name: string, url: string, prefix = "sub_bench") => {
      return { name, url, next: requests(deliveries({ template, secret, subscriptions: FEW, prefix })) };
    };
    printHttp(
      await measureLoad(
        [
          target("bare handler, Next", `${app.url}/api/bare-node`),
          target("sync-engine, node:http", syncEngine),
          target("ours, Next: webhook/", `${app.url}/api/subscriptions/webhook/`),
          target("one statement, Next", `${app.url}/api/one-statement`, "sub_limit"),
          target("ours, node:http", ours, "sub_node"),
          target("bare route handler, Next", `${app.url}/api/bare`),
        ],
        CONNECTIONS,
      ),
      report,
    );
  } finally {
    for (const contender of running) contender.stop();
    await other.drop();
    await app.stop();
  }
}

function printHttp(loads: Load[], report: Report): void {
  const [bare, syncEngine, ours] = loads;
  if (!bare || !syncEngine || !ours) return;
  printTable(
    "Webhooks, through HTTP, 8 at once, 2,000 items",
    ["requests/s", "p50 ms", "p99 ms", "to sync-engine", "to bare Next", "failed"],
    loads.map((one) => [
      one.name,
      one.perSecond,
      one.p50Ms.toFixed(2),
      one.p99Ms.toFixed(2),
      report.ratio(one, syncEngine),
      report.ratio(one, bare),
      one.failed,
    ]),
  );
  printGoal("our endpoint to sync-engine behind bare node:http", "≥ 0.9", report.ratio(ours, syncEngine));
  printGoal("our endpoint to a Next handler without a database", "≥ 0.5", report.ratio(ours, bare));
}

function start(
  title: string,
  file: string,
  database: TestDatabase,
  template: Stripe.Subscription,
  secret: string,
  subscriptions = FEW,
): Promise<Running> {
  const settings = {
    DATABASE_URL: database.url,
    STRIPE_API_SECRET: "sk_test_bench",
    STRIPE_WEBHOOK_SECRET: secret,
    STRIPE_API_BASE: "",
  };
  return startContender(title, file, settings, { template, secret, subscriptions, prefix: "sub_bench" });
}
