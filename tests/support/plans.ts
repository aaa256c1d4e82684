/** How PostgreSQL would carry out a statement, whatever its parameters. */
import type { Pool } from "pg";

interface Node {
  "Node Type": string;
  "Total Cost": number;
  "Relation Name"?: string;
  "Index Name"?: string;
  "Index Cond"?: string;
  Plans?: Node[];
}

/** What can be explained; the rest (BEGIN, SET, …) reads no table. */
export const hasPlan = (text: string): boolean => /^\s*(SELECT|INSERT|UPDATE|DELETE|WITH|MERGE)\b/i.test(text);

/** On any version of PostgreSQL: the plan that a prepared statement keeps. */
export async function planOf(pool: Pool, text: string): Promise<Node> {
  const connection = await pool.connect();
  try {
    await connection.query("BEGIN; SET LOCAL plan_cache_mode = force_generic_plan");
    await connection.query(`PREPARE explained AS ${text}`);
    return await keptPlan(async (sql) => (await connection.query<Explained>(sql)).rows, "explained", text);
  } finally {
    await connection.query("ROLLBACK; DEALLOCATE ALL");
    connection.release();
  }
}

export interface Explained {
  "QUERY PLAN": { Plan: Node }[];
}

/** The plan that a statement has where it was prepared. @param rowsOf asks on that very connection */
export async function keptPlan(
  rowsOf: (sql: string) => Promise<Explained[]>,
  name: string,
  text: string,
): Promise<Node> {
  const parameters = Math.max(0, ...[...text.matchAll(/\$(\d+)/g)].map(([, number]) => Number(number)));
  const values = parameters > 0 ? `(${Array.from({ length: parameters }, () => "NULL").join(", ")})` : "";
  const [row] = await rowsOf(`EXPLAIN (FORMAT JSON) EXECUTE ${name}${values}`);
  const [first] = row?.["QUERY PLAN"] ?? [];
  if (!first) throw new Error(`There is no plan for: ${text}`);
  return first.Plan;
}

/**
 * Where a plan reads one of the tables, or the whole of an index, from one end to the other, and how. A partial index
 * holds the few rows that it was made for, so it may be read whole; so may the first rows of any.
 */
export function wholeReads(node: Node, { tables, partialIndexes }: Large, limited = false): string[] {
  const { "Node Type": type, "Relation Name": table = "", "Index Name": index = "", "Index Cond": condition } = node;
  // What has no value in a column may be most of the table.
  const narrows = condition !== undefined && !/^\(\w+ IS NULL\)$/.test(condition);
  const wholeIndex = /^(Index|Bitmap Index).* Scan$/.test(type) && !narrows && !limited && !partialIndexes.has(index);
  const whole = (type === "Seq Scan" && tables.has(table)) || (wholeIndex && (table === "" || tables.has(table)));
  const below = (node.Plans ?? []).flatMap((child) => wholeReads(child, { tables, partialIndexes }, type === "Limit"));
  return whole ? [`${type} on ${table || index}`, ...below] : below;
}

export interface Large {
  /** With so many rows that nobody may read all of them to answer one request. */
  tables: Set<string>;
  partialIndexes: Set<string>;
}

export async function findLarge(pool: Pool, rows: number): Promise<Large> {
  const names = async (sql: string) => new Set((await pool.query<{ name: string }>(sql)).rows.map(({ name }) => name));
  return {
    tables: await names(`SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND reltuples >= ${rows}`),
    partialIndexes: await names("SELECT indexrelid::regclass::text AS name FROM pg_index WHERE indpred IS NOT NULL"),
  };
}
