/** `npm run local-stripe`: local Stripe alone, with the data that quickstart keeps. Further arguments are passed on. */
import { failPlainly } from "./cli/fail";
import { localStripeCommand, localStripeDir } from "./local/local-stripe";
import { lockHolder } from "./processes/lock-file";
import { startChild } from "./processes/child";
import { portSetting } from "./processes/ports";
import { runningAddresses, sessionLock } from "./local/running";
import { readSettings } from "./local/settings";

async function main(): Promise<void> {
  const settings = readSettings();
  if (lockHolder(sessionLock) !== null) {
    const where = runningAddresses()?.localStripe;
    throw new Error(
      `Local Stripe belongs to the running \`npm run dev\` or quickstart${where ? `: ${where}` : ""}. End that first.`,
    );
  }
  const port = portSetting("LOCAL_STRIPE_PORT", settings.LOCAL_STRIPE_PORT, 12_111);
  const child = startChild(
    "Local Stripe",
    [...localStripeCommand(port, localStripeDir), ...process.argv.slice(2)],
    settings,
  );
  child.onLine((line) => console.log(line));
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => void child.stop().then(() => process.exit(0)));
  }
  process.exitCode = await child.ended;
}

await main().catch(failPlainly);
