import { checkDatabase } from "@/lib/database-check";
import { disconnect } from "@/lib/db";
import { readSettings } from "../local/settings";
import { startDatabase } from "../postgres/database";

/** Runs a command's work on the app's database: the one that DATABASE_URL names, or the one of development. */
export async function withDatabase(work: () => Promise<void>): Promise<void> {
  const settings = readSettings();
  const database = await startDatabase(settings);
  Object.assign(process.env, settings, { DATABASE_URL: database.url });
  try {
    await checkDatabase();
    await work();
  } finally {
    await disconnect();
    await database.release();
  }
}
