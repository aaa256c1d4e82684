/** Runs a command with TEST_DATABASE_URL leading to one of the servers of postgres-servers.mjs. For `npm run test:nightly`. */
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { failPlainly } from "../cli/fail";
import { startPostgres } from "../postgres/start-server";
import { anyPort } from "../processes/ports";
import { runTimed } from "./command.mjs";
import { missingPrograms, programsOf, SERVERS } from "./postgres-servers.mjs";

const [name, ...command] = process.argv.slice(2);

/** @returns what a person should know of the server that the tests run on */
async function describe(url: string): Promise<{ version: string; jit: boolean; order: string }> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ version: string; jit: boolean; order: string }>(
      `SELECT current_setting('server_version') AS version, pg_jit_available() AS jit,
        CASE WHEN 'B' COLLATE "default" < 'a' COLLATE "default" THEN 'bytes' ELSE 'a language' END AS order`,
    );
    if (!rows[0]) throw new Error(`${name} did not say what it is.`);
    return rows[0];
  } finally {
    await client.end();
  }
}

async function main(): Promise<number> {
  const server = SERVERS.find((one) => one.name === name);
  if (!server)
    throw new Error(`There is no server "${name}". There are: ${SERVERS.map((one) => one.name).join(", ")}.`);
  const missing = missingPrograms(server);
  if (missing) throw new Error(`not run: ${server.name}: ${missing}`);
  const { url, release } = await startPostgres({
    dir: await mkdtemp(join(tmpdir(), "billing-postgres-")),
    port: await anyPort(),
    database: "tests",
    throwaway: true,
    bin: programsOf(server),
    locale: server.locale,
  });
  try {
    const { version, jit, order } = await describe(url);
    console.log(`PostgreSQL ${version}, JIT ${jit ? "on" : "not there"}, text in the order of ${order}`);
    if (jit !== Boolean(server.jit)) throw new Error(`${server.name} ${jit ? "has JIT" : "has no JIT"}.`);
    return (await runTimed(command, { env: { ...process.env, TEST_DATABASE_URL: url } })).code;
  } finally {
    await release();
  }
}

process.exitCode = await main().catch(failPlainly);
