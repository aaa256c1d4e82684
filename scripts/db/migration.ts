/** `npm run db:migration -- NAME`: writes a new migration from the difference between the migrations and the schema. */
import { relative } from "node:path";
import { answerHelp } from "../bootstrap/usage.mjs";
import { failPlainly } from "../cli/fail";
import { root } from "../local/paths";
import { withDatabase } from "../postgres/database";
import { createMigration } from "./migrations";

const USAGE = `Usage: npm run db:migration -- NAME
  writes a migration from what changed in the schema; NAME says what it does, in lower case: add_invoices`;

async function main([name, ...more]: string[]): Promise<void> {
  answerHelp(USAGE);
  if (!name || !/^[a-z0-9_]+$/.test(name) || more.length > 0)
    throw new Error(`Say what the migration does, in one word.\n${USAGE}`);
  const folder = await withDatabase((url) => createMigration(url, name));
  if (folder) console.log(`Wrote ${relative(root, folder)}. Read it, then apply it with \`npm run db:migrate\`.`);
  else console.log("The migrations already lead to the schema; nothing to write.");
}

await main(process.argv.slice(2)).catch(failPlainly);
