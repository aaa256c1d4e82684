import { existsSync } from "node:fs";
import { parseArgs } from "node:util";
import { checkAccount, installationId } from "@/lib/billing/customers/installation";
import { syncCatalog } from "@/lib/billing/reconcile/reconcile";
import { alone } from "@/lib/billing/setup/alone";
import { checkMissingEvents } from "@/lib/billing/setup/missing-events";
import { setup, SetupStopped, type SetupResult } from "@/lib/billing/setup/setup";
import { isLiveKey } from "@/lib/env";
import { checkDatabase } from "@/lib/database-check";
import { disconnect } from "@/lib/db";
import { answerHelp, readArguments } from "../bootstrap/usage.mjs";
import { setupFile } from "../local/app-settings";
import { readEnvFile, writeEnvFile } from "../local/env-file";
import { confirm } from "./confirm";
import { NOT_NEEDED_HERE } from "./not-needed";
import { runningStripe } from "../local/running-stripe";
import { readSettings, type Settings } from "../local/settings";
import { canReach, webhookAddress } from "./webhook-address";
import { startDatabase, postgresDir } from "../postgres/database";
import { type RunningPostgres } from "../postgres/start-server";

const USAGE = `Usage: npm run stripe:setup -- [--dry-run] [--yes] [--webhook-url URL] [--write-env FILE]
  --dry-run           changes nothing; prints each change, and exits 1 if there is any
  --yes               doesn't ask before it makes changes with a live key
  --webhook-url URL   where Stripe delivers events; else the webhook endpoint of FRONT_END_BASE_URL
  --write-env FILE    writes the settings that come of it, the signing secret too, into FILE instead of showing them`;

type Order = {
  settings: Settings;
  /** Where Stripe delivers events. */
  webhookUrl: string;
  file: string | undefined;
  hasDatabase: boolean;
  dryRun: boolean;
  yes: boolean;
};

/** @returns the exit code */
export async function setUpCommand(): Promise<number> {
  answerHelp(USAGE);
  const options = {
    "dry-run": { type: "boolean" },
    yes: { type: "boolean" },
    "webhook-url": { type: "string" },
    "write-env": { type: "string" },
  } as const;
  const { values: flags } = readArguments(() => parseArgs({ options }), USAGE);
  const given = readSettings();
  const running = runningStripe(given);
  const settings = running ?? given;
  const database = await findDatabase(settings);
  Object.assign(process.env, { ...NOT_NEEDED_HERE, ...settings, ...(database && { DATABASE_URL: database.url }) });
  try {
    if (database) await checkDatabase();
    // Which products are ours is known by the installation's id, and that is in the database.
    const dryRun = flags["dry-run"] === true || database === null;
    if (database) await checkAccount({ remembers: !dryRun });
    // A running local Stripe has been set up already, with its address and file.
    const file = flags["write-env"] ?? (running ? setupFile : undefined);
    const url = flags["webhook-url"] ?? (running ? readEnvFile(setupFile).WEBHOOK_URL : undefined);
    const work = () =>
      setUp({
        settings,
        webhookUrl: webhookAddress(url, settings),
        file,
        hasDatabase: database !== null,
        dryRun,
        yes: flags.yes === true,
      });
    return await (dryRun
      ? work()
      : alone(work, () => console.log("Another run is under way, or was cut off just now; waiting …")));
  } finally {
    await disconnect();
    await database?.release();
  }
}

async function setUp(order: Order): Promise<number> {
  const { settings, webhookUrl, hasDatabase, dryRun } = order;
  const reachable = canReach(webhookUrl, settings);
  console.log(`Bringing ${settings.STRIPE_API_BASE ?? "your Stripe account"} to what the app needs:`);
  const result = await changeStripe(order, reachable).catch(async (error: unknown) => {
    if (!(error instanceof SetupStopped)) throw error;
    // What was made is on sale, and a signing secret is told only once.
    keepSettings(order, error.result, reachable);
    await fillMirror().catch((why: unknown) =>
      console.error("The app's copy of the plans was not brought up to date:", why),
    );
    throw error;
  });
  if (dryRun) return sayDryRun(result, hasDatabase);
  if (result.made < result.changes) console.log("\nNothing was changed.");
  else console.log(result.changes === 0 ? "  nothing to change." : `  done: ${result.changes} changes.`);
  keepSettings(order, result, reachable);
  await fillMirror();
  await checkMissingEvents(new URL(webhookUrl).origin);
  if (!reachable) {
    console.log(`\nStripe can't reach ${webhookUrl}. Let Stripe's command-line tool carry the events there:`);
    console.log(`  stripe listen --forward-to ${webhookUrl}`);
    console.log("and put the whsec_… that it prints into STRIPE_WEBHOOK_SECRET.");
  }
  return result.made < result.changes ? 1 : 0;
}

async function changeStripe(
  { settings, webhookUrl, file, hasDatabase, dryRun, yes }: Order,
  reachable: boolean,
): Promise<SetupResult> {
  const secretIsKnown = file ? readEnvFile(file).WEBHOOK_URL === webhookUrl : Boolean(settings.STRIPE_WEBHOOK_SECRET);
  const asks = isLiveKey(settings.STRIPE_API_SECRET ?? "") && !yes;
  return setup({
    endpoint: reachable ? { url: webhookUrl, secretIsKnown } : null,
    installation: hasDatabase ? await installationId() : null,
    dryRun,
    say: console.log,
    ...(asks && { mayBegin: (changes) => confirm(`\nThe key is a live one. Make these ${changes} changes?`) }),
  });
}

function sayDryRun({ changes }: SetupResult, hasDatabase: boolean): number {
  if (changes === 0) console.log("  nothing to change.");
  else console.log(`\n${changes} ${changes === 1 ? "change" : "changes"} to make; nothing was changed.`);
  if (!hasDatabase) console.log("Run this with the app's DATABASE_URL, which says which products are yours.");
  return changes === 0 ? 0 : 1;
}

function keepSettings({ file, webhookUrl }: Order, result: SetupResult, reachable: boolean): void {
  const outcome: Record<string, string> = {
    ...(result.webhookSecret && { STRIPE_WEBHOOK_SECRET: result.webhookSecret }),
    ...(result.portalConfiguration && { STRIPE_PORTAL_CONFIGURATION: result.portalConfiguration }),
  };
  if (file) {
    // For which address the secret is: another one needs another endpoint, with another secret.
    const isKnown = result.webhookSecret !== undefined || readEnvFile(file).WEBHOOK_URL === webhookUrl;
    writeEnvFile(file, { ...outcome, ...(reachable && isKnown && { WEBHOOK_URL: webhookUrl }) });
    console.log(`Settings written to ${file}: ${Object.keys(outcome).join(", ") || "no new ones"}.`);
  } else if (Object.keys(outcome).length > 0) {
    console.log("\nSettings for the app. Stripe tells a signing secret only once:");
    for (const [name, value] of Object.entries(outcome)) console.log(`  ${name}=${value}`);
  }
}

/** The app's database if it is known here, by DATABASE_URL or as the embedded one of development. */
async function findDatabase(settings: Settings): Promise<RunningPostgres | null> {
  return settings.DATABASE_URL || existsSync(postgresDir) ? startDatabase(settings) : null;
}

/** No event will bring the app what was created before the webhook endpoint. */
async function fillMirror(): Promise<void> {
  console.log(`The app's copy of the plans is up to date: ${await syncCatalog()} products and prices read.`);
}
