import { Lease, waitFor } from "@/lib/lease";

// A run renews its lease while it works. After a crash the next one waits this long at most.
const TERM = { seconds: 20, renewMs: 5_000 };
const WAIT = { longestMs: 60_000, pausesMs: [250, 2_000] as [number, number] };

/**
 * Runs a setup while no other one of this installation runs, as when two instances are deployed at once: each would create
 * what the other is about to create.
 * @param onWait called once, if another one is under way
 * @throws Error when the other one takes more than a minute
 */
export async function alone<T>(work: () => Promise<T>, onWait: () => void): Promise<T> {
  let waits = false;
  const taken = await waitFor(
    async () => {
      const lease = await Lease.take("installation", "1", TERM);
      if (!lease && !waits) onWait();
      waits = true;
      return lease;
    },
    performance.now(),
    WAIT,
  );
  if (!taken)
    throw new Error("Another stripe:setup has been under way for a minute. Run this again when it has ended.");
  const [lease] = taken;
  try {
    return await work();
  } finally {
    await lease.release({});
  }
}
