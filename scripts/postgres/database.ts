import { join } from "node:path";
import { dataDir } from "../local/paths";
import { portSetting } from "../processes/ports";
import { readSettings, type Settings } from "../local/settings";
import { type RunningPostgres, startPostgres } from "./start-server";

export const postgresDir = join(dataDir, "postgres");

/** The database of DATABASE_URL if that is set, and nothing is started; else that of embedded PostgreSQL. */
export async function startDatabase(settings: Settings = readSettings()): Promise<RunningPostgres> {
  if (settings.DATABASE_URL) {
    const never = new Promise<void>(() => undefined);
    return { url: settings.DATABASE_URL, said: [], ended: never, release: async () => undefined };
  }
  const port = portSetting("EMBEDDED_POSTGRES_PORT", settings.EMBEDDED_POSTGRES_PORT, 54_329);
  return startPostgres({ dir: postgresDir, port, database: "hypersaas" });
}

/** Runs `work` with a database, for commands that end. */
export async function withDatabase<T>(work: (url: string) => Promise<T>): Promise<T> {
  const database = await startDatabase();
  for (const message of database.said) console.log(message);
  try {
    return await work(database.url);
  } finally {
    await database.release();
  }
}
