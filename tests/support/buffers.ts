/** What the statements of a piece of work read, in pages of PostgreSQL. */
import pg from "pg";

export interface Sent {
  name: string;
  text: string;
  values: unknown[];
}

/** The prepared statements that the product sends while the work runs, with their values. */
export async function statementsOf(work: () => Promise<unknown>): Promise<Sent[]> {
  const sent: Sent[] = [];
  const proper = Object.getOwnPropertyDescriptor(pg.Pool.prototype, "query");
  const query = pg.Pool.prototype.query as (...all: unknown[]) => unknown;
  function record(this: pg.Pool, ...all: unknown[]): unknown {
    const [first] = all;
    if (typeof first === "object" && first !== null && "name" in first) sent.push(first as Sent);
    return query.apply(this, all);
  }
  Object.defineProperty(pg.Pool.prototype, "query", { value: record, configurable: true, writable: true });
  try {
    await work();
  } finally {
    if (proper) Object.defineProperty(pg.Pool.prototype, "query", proper);
    else Reflect.deleteProperty(pg.Pool.prototype, "query");
  }
  return sent;
}

/** How many pages a statement reads, found in memory or not, planned as on the product's own connections. */
export async function buffersOf(pool: pg.Pool, { text, values }: Sent): Promise<number> {
  const { rows } = await pool.query<{ "QUERY PLAN": [{ Plan: Record<string, number> }] }>(
    `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${text}`,
    values,
  );
  const plan = rows[0]?.["QUERY PLAN"][0].Plan;
  return (plan?.["Shared Hit Blocks"] ?? NaN) + (plan?.["Shared Read Blocks"] ?? NaN);
}
