/**
 * Keeps embedded PostgreSQL running for the process that started this one, and releases it when that process ends in
 * any way. The pipe between the two closes even on `kill -9`.
 *
 * Started by start-server.ts; its one argument is the cluster's options as JSON, its one line of output the answer.
 */
import { rmSync } from "node:fs";
import { type ClusterOptions } from "./cluster";
import { ensureDatabase, joinCluster } from "./shared-server";

export interface ServerOptions extends Omit<ClusterOptions, "say"> {
  database: string;
}

export interface ServerAnswer {
  url: string;
  said: string[];
}

const options = JSON.parse(process.argv[2] ?? "{}") as ServerOptions;
// A Ctrl-C in the terminal reaches this process too; the one that started it decides when PostgreSQL ends.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => undefined);
const parentEnded = new Promise<void>((resolve) => process.stdin.resume().once("close", resolve));

try {
  const said: string[] = [];
  const cluster = await joinCluster({ ...options, say: (message) => said.push(message) });
  const url = await ensureDatabase(cluster, options.database);
  process.stdout.write(`${JSON.stringify({ url, said } satisfies ServerAnswer)}\n`);
  const how = await Promise.race([parentEnded.then(() => "released"), cluster.lost.then(() => "lost")]);
  await cluster.release();
  if (options.throwaway) rmSync(options.dir, { recursive: true, force: true });
  process.exit(how === "lost" ? 1 : 0);
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exit(1);
}
