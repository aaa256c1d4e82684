/** `npm run db:new-installation`: makes a copied database an installation of its own. */
import { parseArgs } from "node:util";
import { becomeNewInstallation } from "@/lib/billing/mirror/forget";
import { installationId } from "@/lib/billing/customers/installation";
import { answerHelp, readArguments } from "./bootstrap/usage.mjs";
import { failPlainly } from "./cli/fail";
import { NOT_NEEDED_HERE } from "./cli/not-needed";
import { withDatabase } from "./cli/with-database";

const USAGE = `Usage: npm run db:new-installation -- --yes
  --yes   gives the database of DATABASE_URL a new installation id and forgets the customers of the one it was copied
          from, with their subscriptions and invoices; users and workspaces stay. Stop the app on this database first`;

async function main(): Promise<void> {
  answerHelp(USAGE);
  const { values } = readArguments(() => parseArgs({ options: { yes: { type: "boolean" } } }), USAGE);
  await withDatabase(() => renew(values.yes === true), { otherwise: NOT_NEEDED_HERE });
}

async function renew(isConfirmed: boolean): Promise<void> {
  const before = await installationId();
  if (!isConfirmed) throw new Error(`This database is installation ${before}. Nothing was changed.\n\n${USAGE}`);
  console.log(`The installation was ${before} and is now ${await becomeNewInstallation()}.`);
  console.log("Its users are customers of nobody: each becomes one with their next checkout.");
}

await main().catch(failPlainly);
