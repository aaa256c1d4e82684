// How many calls a second are answered; the rest get 429, as at Stripe. Token buckets, in memory, off unless set.
// Reasons, and what an endpoint is: https://docs.stripe.com/rate-limits (every named operation, whatever the id).

/** A bucket: `burst` calls at once, and `per_second` more with each second. */
export interface Limit {
  per_second: number;
  burst: number;
}

/** What `/_local/limits` takes and answers. A number is a limit with as many calls at once as in a second. */
export interface LimitSettings {
  /** All calls together. */
  all: Limit | null;
  /** The calls of each endpoint that `endpoints` does not name. */
  each_endpoint: Limit | null;
  /** Of single endpoints, by method and path: `GET /v1/prices/:id`. */
  endpoints: Record<string, Limit>;
}

export type Reason = "global-rate" | "endpoint-rate";

const NONE: LimitSettings = { all: null, each_endpoint: null, endpoints: {} };

class Bucket {
  private tokens: number;

  constructor(
    private readonly limit: Limit,
    private filledAt: number,
  ) {
    this.tokens = limit.burst;
  }

  holds(now: number): boolean {
    this.tokens = Math.min(this.limit.burst, this.tokens + ((now - this.filledAt) / 1000) * this.limit.per_second);
    this.filledAt = now;
    return this.tokens >= 1;
  }

  take(): void {
    this.tokens -= 1;
  }
}

export class Limits {
  private settings = NONE;
  private readonly buckets = new Map<string, Bucket>();
  private refused: Record<Reason, number> = { "global-rate": 0, "endpoint-rate": 0 };

  /** @param names the endpoints there are, as `GET /v1/prices/:id` */
  constructor(
    private readonly names: () => Iterable<string>,
    private readonly now = () => performance.now(),
  ) {}

  /** All limits anew, with full buckets. */
  set(wanted: Record<string, unknown>): void {
    this.settings = parse(wanted, new Set(this.names()));
    this.start();
  }

  clear(): void {
    this.settings = NONE;
    this.start();
  }

  get(): LimitSettings & { refused: Record<Reason, number> } {
    return { ...this.settings, refused: { ...this.refused } };
  }

  /** Why this call is refused, if it is. One that is refused uses nothing up. */
  take(name: string): Reason | undefined {
    const { all, each_endpoint, endpoints } = this.settings;
    const ofAll = this.bucket("", all);
    const ofEndpoint = this.bucket(name, (Object.hasOwn(endpoints, name) && endpoints[name]) || each_endpoint);
    const now = this.now();
    const reason = ofAll?.holds(now) === false ? "global-rate" : ofEndpoint?.holds(now) === false && "endpoint-rate";
    if (reason) {
      this.refused[reason] += 1;
      return reason;
    }
    ofAll?.take();
    ofEndpoint?.take();
    return undefined;
  }

  private start(): void {
    this.buckets.clear();
    this.refused = { "global-rate": 0, "endpoint-rate": 0 };
  }

  private bucket(name: string, limit: Limit | null): Bucket | undefined {
    if (limit === null) return undefined;
    const bucket = this.buckets.get(name) ?? new Bucket(limit, this.now());
    this.buckets.set(name, bucket);
    return bucket;
  }
}

function parse(wanted: Record<string, unknown>, known: ReadonlySet<string>): LimitSettings {
  const { all = null, each_endpoint = null, endpoints = {}, ...others } = wanted;
  const unknown = Object.keys(others);
  if (unknown.length > 0)
    throw new Error(`Unknown limits: ${unknown.join(", ")}. There are all, each_endpoint and endpoints`);
  if (typeof endpoints !== "object" || endpoints === null || Array.isArray(endpoints))
    throw new Error('endpoints must be an object, such as { "GET /v1/prices": 5 }');
  return {
    all: all === null ? null : limit(all, "all"),
    each_endpoint: each_endpoint === null ? null : limit(each_endpoint, "each_endpoint"),
    endpoints: Object.fromEntries(
      Object.entries(endpoints).map(([given, value]) => {
        // Stripe's docs write {id}
        const name = given.replaceAll(/\{(\w+)\}/g, ":$1");
        if (!known.has(name)) throw new Error(`No such endpoint: '${given}'. Name one like 'GET /v1/prices/:id'`);
        return [name, limit(value, `endpoints[${given}]`)];
      }),
    ),
  };
}

function limit(value: unknown, name: string): Limit {
  const given: Record<string, unknown> =
    typeof value === "object" && value !== null ? { ...value } : { per_second: value };
  const {
    per_second,
    burst = typeof per_second === "number" ? Math.max(1, Math.floor(per_second)) : 1,
    ...others
  } = given;
  if (typeof per_second !== "number" || !(per_second >= 0 && per_second <= 1_000_000))
    throw new Error(`${name} must be a number of calls per second, or { "per_second": 2, "burst": 10 }`);
  if (typeof burst !== "number" || !Number.isInteger(burst) || burst < 1)
    throw new Error(`${name}: burst must be a whole number of at least 1`);
  if (Object.keys(others).length > 0) throw new Error(`${name}: unknown ${Object.keys(others).join(", ")}`);
  return { per_second, burst };
}
