/**
 * `npm run stripe:setup`: brings a Stripe account, or local Stripe, to what the app needs. Without STRIPE_API_SECRET it is
 * the local Stripe that `quickstart` or `dev` runs.
 */
import { loadFiles } from "@/lib/billing/catalog-file/load";
import { refuseDoubleNames } from "./cli/double-names";
import { failPlainly } from "./cli/fail";

async function main(): Promise<number> {
  await loadFiles(refuseDoubleNames());
  // Only now, because it reads the files when it's loaded.
  const { setUpCommand } = await import("./cli/set-up");
  return setUpCommand();
}

process.exitCode = await main().catch(failPlainly);
