/** `npm run db:new-installation`: makes a copied database an installation of its own. */
import { parseArgs } from "node:util";
import { becomeNewInstallation } from "@/lib/billing/mirror/forget";
import { installationId } from "@/lib/billing/customers/installation";
import { checkDatabase } from "@/lib/database-check";
import { disconnect } from "@/lib/db";
import { answerHelp, readArguments } from "./bootstrap/usage.mjs";
import { failPlainly } from "./cli/fail";
import { NOT_NEEDED_HERE } from "./cli/not-needed";
import { readSettings } from "./local/settings";
import { startDatabase } from "./postgres/database";

const USAGE = `Usage: npm run db:new-installation -- --yes
  --yes   gives the database of DATABASE_URL a new installation id and forgets the customers of the one it was copied
          from, with their subscriptions and invoices; users and workspaces stay. Stop the app on this database first`;

async function main(): Promise<void> {
  answerHelp(USAGE);
  const { values } = readArguments(() => parseArgs({ options: { yes: { type: "boolean" } } }), USAGE);
  const settings = readSettings();
  const database = await startDatabase(settings);
  Object.assign(process.env, { ...NOT_NEEDED_HERE, ...settings, DATABASE_URL: database.url });
  try {
    await checkDatabase();
    const before = await installationId();
    if (!values.yes) throw new Error(`This database is installation ${before}. Nothing was changed.\n\n${USAGE}`);
    console.log(`The installation was ${before} and is now ${await becomeNewInstallation()}.`);
    console.log("Its users are customers of nobody: each becomes one with their next checkout.");
  } finally {
    await disconnect();
    await database.release();
  }
}

await main().catch(failPlainly);
