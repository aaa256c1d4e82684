import { DatabaseError } from "pg";

type Waiting<In, Out> = { input: In; resolve: (output: Out) => void; reject: (error: unknown) => void };

// While one statement waits for the disk, the next one is being worked on.
const LANES = 2;

/**
 * Turns a function of many into a function of one. A call runs at once if a lane is free, and otherwise with all those
 * that have come in the meantime. Two of the same key never run at the same time, and run in the order in which they came.
 *
 * One bad input must not fail the others: a run that the database refuses is repeated with each input alone.
 */
export function gathered<In, Out>(
  run: (inputs: In[]) => Promise<Out[]>,
  keyOf: (input: In) => string,
  most: number,
): (input: In) => Promise<Out> {
  let waiting: Waiting<In, Out>[] = [];
  const running = new Set<string>();
  let lanes = LANES;

  function next(): void {
    if (lanes === 0) return;
    const batch: Waiting<In, Out>[] = [];
    const later: Waiting<In, Out>[] = [];
    for (const one of waiting) {
      const key = keyOf(one.input);
      if (batch.length === most || running.has(key)) {
        later.push(one);
      } else {
        running.add(key);
        batch.push(one);
      }
    }
    if (batch.length === 0) return;
    waiting = later;
    lanes--;
    void settle(batch).finally(() => {
      lanes++;
      for (const { input } of batch) running.delete(keyOf(input));
      next();
    });
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
      waiting.push({ input, resolve, reject });
      next();
    });
}
