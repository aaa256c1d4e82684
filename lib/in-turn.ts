const LONGEST_MS = 30_000;

/** By key: settled when the last one that asked for a turn has had it. */
const tails = new Map<string, Promise<unknown>>();

/**
 * Runs what has one key one after the other, in the order of asking. What waits for a row's lock would hold a connection
 * meanwhile: a crowd at one workspace would take them all, and those behind would give up. Here it holds none. Over several
 * instances the row's lock decides, with one connection of each.
 */
export async function inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
  const before = tails.get(key);
  let done!: () => void;
  const mine = new Promise<void>((resolve) => (done = resolve));
  const tail = Promise.all([before, mine]);
  tails.set(key, tail);
  try {
    if (before) await orTooLong(before, key);
    return await work();
  } finally {
    done();
    if (tails.get(key) === tail) tails.delete(key);
  }
}

async function orTooLong(turn: Promise<unknown>, key: string): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`The turn for ${key} did not come in time.`)), LONGEST_MS);
  });
  await Promise.race([turn, tooLong]).finally(() => clearTimeout(timer));
}
