/**
 * `npm run local-stripe`: local Stripe alone, with the data that quickstart keeps, or beside others with data of its own.
 * Further arguments are passed on.
 */
import { failPlainly } from "./cli/fail";
import { besideOthers, localStripeCommand, localStripeDir } from "./local/local-stripe";
import { dataDir } from "./local/paths";
import { startChild } from "./processes/child";
import { portSetting } from "./processes/ports";
import { keepPrivate } from "./processes/private-files";
import { readSettings } from "./local/settings";

async function main(): Promise<void> {
  keepPrivate(dataDir);
  const settings = readSettings();
  const wanted = portSetting("LOCAL_STRIPE_PORT", settings.LOCAL_STRIPE_PORT, 12_111);
  const { port, dir, said } = await besideOthers(wanted, localStripeDir);
  for (const line of said) console.log(line);
  const child = startChild("Local Stripe", [...localStripeCommand(port, dir), ...process.argv.slice(2)], settings);
  child.onLine((line) => console.log(line));
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => void child.stop().then(() => process.exit(0)));
  }
  process.exitCode = await child.ended;
}

await main().catch(failPlainly);
