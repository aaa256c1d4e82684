import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Client } from "pg";
import { withLock } from "../processes/lock-file";
import { isAlive, programName } from "../processes/process-ids";
import { freePort, portTaken } from "../processes/ports";
import { until } from "../processes/until";
import { type Account, chooseAccount, handOver, letThrough } from "./unix-account";
import { findPrograms, type Programs, programsIn, run } from "./programs";

export interface ClusterOptions {
  /** Holds the cluster, its log and its password. */
  dir: string;
  /** The preferred port. If it is in use, another one is chosen and reported. */
  port: number;
  /** For tests: nothing needs to outlive a power cut. */
  throwaway?: boolean;
  /** Makes a throwaway cluster wait for the disk like one in production. */
  durable?: boolean;
  /** For tests: where another PostgreSQL's programs are, flags of its initdb, and settings of its server. */
  bin?: string;
  locale?: string[];
  settings?: string[];
  say?: (message: string) => void;
}

export interface Cluster {
  port: number;
  password: string;
  stop(): Promise<void>;
  /** Stops it as a crash does, for tests: without closing connections and without a last checkpoint. */
  crash(): Promise<void>;
}

/** The server that already runs on this folder, or a new one. */
export async function ensureCluster(options: ClusterOptions): Promise<Cluster> {
  mkdirSync(options.dir, { recursive: true, mode: 0o700 });
  letThrough(dirname(options.dir));
  return withLock(`${options.dir}.lock`, "starting PostgreSQL", async () => {
    const programs = options.bin ? programsIn(options.bin) : await findPrograms();
    const account = chooseAccount(options.dir, programs.pg_ctl);
    handOver(options.dir);
    const data = join(options.dir, "cluster");
    const password = await ensureInitialized(options, data, programs, account);
    const port = (await runningPort(data, password)) ?? (await start(options, data, programs, account));
    const end = (mode: string) => run(account, programs.pg_ctl, ["stop", "-D", data, "-m", mode, "-w"]);
    return { port, password, stop: () => end("fast"), crash: () => end("immediate") };
  });
}

export function clusterUrl(cluster: { port: number; password: string }, database: string): string {
  return `postgresql://postgres:${cluster.password}@127.0.0.1:${cluster.port}/${database}`;
}

/** The same text order on every machine, with any locales. */
const LOCALE = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"];

async function ensureInitialized(
  { dir, locale = LOCALE }: ClusterOptions,
  data: string,
  programs: Programs,
  account: Account,
): Promise<string> {
  const passwordFile = join(dir, "password");
  // If one of the two is missing, initdb was interrupted, and the folder holds no data yet.
  if (existsSync(join(dir, "initialised"))) return readFileSync(passwordFile, "utf8").trim();
  rmSync(data, { recursive: true, force: true });
  const password = randomBytes(18).toString("hex");
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  handOver(passwordFile);
  await run(account, programs.initdb, [
    `--pgdata=${data}`,
    "--username=postgres",
    "--auth=scram-sha-256",
    `--pwfile=${passwordFile}`,
    "--encoding=UTF8",
    ...locale,
    "--no-instructions",
    "--no-sync",
  ]);
  writeFileSync(join(dir, "initialised"), "", { mode: 0o600 });
  return password;
}

async function start(options: ClusterOptions, data: string, programs: Programs, account: Account): Promise<number> {
  const port = await freePort(options.port, (chosen) =>
    options.say?.(portTaken(options.port, "PostgreSQL", chosen, "EMBEDDED_POSTGRES_PORT")),
  );
  const settings = ["listen_addresses=127.0.0.1", "unix_socket_directories=''", "max_connections=300"];
  settings.push(...(options.settings ?? []));
  if (options.throwaway && !options.durable)
    settings.push("fsync=off", "synchronous_commit=off", "full_page_writes=off");
  const flags = [`-p ${port}`, ...settings.map((setting) => `-c ${setting}`)].join(" ");
  const log = join(options.dir, "log");
  try {
    await run(account, programs.pg_ctl, ["start", "-D", data, "-l", log, "-o", flags, "-w", "-t", "60"]);
  } catch (error) {
    const lines = existsSync(log) ? readFileSync(log, "utf8").trimEnd().split("\n").slice(-8) : [];
    throw new Error(
      [
        "Embedded PostgreSQL did not start. The last lines of its log:",
        ...lines.map((line) => `  ${line}`),
        "`npm run reset` starts from nothing; DATABASE_URL uses a PostgreSQL of your own.",
      ].join("\n"),
      { cause: error },
    );
  }
  return port;
}

/**
 * The port of the server that already runs on this data; null if it does not run; the leftovers of a dead one are
 * removed.
 */
async function runningPort(data: string, password: string): Promise<number | null> {
  const pidFile = join(data, "postmaster.pid");
  const read = () => (existsSync(pidFile) ? readFileSync(pidFile, "utf8").split("\n") : []);
  const pid = Number(read()[0]);
  if (!pid) return null;
  if (!isAlive(pid) || !programName(pid).endsWith("postgres")) {
    // Left by a machine or process that died. PostgreSQL itself would be fooled by a new process with the old id.
    rmSync(pidFile, { force: true });
    return null;
  }
  return until(`PostgreSQL (process ${pid}) to answer`, async () => {
    if (!isAlive(pid)) throw new Error(`Process ${pid} ended.`);
    const port = Number(read()[3]);
    const client = new Client({ connectionString: clusterUrl({ port, password }, "postgres") });
    try {
      await client.connect();
      const { rows } = await client.query<{ data_directory: string }>("SHOW data_directory");
      return realpathSync(rows[0]?.data_directory ?? dirname(data)) === realpathSync(data) ? port : 0;
    } finally {
      await client.end().catch(() => undefined);
    }
  });
}
