import { setTimeout as pause } from "node:timers/promises";
import type { AppClient } from "./client";

/** An answer that somebody got; status 0 stands for none at all. */
export interface Observed {
  status: number;
  body: unknown;
}

const EVERY_MS = 25;
const GIVEN_UP_MS = 20_000;

/** Asks again and again, as an open page does, until stopped; answers what was seen, each time that it was another than before. */
export function observe(client: AppClient, path: string): { stop(): Promise<Observed[]> } {
  const seen: Observed[] = [];
  let stopped = false;
  async function ask(): Promise<Observed> {
    try {
      const { status, body } = await client.get(path, { signal: AbortSignal.timeout(GIVEN_UP_MS) });
      return { status, body };
    } catch (error) {
      return { status: 0, body: String(error) };
    }
  }
  async function watch(): Promise<void> {
    while (!stopped) {
      const one = await ask();
      if (JSON.stringify(one) !== JSON.stringify(seen.at(-1))) seen.push(one);
      await pause(EVERY_MS);
    }
  }
  const watching = watch();
  return {
    async stop() {
      stopped = true;
      await watching;
      return seen;
    },
  };
}

/** What was wrong in what was seen: an answer that is neither an honest failure nor one of these, in this order. */
export function dishonest(seen: Observed[], truths: unknown[]): Observed[] {
  const known = truths.map((truth) => JSON.stringify(truth));
  let reached = 0;
  return seen.filter(({ status, body }) => {
    if (status === 0 || status >= 500) return false;
    const at = status === 200 ? known.indexOf(JSON.stringify(body), reached) : -1;
    if (at >= 0) reached = at;
    return at < 0;
  });
}
