/** `npm run db:migrate`: brings the database of DATABASE_URL, or the embedded one, to the newest migration. */
import { takeNoArguments } from "../bootstrap/usage.mjs";
import { withDatabase } from "../postgres/database";
import { failPlainly } from "../cli/fail";
import { applyMigrations } from "./migrations";

takeNoArguments("db:migrate", "brings the database of DATABASE_URL, or the embedded one, to the newest migration");
await withDatabase(async (url) => {
  const applied = await applyMigrations(url);
  for (const name of applied) console.log(`Applied ${name}`);
  if (applied.length === 0) console.log("The database is up to date.");
}).catch(failPlainly);
// The schema engine leaves a timer of ten seconds behind, for which a deployment need not wait.
process.exit(0);
