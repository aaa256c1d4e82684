import { setTimeout as pause } from "node:timers/promises";
import type { Pool, PoolClient } from "pg";
import type { Ref } from "./reader";

// The second writer waits for the first one, not for us.
const WAITING = `
  WITH RECURSIVE behind (pid) AS (
    SELECT pg_backend_pid()
    UNION SELECT a.pid FROM behind, pg_stat_activity a WHERE a.datname = current_database() AND behind.pid = ANY (pg_blocking_pids(a.pid)))
  SELECT count(*)::int - 1 AS waiting FROM behind`;

/** Holds a row, so that several writers come to stand before it with the same picture of it in mind. */
export class RowLock {
  private constructor(private readonly client: PoolClient) {}

  static async take(pool: Pool, { kind, id }: Ref): Promise<RowLock> {
    const client = await pool.connect();
    await client.query("BEGIN");
    await client.query(`SELECT FROM ${kind} WHERE id = $1 FOR UPDATE`, [id]);
    return new RowLock(client);
  }

  /** Comes back when so many writers wait, or after a moment in which fewer came. */
  async fill(writers: number): Promise<void> {
    for (let look = 0; look < 6; look++) {
      const { rows } = await this.client.query<{ waiting: number }>(WAITING);
      if ((rows[0]?.waiting ?? 0) >= writers) return;
      await pause(2 ** look);
    }
  }

  async release(): Promise<void> {
    await this.client.query("ROLLBACK");
    this.client.release();
  }
}
