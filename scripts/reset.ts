/** `npm run reset`: removes all that the local parts keep. Stops nothing that runs, and keeps a fetched Node. */
import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { NODE } from "./bootstrap/node-version.mjs";
import { takeNoArguments } from "./bootstrap/usage.mjs";
import { failPlainly } from "./cli/fail";
import { lockHolder } from "./processes/lock-file";
import { dataDir } from "./local/paths";
import { sessionLock } from "./local/running";
import { postgresDir } from "./postgres/database";
import { joinCluster } from "./postgres/shared-server";

async function main(): Promise<void> {
  takeNoArguments("reset", "removes all that the local parts keep in .data");
  const holder = lockHolder(sessionLock);
  if (holder !== null)
    throw new Error(`The local parts are running (process ${holder}). End them with Ctrl-C, then run this again.`);
  if (existsSync(postgresDir)) {
    // Also ends a server that a killed process left behind.
    const cluster = await joinCluster({ dir: postgresDir, port: 54_329 }).catch(() => null);
    if (cluster && !(await cluster.release())) {
      throw new Error("Another command still uses embedded PostgreSQL. Wait for it or end it, then run this again.");
    }
  }
  for (const name of existsSync(dataDir) ? readdirSync(dataDir) : []) {
    // This command may run on that Node, and it is no data.
    if (name !== `node-${NODE}`) rmSync(join(dataDir, name), { recursive: true, force: true });
  }
  console.log(
    "Removed the data in .data: the next quickstart begins with an empty database and an empty local Stripe.",
  );
}

await main().catch(failPlainly);
