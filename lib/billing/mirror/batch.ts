import { DatabaseError } from "pg";

type Waiting<In, Out> = { input: In; since: number; resolve: (output: Out) => void; reject: (error: unknown) => void };

// While one statement waits for the disk, the next one is being worked on.
const LANES = 2;

// A call that waits behind statements that don't return fails early enough for a useful retry. lib/db.ts ends those
// statements after the same time.
const PATIENCE_MS = 5_000;
const SWEEP_MS = 500;

/**
 * Turns a function of many into a function of one. When a lane is free, a call runs together with its share of the
 * waiting ones. Two of the same key never run at the same time, and run in the order in which they came.
 *
 * One bad input must not fail the others, so a run that the database refuses is repeated with each input alone.
 * @throws Error for a call whose turn does not come
 */
export function batched<In, Out>(
  run: (inputs: In[]) => Promise<Out[]>,
  keyOf: (input: In) => string,
  most: number,
): (input: In) => Promise<Out> {
  let waiting: Waiting<In, Out>[] = [];
  const running = new Set<string>();
  let lanes = LANES;
  let sweeper: NodeJS.Timeout | undefined;

  let due = false;

  /**
   * Calls of the same turn of the event loop share a batch, since most that waited for one statement return together.
   */
  function soon(): void {
    if (due) return;
    due = true;
    setImmediate(() => {
      due = false;
      next();
    });
  }

  function next(): void {
    if (lanes === 0) return;
    const batch: Waiting<In, Out>[] = [];
    const later: Waiting<In, Out>[] = [];
    // If one lane took all, the other would idle, and all would wait for one statement after the other.
    const share = Math.min(most, Math.ceil((running.size + waiting.length) / LANES));
    for (const one of waiting) {
      const key = keyOf(one.input);
      if (batch.length === share || running.has(key)) {
        later.push(one);
      } else {
        running.add(key);
        batch.push(one);
      }
    }
    if (batch.length === 0) return;
    waiting = later;
    lanes--;
    if (later.length > 0) soon();
    void settle(batch).finally(() => {
      lanes++;
      for (const { input } of batch) running.delete(keyOf(input));
      soon();
    });
  }

  /** One check of all waiting calls costs less than a timer for each. */
  function sweep(): void {
    const longAgo = performance.now() - PATIENCE_MS;
    const tired = waiting.filter(({ since }) => since < longAgo);
    waiting = waiting.filter(({ since }) => since >= longAgo);
    for (const { reject } of tired) reject(new Error("The database was too slow for this call to have its turn."));
    sweeper = waiting.length > 0 ? setTimeout(sweep, SWEEP_MS) : undefined;
  }

  async function settle(batch: Waiting<In, Out>[]): Promise<void> {
    try {
      const outputs = await run(batch.map(({ input }) => input));
      batch.forEach(({ resolve }, index) => resolve(outputs[index]!));
    } catch (error) {
      if (batch.length > 1 && error instanceof DatabaseError) await Promise.all(batch.map((one) => settle([one])));
      else for (const { reject } of batch) reject(error);
    }
  }

  return (input) =>
    new Promise((resolve, reject) => {
      waiting.push({ input, since: performance.now(), resolve, reject });
      soon();
      if (waiting.length > 0) sweeper ??= setTimeout(sweep, SWEEP_MS);
    });
}
