import type { Pool } from "pg";
import { until } from "./integration";

const WAITING = `
  SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;

type Works = readonly (() => Promise<unknown>)[];
type Results<T extends Works> = { [K in keyof T]: Awaited<ReturnType<T[K]>> };

/**
 * Begins one work after the other before a lock that a connection of ours holds: each once the one before it waits. Then
 * they continue, in that order.
 * @param lock a statement that takes the lock
 * @param meanwhile is done once all wait
 */
export async function queued<const T extends Works>(
  pool: Pool,
  [lock, values]: readonly [string, unknown[]],
  works: T,
  meanwhile: () => Promise<unknown> = () => Promise.resolve(),
): Promise<Results<T>> {
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    await client.query(lock, values);
    const begun: Promise<unknown>[] = [];
    for (const work of works) {
      const working = work();
      working.catch(() => undefined);
      begun.push(working);
      await until("it waits", async () => (await client.query(WAITING)).rows.length === begun.length);
    }
    await meanwhile();
    await client.query("COMMIT");
    return (await Promise.all(begun)) as Results<T>;
  } finally {
    client.release(true);
  }
}
