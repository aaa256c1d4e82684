/** `npm run local-stripe`: local Stripe alone, with the data that quickstart keeps. Further arguments are passed on. */
import { failPlainly } from "./parts/fail";
import { localStripeCommand, localStripeDir } from "./parts/local-stripe";
import { lockHolder } from "./parts/lock";
import { startPart } from "./parts/part";
import { portSetting } from "./parts/ports";
import { runningAddresses, sessionLock } from "./parts/running";
import { readSettings } from "./parts/settings";

async function main(): Promise<void> {
  const settings = readSettings();
  if (lockHolder(sessionLock) !== null) {
    const where = runningAddresses()?.localStripe;
    throw new Error(
      `Local Stripe belongs to the running \`npm run dev\` or quickstart${where ? `: ${where}` : ""}. End that first.`,
    );
  }
  const port = portSetting("LOCAL_STRIPE_PORT", settings.LOCAL_STRIPE_PORT, 12_111);
  const part = startPart(
    "Local Stripe",
    [...localStripeCommand(port, localStripeDir), ...process.argv.slice(2)],
    settings,
  );
  part.onLine((line) => console.log(line));
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => void part.stop().then(() => process.exit(0)));
  }
  process.exitCode = await part.ended;
}

await main().catch(failPlainly);
