import { expect } from "vitest";

const LONGEST_MS = 5_000;

type Outcome = { status: number; retryAfter: string | null; ms: number };

/** Sends all at once, each on a connection of its own, as fast as this process can. */
export const allAtOnce = (count: number, send: (n: number) => Promise<Response>): Promise<Outcome[]> =>
  Promise.all(
    Array.from({ length: count }, async (_, n) => {
      const begun = performance.now();
      const answer = await send(n);
      await answer.arrayBuffer();
      return { status: answer.status, retryAfter: answer.headers.get("retry-after"), ms: performance.now() - begun };
    }),
  );

/** Every one was answered, well or with an honest refusal, and in time. */
export function expectHonest(outcomes: Outcome[], well: number[]): void {
  const other = outcomes.filter(({ status, retryAfter }) => !(well.includes(status) || (status === 503 && retryAfter)));
  expect(other).toEqual([]);
  expect(Math.max(...outcomes.map(({ ms }) => ms))).toBeLessThan(LONGEST_MS);
}
