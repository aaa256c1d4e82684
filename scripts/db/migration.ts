/** `npm run db:migration -- NAME`: writes a new migration from the difference between the migrations and the schema. */
import { relative } from "node:path";
import { failPlainly } from "../parts/fail";
import { root } from "../parts/paths";
import { withDatabase } from "../postgres/database";
import { createMigration } from "./migrations";

async function main(name: string | undefined): Promise<void> {
  if (!name || !/^[a-z0-9_]+$/.test(name)) {
    throw new Error("Say what the migration does, in lower case: npm run db:migration -- add_invoices");
  }
  const folder = await withDatabase((url) => createMigration(url, name));
  if (folder) console.log(`Wrote ${relative(root, folder)}. Read it, then apply it with \`npm run db:migrate\`.`);
  else console.log("The migrations already lead to the schema; nothing to write.");
}

await main(process.argv[2]).catch(failPlainly);
