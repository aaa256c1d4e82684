import { Client } from "pg";
import { type Cluster, type ClusterOptions, clusterUrl, ensureCluster } from "./cluster";

const USER_OF_CLUSTER = "hypersaas-user-of-embedded-postgres";

export interface SharedCluster {
  port: number;
  url(database: string): string;
  /** Resolves when the server goes away without our doing. */
  lost: Promise<void>;
  /** Ends our use of it. The last user stops the server; returns whether that was us. */
  release(): Promise<boolean>;
}

/**
 * One server, any number of processes. Each holds one connection under a known name for as long as it uses the
 * server, so the server itself counts its users, and a user that is killed is no longer counted.
 */
export async function joinCluster(options: ClusterOptions): Promise<SharedCluster> {
  const cluster = await ensureCluster(options);
  const client = new Client({ connectionString: clusterUrl(cluster, "postgres"), application_name: USER_OF_CLUSTER });
  let releasing = false;
  const lost = new Promise<void>((resolve) => {
    client.on("error", () => undefined);
    client.on("end", () => {
      if (!releasing) resolve();
    });
  });
  await client.connect();
  return {
    port: cluster.port,
    url: (database) => clusterUrl(cluster, database),
    lost,
    async release() {
      if (releasing) return false;
      releasing = true;
      const others = await countOthers(client).catch(() => 0);
      await client.end().catch(() => undefined);
      if (others > 0) return false;
      await stopQuietly(cluster);
      return true;
    },
  };
}

/** Creates the database if it is not there yet. */
export async function ensureDatabase(cluster: SharedCluster, name: string): Promise<string> {
  const client = new Client({ connectionString: cluster.url("postgres") });
  await client.connect();
  try {
    await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
  } catch (error) {
    const code = (error as { code?: string }).code;
    // 42P04: it exists; 23505: another process created it at the same moment.
    if (code !== "42P04" && code !== "23505") throw error;
  } finally {
    await client.end();
  }
  return cluster.url(name);
}

async function countOthers(client: Client): Promise<number> {
  const { rows } = await client.query<{ others: number }>(
    "SELECT count(*)::int AS others FROM pg_stat_activity WHERE application_name = $1 AND pid <> pg_backend_pid()",
    [USER_OF_CLUSTER],
  );
  return rows[0]?.others ?? 0;
}

/** A server that is gone already is stopped, too. */
async function stopQuietly(cluster: Cluster): Promise<void> {
  await cluster.stop().catch((error: Error) => {
    if (!/PID file .* does not exist|no server running/i.test(error.message)) throw error;
  });
}
