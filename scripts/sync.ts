/** `npm run stripe:sync`: finds and repairs what the app's copy of Stripe's objects lacks or has wrong. */
import { reconcile, type CountsByKind, type Report } from "@/lib/billing/reconcile/reconcile";
import { checkMissingEvents, missingEventsSentence } from "@/lib/billing/setup/missing-events";
import { ProductError } from "@/lib/errors";
import { answerHelp } from "./bootstrap/usage.mjs";
import { failPlainly } from "./cli/fail";
import { NOT_NEEDED_HERE } from "./cli/not-needed";
import { withDatabase } from "./cli/with-database";
import { runningStripe } from "./local/running-stripe";
import { readSettings } from "./local/settings";
import { syncArguments, USAGE } from "./cli/sync-arguments";
import { driftTable, failureList, progress, summary } from "./cli/sync-report";
import { until } from "./processes/until";

type Order = ReturnType<typeof syncArguments> & { skipPendingWork?: boolean };

async function main(): Promise<number> {
  answerHelp(USAGE);
  const order = syncArguments(process.argv.slice(2), new Date());
  const given = readSettings();
  const settings = runningStripe(given) ?? given;
  const skipPendingWork = !settings.NEXTAUTH_SECRET;
  const work = async () => {
    const code = report(await run({ ...order, skipPendingWork }), order.dryRun ?? false, skipPendingWork);
    await sayMissingEvents(settings.FRONT_END_BASE_URL);
    return code;
  };
  return withDatabase(work, { settings, otherwise: NOT_NEEDED_HERE });
}

/** Not part of what was asked for, so it never changes how the command ends. */
async function sayMissingEvents(base: string | undefined): Promise<void> {
  try {
    const missing = await checkMissingEvents(base);
    if (missing && missing.length > 0) console.log(`\n${missingEventsSentence(missing)}`);
  } catch (error) {
    console.error(`\nStripe did not say which events the webhook endpoint sends: ${String(error)}`);
  }
}

// A run that was killed holds its lease a little longer.
const LONGEST_WAIT_MS = 30_000;

async function run(order: Order): Promise<Report> {
  let waits = false;
  const outcome = await until(
    "another run to end",
    () =>
      reconcile({ ...order, onPage: showProgress, onResume: sayResumed }).catch((error: unknown) => {
        if (!(error instanceof ProductError && error.code === "sync_in_progress")) return { error };
        if (!waits) console.log("Another run is under way, or was cut off just now; waiting for it …");
        waits = true;
        throw error;
      }),
    { timeoutMs: LONGEST_WAIT_MS, intervalMs: 1_000 },
  ).finally(clearProgress);
  if ("error" in outcome) throw outcome.error;
  return outcome;
}

const sayResumed = (startedAt: Date): void =>
  console.log(`Resuming the run of ${startedAt.toISOString()}, which was interrupted. --restart starts over.`);

function report(
  { counts, drift, driftCount, failures, pendingWork }: Report,
  dryRun: boolean,
  skippedPendingWork: boolean,
): number {
  if (dryRun && drift.length > 0) console.log(`${driftTable(drift)}\n`);
  console.log(summary(counts, dryRun));
  if (dryRun)
    console.log(driftCount === 0 ? "\nNothing differs." : `\n${driftCount} objects differ; nothing was written.`);
  else console.log(driftCount === 0 ? "\nNothing differed." : `\n${driftCount} objects differed and were repaired.`);
  if (failures.length > 0) console.error(`\nFailed:\n${failureList(failures)}`);
  if (pendingWork.done > 0)
    console.log(`\nLooked after ${pendingWork.done} workspaces at Stripe: seats, second trials, a product twice.`);
  for (const { workspaceId, error } of pendingWork.failures)
    console.error(`\nFailed for workspace ${workspaceId}: ${error}`);
  // Trials are recognized by hashes that are made with it: docs/decisions/015.
  if (skippedPendingWork && !dryRun) console.log("\nNEXTAUTH_SECRET isn't set, so pending work was skipped.");
  return failures.length + pendingWork.failures.length > 0 || (dryRun && driftCount > 0) ? 1 : 0;
}

const line = process.stdout.isTTY;

function showProgress(list: string, counts: CountsByKind): void {
  if (line) process.stdout.write(`\r\x1b[K${progress(list, counts)}`);
}

function clearProgress(): void {
  if (line) process.stdout.write("\r\x1b[K");
}

process.exitCode = await main().catch(failPlainly);
