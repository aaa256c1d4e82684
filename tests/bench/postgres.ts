import { mkdirSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import { applyMigrations } from "@/scripts/db/migrations";
import { dataDir } from "@/scripts/local/paths";
import { startPostgres } from "@/scripts/postgres/start-server";
import { anyPort } from "@/scripts/processes/ports";
import { closeTemplate, type TestPostgres } from "../support/postgres";
import { withClient } from "./contenders/contender";

export type BenchPostgres = TestPostgres & {
  version: string;
  stop(): Promise<void>;
};

/** Starts a PostgreSQL that waits for the disk as in production; it's removed when it stops or when this process dies. */
export async function startBenchPostgres(): Promise<BenchPostgres> {
  mkdirSync(dataDir, { recursive: true });
  // Not in the folder for temporary files, which is in memory on many machines.
  const dir = await mkdtemp(join(dataDir, "bench-postgres-"));
  const postgres = await startPostgres({
    dir,
    port: await anyPort(),
    database: "template_of_bench",
    throwaway: true,
    durable: true,
  });
  const settings = await readServerSettings(postgres.url);
  const off = DURABLE.filter((name) => settings[name] !== "on");
  if (off.length > 0) throw new Error(`The bench's PostgreSQL isn't durable: ${off.join(", ")} must be on.`);
  await applyMigrations(postgres.url);
  await closeTemplate(new URL(postgres.url));
  return { templateUrl: postgres.url, version: settings.server_version ?? "", stop: postgres.release };
}

export const DURABLE = ["fsync", "synchronous_commit", "full_page_writes"];

async function readServerSettings(url: string): Promise<Record<string, string>> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<{ name: string; setting: string }>(
      "SELECT name, setting FROM pg_settings WHERE name = ANY($1)",
      [["server_version", ...DURABLE]],
    );
    return Object.fromEntries(rows.map(({ name, setting }) => [name, setting]));
  });
}
