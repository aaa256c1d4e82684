import autocannon from "autocannon";
import { interleave } from "./interleave";
import { median, type Rounds } from "./statistics";

/** What a target reached under load. */
export type Load = Rounds & { perSecond: number; p50Ms: number; p99Ms: number; failed: number };

export type Target = {
  name: string;
  url: string;
  headers?: Record<string, string>;
  /** For requests that differ from each other: called once per request. */
  next?: () => { body: string; headers: Record<string, string> };
};

const CONNECTIONS = 16;
const SECONDS_PER_ROUND = 2;

export async function measureLoad(targets: Target[], connections = CONNECTIONS): Promise<Load[]> {
  const results = await interleave(targets, (target) => load(target, connections));
  return targets.map(({ name }, index) => {
    const all = results[index] ?? [];
    // Not the library's average, which is one of whole seconds, the last of them cut short.
    const rounds = all.map(({ requests, duration }) => requests.total / duration);
    return {
      name,
      rounds,
      perSecond: median(rounds),
      p50Ms: median(all.map(({ latency }) => latency.p50)),
      p99Ms: median(all.map(({ latency }) => latency.p99)),
      failed: all.reduce((sum, round) => sum + round.non2xx + round.errors, 0),
    };
  });
}

function load({ url, headers, next }: Target, connections: number): Promise<autocannon.Result> {
  const requests = next && [
    {
      method: "POST" as const,
      setupRequest: (request: autocannon.Request) => {
        const { body, headers: own } = next();
        return { ...request, body, headers: { ...request.headers, ...own } };
      },
    },
  ];
  return autocannon({ url, headers, requests, connections, duration: SECONDS_PER_ROUND, sampleInt: SAMPLE_MS });
}

/** The library stops at the first sample after the duration. */
const SAMPLE_MS = 100;
