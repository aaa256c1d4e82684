import autocannon from "autocannon";

/** What a stretch of load came to. */
export type Load = { name: string; perSecond: number; p50Ms: number; p99Ms: number; failed: number };

export type Target = {
  name: string;
  url: string;
  headers?: Record<string, string>;
  /** Requests that differ from each other: called once for each. */
  next?: () => { body: string; headers: Record<string, string> };
};

const CONNECTIONS = 16;
const WARM_UP_SECONDS = 2;
const SECONDS = 6;

/** Sixteen callers at once for some seconds; what is measured begins when caches and the compiler are warm. */
export async function load(target: Target): Promise<Load> {
  await run(target, WARM_UP_SECONDS);
  const result = await run(target, SECONDS);
  return {
    name: target.name,
    perSecond: result.requests.average,
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
    failed: result.non2xx + result.errors,
  };
}

function run({ url, headers, next }: Target, duration: number): Promise<autocannon.Result> {
  const requests = next && [
    {
      method: "POST" as const,
      setupRequest: (request: autocannon.Request) => {
        const { body, headers: own } = next();
        return { ...request, body, headers: { ...request.headers, ...own } };
      },
    },
  ];
  return autocannon({ url, headers, requests, duration, connections: CONNECTIONS });
}
