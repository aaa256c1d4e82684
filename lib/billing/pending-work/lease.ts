import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { inSeconds, now } from "@/lib/clock";
import { statement } from "@/lib/db";
import { checkoutInProgress } from "@/lib/errors";

/** What one request at a time may work on: a user's customer and trial, a workspace's open checkout. */
export type Leased = { table: "stripe_user" | "workspace"; id: string };

// Longer than a request's deadline, so that it ends before another begins, and the next can begin after a crash.
const LEASE_SECONDS = 12;
const LONGEST_WAIT_MS = 8_000;
const FIRST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 160;

const ID_COLUMN = { stripe_user: "user_id", workspace: "id" } as const;

/**
 * Runs the work while no other request, on any instance, works on the same. Waiting holds no database connection.
 * @param startedAt when the request began to wait for anything (`performance.now()`)
 * @throws ProductError checkout_in_progress when the wait would be longer than 8 s
 */
export async function withLease<T>(leased: Leased, startedAt: number, work: () => Promise<T>): Promise<T> {
  const holder = randomUUID();
  for (let pause = FIRST_PAUSE_MS; !(await take(leased, holder)); pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    if (performance.now() - startedAt > LONGEST_WAIT_MS) throw checkoutInProgress(LEASE_SECONDS);
    // Unequal pauses, so that waiting requests do not ask all at once.
    await sleep(pause * (0.5 + Math.random()));
  }
  try {
    return await work();
  } finally {
    await release(leased, holder);
  }
}

async function take({ table, id }: Leased, holder: string): Promise<boolean> {
  const at = now();
  const taken = await statement(
    `lease_take_${table}`,
    `UPDATE ${table} SET lease_holder = $2, lease_until = $4
     WHERE ${ID_COLUMN[table]} = $1 AND (lease_until IS NULL OR lease_until <= $3) RETURNING 1`,
    [id, holder, at, inSeconds(at, LEASE_SECONDS)],
  );
  return taken.length > 0;
}

async function release({ table, id }: Leased, holder: string): Promise<void> {
  await statement(
    `lease_release_${table}`,
    `UPDATE ${table} SET lease_holder = NULL, lease_until = NULL WHERE ${ID_COLUMN[table]} = $1 AND lease_holder = $2`,
    [id, holder],
  );
}
