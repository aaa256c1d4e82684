import type { Pool } from "pg";
import { fillWithCrowd } from "../support/crowd";

/** Fills the tables with subscriptions of other customers. */
export async function fillLarge(pool: Pool, subscriptions: number): Promise<void> {
  console.log("Filling a large database …");
  await fillWithCrowd(pool, subscriptions);
  // An unlogged table is written faster than any table in production.
  for (const table of ["subscription", "subscription_item", "subscription_change"])
    await pool.query(`ALTER TABLE ${table} SET LOGGED`);
}

/** Call it after filling, so that nothing is left to vacuum or to write to disk while contenders are measured. */
export async function settle(client: { query(sql: string): Promise<unknown> }): Promise<void> {
  await client.query("VACUUM ANALYZE");
  await client.query("CHECKPOINT");
}
