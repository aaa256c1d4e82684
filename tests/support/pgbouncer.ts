/** Debian's PgBouncer in transaction mode, as docs/deploying/databases.md has it: with the file of ops/pgbouncer. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { startCommand, whenReady } from "@/scripts/processes/child";
import { anyPort } from "@/scripts/processes/ports";
import { until } from "@/scripts/processes/until";
import { bareEnvironment } from "./environment";
import { opsFile } from "./ops-file";

export interface PgBouncer {
  /** The address of a database by way of the pooler. */
  through(url: string): string;
  /** The server's processes that it holds for a database. */
  serverPids(database: string): Promise<number[]>;
  stop(): Promise<void>;
}

export interface PgBouncerOptions {
  /** The server behind it. */
  server: URL;
  poolSize: number;
  /** More roles that may sign in, with their passwords. */
  roles?: Record<string, string>;
}

export async function startPgBouncer({ server, poolSize, roles = {} }: PgBouncerOptions): Promise<PgBouncer> {
  const dir = await mkdtemp(join(tmpdir(), "billing-pgbouncer-"));
  const port = await anyPort();
  const through = (url: string): string => {
    const own = new URL(url);
    own.port = String(port);
    return own.href;
  };
  const users = { [server.username]: server.password, ...roles };
  await writeFile(
    join(dir, "users.txt"),
    Object.entries(users)
      .map(([name, password]) => `"${name}" "${password}"\n`)
      .join(""),
  );
  await writeFile(
    join(dir, "pgbouncer.ini"),
    `${opsFile("pgbouncer/pgbouncer.ini", [
      ["host=127.0.0.1 port=5432", `host=${server.hostname} port=${server.port}`],
      ["listen_port = 6432", `listen_port = ${port}`],
      ["/etc/pgbouncer/userlist.txt", `${dir}/users.txt`],
      ["default_pool_size = 20", `default_pool_size = ${poolSize}`],
      [/^(logfile|pidfile) = .*\n/gm, ""],
      [/^unix_socket_dir = .*$/m, "unix_socket_dir ="],
    ])}admin_users = ${server.username}\n`,
  );
  // It refuses to run as root.
  const account = process.getuid?.() === 0 ? ["-u", "nobody"] : [];
  const child = startCommand("PgBouncer", ["pgbouncer", ...account, join(dir, "pgbouncer.ini")], bareEnvironment());

  async function console<Row>(command: string): Promise<Row[]> {
    const url = new URL(through(server.href));
    url.pathname = "/pgbouncer";
    const client = new Client({ connectionString: url.href });
    await client.connect();
    try {
      return (await client.query(command)).rows as Row[];
    } finally {
      await client.end();
    }
  }

  const stop = async () => {
    await child.stop();
    await rm(dir, { recursive: true });
  };
  try {
    await whenReady(
      child,
      until("PgBouncer to answer", () => console("SHOW VERSION")),
    );
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    through,
    async serverPids(database) {
      const servers = await console<{ database: string; remote_pid: number }>("SHOW SERVERS");
      return servers.filter((one) => one.database === database).map((one) => one.remote_pid);
    },
    stop,
  };
}
