import { checkDatabase } from "@/lib/database-check";
import { disconnect } from "@/lib/db";
import { readSettings, type Settings } from "../local/settings";
import { startDatabase } from "../postgres/database";

type Given = {
  /** Those of the environment by default. */
  settings?: Settings;
  /** Taken where the settings say nothing: what the app must have and the command doesn't use. */
  otherwise?: Settings;
};

/** Runs a command's work on the app's database: the one that DATABASE_URL names, or the one of development. */
export async function withDatabase<T>(
  work: () => Promise<T>,
  { settings = readSettings(), otherwise = {} }: Given = {},
): Promise<T> {
  const database = await startDatabase(settings);
  Object.assign(process.env, otherwise, settings, { DATABASE_URL: database.url });
  try {
    await checkDatabase();
    return await work();
  } finally {
    await disconnect();
    await database.release();
  }
}
