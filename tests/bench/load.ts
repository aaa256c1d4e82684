import autocannon from "autocannon";
import { median, type Rounds } from "./numbers";

/** What a stretch of load came to. */
export type Load = Rounds & { perSecond: number; p50Ms: number; p99Ms: number; failed: number };

export type Target = {
  name: string;
  url: string;
  headers?: Record<string, string>;
  /** Requests that differ from each other: called once for each. */
  next?: () => { body: string; headers: Record<string, string> };
};

const CONNECTIONS = 16;
const WARM_UP_SECONDS = 2;
const ROUNDS = 5;
const SECONDS_PER_ROUND = 2;

/**
 * So many callers at once on each target in turn, several times round, so that what else the machine does in the
 * meantime meets all of them alike. What is measured begins when caches and the compiler are warm.
 */
export async function loadInTurns(targets: Target[], connections = CONNECTIONS): Promise<Load[]> {
  for (const target of targets) await run(target, connections, WARM_UP_SECONDS);
  const results = targets.map((): autocannon.Result[] => []);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [index, target] of targets.entries())
      results[index]?.push(await run(target, connections, SECONDS_PER_ROUND));
  }
  return targets.map(({ name }, index) => {
    const all = results[index] ?? [];
    const rounds = all.map((round) => round.requests.average);
    return {
      name,
      rounds,
      perSecond: median(rounds),
      p50Ms: median(all.map((round) => round.latency.p50)),
      p99Ms: median(all.map((round) => round.latency.p99)),
      failed: all.reduce((sum, round) => sum + round.non2xx + round.errors, 0),
    };
  });
}

function run({ url, headers, next }: Target, connections: number, duration: number): Promise<autocannon.Result> {
  const requests = next && [
    {
      method: "POST" as const,
      setupRequest: (request: autocannon.Request) => {
        const { body, headers: own } = next();
        return { ...request, body, headers: { ...request.headers, ...own } };
      },
    },
  ];
  return autocannon({ url, headers, requests, duration, connections });
}
