/** `npm run stripe:duplicates`: lists the workspaces that have a product, or two plans of one group, by two subscriptions. */
import { parseArgs } from "node:util";
import { cancelDuplicate, countRefunded, type Canceled, settleDuplicate } from "@/lib/billing/duplicates/cancel";
import { type Duplicate, listDuplicates, noteDuplicates } from "@/lib/billing/duplicates/find";
import { checkAccount } from "@/lib/billing/customers/installation";
import { formatMoney } from "@/lib/format";
import { answerHelp, readArguments } from "./bootstrap/usage.mjs";
import { failPlainly } from "./cli/fail";
import { NOT_NEEDED_HERE } from "./cli/not-needed";
import { withDatabase } from "./cli/with-database";
import { runningStripe } from "./local/running-stripe";
import { readSettings } from "./local/settings";

const USAGE = `Usage: npm run stripe:duplicates -- [--cancel | --settle sub_…]
  --cancel         cancels the later subscription of each and refunds what was paid for it; safe to repeat
  --settle sub_…   marks one as done after Stripe refused its refund`;

const MOST = 1_000;

async function main(): Promise<number> {
  answerHelp(USAGE);
  const { values } = readArguments(
    () => parseArgs({ options: { cancel: { type: "boolean" }, settle: { type: "string" } } }),
    USAGE,
  );
  const given = readSettings();
  const settings = runningStripe(given) ?? given;
  const { settle: id, cancel = false } = values;
  return withDatabase(() => (id === undefined ? report(cancel) : settle(id)), {
    settings,
    otherwise: NOT_NEEDED_HERE,
  });
}

/** @returns the exit code: 1 when something is left to do */
async function report(cancel: boolean): Promise<number> {
  const before = await listDuplicates(MOST);
  for (const id of new Set(before.duplicates.map(({ workspaceId }) => workspaceId))) await noteDuplicates(id);
  const { duplicates } = await listDuplicates(MOST);
  if (duplicates.length === 0) {
    console.log("No workspace has a product, or two plans of one group, by two subscriptions.");
    return 0;
  }
  if (cancel) await checkAccount({ mustAnswer: true });
  let left = 0;
  for (const duplicate of duplicates) {
    console.log(describe(duplicate));
    if (cancel && !(await cancelOne(duplicate))) left++;
  }
  if (!cancel) console.log("\nnpm run stripe:duplicates -- --cancel cancels these and refunds what was paid for them.");
  return cancel ? Math.min(left, 1) : 1;
}

/** @returns the exit code: 1 when there is no such thing to settle */
async function settle(subscriptionId: string): Promise<number> {
  const isSettled = await settleDuplicate(subscriptionId);
  console.log(
    isSettled
      ? `${subscriptionId} is settled.`
      : `${subscriptionId} is no subscription that was canceled and not refunded.`,
  );
  return isSettled ? 0 : 1;
}

const describe = ({
  subscriptionId,
  keptId,
  workspace,
  workspaceId,
  product,
  status,
  customerId,
  isBegun,
  error,
}: Duplicate): string =>
  `${subscriptionId} (${product ?? "a product"}, ${status}, ${customerId}) of ${workspace ?? "a workspace"} ${workspaceId}; ` +
  `${keptId} is older.${isBegun ? " Its cancellation has started." : ""}${error ? `\n  The last time: ${error}` : ""}`;

/** Again as long as each try refunds more: one of many invoices takes longer than a try may. */
async function cancelOne(duplicate: Duplicate): Promise<boolean> {
  const { subscriptionId } = duplicate;
  const before = await countRefunded(subscriptionId);
  try {
    const canceled = await cancelDuplicate(subscriptionId);
    console.log(`  ${outcome(canceled)}`);
    return canceled.done;
  } catch (error) {
    if ((await countRefunded(subscriptionId)) > before) return cancelOne(duplicate);
    console.error(`  Not done: ${error instanceof Error ? error.message : String(error)}. Run it again.`);
    return false;
  }
}

function outcome(canceled: Canceled): string {
  if (!canceled.done) return `Left as it is: ${canceled.why}`;
  const { refundedMinor, currency } = canceled;
  return refundedMinor > 0 && currency
    ? `Canceled; ${formatMoney("en", refundedMinor, currency)} refunded.`
    : "Canceled; nothing had been paid.";
}

process.exitCode = await main().catch(failPlainly);
