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
import { handleInTurns } from "./in-process";
import { type Load, loadInTurns } from "./load";
import { asked, heading, median, ratio, type Rounds, row } from "./numbers";
import { templateSubscription } from "./template";

const SECRET = "whsec_bench";
const FEW = 2_000;
const MANY = 50_000;
const AT_ONCE = 8;

type Entry = [
  title: string,
  file: string,
  subscriptions: number,
  fill?: Fill,
  then?: (databaseUrl: string) => Promise<void>,
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

/** Webhook deliveries, each of them checked and written: in process, and through HTTP. */
export async function measureWebhooks(bench: Bench): Promise<void> {
  installSyncEngine();
  const template = await templateSubscription();
  await inProcess(bench, template);
  await throughHttp(bench, template);
}

async function inProcess({ postgres }: Bench, template: Stripe.Subscription): Promise<void> {
  const databases: TestDatabase[] = [];
  const running: Running[] = [];
  try {
    for (const [title, file, subscriptions, fill, then] of Object.values<Entry>(IN_PROCESS)) {
      const database = await createDatabase(postgres);
      databases.push(database);
      await fill?.(database.url, template, subscriptions, "sub_bench");
      await then?.(database.url);
      running.push(await start(title, file, database, template, SECRET, subscriptions));
    }
    const rounds = await handleInTurns(running);
    const names = Object.keys(IN_PROCESS) as (keyof typeof IN_PROCESS)[];
    report(
      Object.fromEntries(names.map((name, index) => [name, rounds[index]])) as Record<keyof typeof IN_PROCESS, Rounds>,
    );
  } finally {
    for (const contender of running) contender.stop();
    for (const database of databases) await database.drop();
  }
}

function report(of: Record<keyof typeof IN_PROCESS, Rounds>): void {
  heading("Webhooks, in process, 8 at once", ["events/s", "to sync-engine", "to one statement"]);
  const many = [of.syncMany, of.syncIndexed, of.oursMany, of.limitMany];
  for (const one of [of.sync, of.ours, of.limit, of.verification])
    row(one.name, [median(one.rounds), ratio(one, of.sync), ratio(one, of.limit)]);
  for (const one of many) row(one.name, [median(one.rounds), ratio(one, of.syncMany), ratio(one, of.limitMany)]);
  asked("ours to sync-engine, 2,000 items", "≥ 3", ratio(of.ours, of.sync));
  asked("ours at 50,000 items to ours at 2,000", "≥ 0.85", ratio(of.oursMany, of.ours));
  asked("ours to sync-engine with its missing index, 50,000 items", "≥ 3.5", ratio(of.oursMany, of.syncIndexed));
  asked("ours to sync-engine as it comes, 50,000 items", "", ratio(of.oursMany, of.syncMany));
}

async function throughHttp({ postgres, build }: Bench, template: Stripe.Subscription): Promise<void> {
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
      running.map(async (one) => (await one.tell({ do: "listen" })).url),
    );
    const target = (name: string, url: string, prefix = "sub_bench") => {
      return { name, url, next: requests(deliveries({ template, secret, subscriptions: FEW, prefix })) };
    };
    reportHttp(
      await loadInTurns(
        [
          target("bare handler, Next", `${app.url}/api/bare-node`),
          target("sync-engine, node:http", syncEngine),
          target("ours, Next: webhook/", `${app.url}/api/subscriptions/webhook/`),
          target("one statement, Next", `${app.url}/api/one-statement`, "sub_limit"),
          target("ours, node:http", ours, "sub_node"),
          target("bare route handler, Next", `${app.url}/api/bare`),
        ],
        AT_ONCE,
      ),
    );
  } finally {
    for (const contender of running) contender.stop();
    await other.drop();
    await app.stop();
  }
}

function reportHttp(loads: Load[]): void {
  const [bare, syncEngine, ours] = loads;
  if (!bare || !syncEngine || !ours) return;
  heading("Webhooks, through HTTP, 8 at once, 2,000 items", [
    "requests/s",
    "p50 ms",
    "p99 ms",
    "to sync-engine",
    "to bare Next",
    "failed",
  ]);
  for (const one of loads)
    row(one.name, [
      one.perSecond,
      one.p50Ms.toFixed(2),
      one.p99Ms.toFixed(2),
      ratio(one, syncEngine),
      ratio(one, bare),
      one.failed,
    ]);
  asked("our endpoint to sync-engine behind bare node:http", "≥ 0.9", ratio(ours, syncEngine));
  asked("our endpoint to a Next handler without a database", "≥ 0.5", ratio(ours, bare));
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
