import { Client, Pool, type QueryConfig } from "pg";
import { observer, traced } from "./observer";

const named = (query: unknown): string => {
  const { name, text } = typeof query === "string" ? { text: query } : ((query ?? {}) as Partial<QueryConfig>);
  // Of a text only its first word: it may be long, and Prisma's have no name.
  return name ?? text?.trim().split(/\s/, 1)[0]?.toUpperCase() ?? "statement";
};

type Query = (...given: unknown[]) => unknown;

/** A query's span, from the call to its answer, the wait for a connection included. Only calls that return a promise. */
const withSpan = (query: Query, given: unknown[]): unknown =>
  traced(`postgresql ${named(given[0])}`, { "db.system.name": "postgresql" }, async () => query(...given));

/** In a transaction a caller holds a connection; what the pool itself asks on one has a callback. */
class TracedClient extends Client {
  override query = ((...given: unknown[]) => {
    const query = super.query.bind(this) as Query;
    const hasCallback = given.some((one) => typeof one === "function");
    return hasCallback ? query(...given) : withSpan(query, given);
  }) as Client["query"];
}

class TracedPool extends Pool {
  override query = ((...given: unknown[]) => withSpan(super.query.bind(this) as Query, given)) as Pool["query"];
}

/** A pool whose statements have spans while somebody watches, and pg's own otherwise. */
export function openPool(config: ConstructorParameters<typeof Pool>[0]): Pool {
  return observer() ? new TracedPool({ ...config, Client: TracedClient } as typeof config) : new Pool(config);
}
