import { checkoutInProgress } from "../errors";
import { Lease, type Patience, waitFor } from "@/lib/lease";

/** What one request at a time may work on: a user's customer and trial, a workspace's open checkout. */
export type Leased = { table: "stripe_user" | "workspace"; id: string };

// Longer than a request's deadline, so that it ends before another begins, and the next can begin after a crash.
const TERM = { seconds: 12 };
const PATIENCE = { longestMs: 8_000, pausesMs: [20, 160] } satisfies Patience;

/**
 * Runs the work while no other request, on any instance, works on the same.
 * @param since when the request began to wait for anything (`performance.now()`)
 * @throws ProductError checkout_in_progress when the wait would be longer than 8 s
 */
export async function withLease<T>({ table, id }: Leased, since: number, work: () => Promise<T>): Promise<T> {
  const taken = await waitFor(() => Lease.take(table, id, TERM), since, PATIENCE);
  if (!taken) throw checkoutInProgress(TERM.seconds);
  try {
    return await work();
  } finally {
    await taken[0].release({});
  }
}
