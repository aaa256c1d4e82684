// Stripe's search query language, as far as exact terms joined by AND: metadata['key']:'value', email:'x'.
import type { Context } from "./context.ts";
import { invalid } from "./errors.ts";
import type { Customer, Product } from "../store/objects.ts";
import { own } from "./own.ts";

const TERM = /^\s*(?:metadata\[(["'])(?<key>.+?)\1\]|(?<field>\w+))\s*:\s*(["'])(?<value>(?:\\.|(?!\4).)*)\4\s*/;
const FIELDS = ["email", "name", "phone", "active"];

type Searchable = { customer: Customer; product: Product };
interface Term {
  field: string;
  key: string | undefined;
  value: string;
}

export function search<K extends keyof Searchable>(
  ctx: Context,
  kind: K,
  url: string,
  params: { query: string; limit?: number; page?: string },
) {
  const terms = parse(params.query);
  const limit = Math.min(100, Math.max(1, params.limit ?? 10));
  const skip = params.page === undefined ? 0 : Number(params.page);
  if (!Number.isInteger(skip)) throw invalid(`Invalid page: ${params.page}`, "page");
  const found: object[] = [];
  for (const object of ctx.store.list(kind)) {
    if (!terms.every((term) => holds(object, term))) continue;
    found.push(object);
    if (found.length > skip + limit) break;
  }
  const more = found.length > skip + limit;
  return {
    object: "search_result",
    url,
    has_more: more,
    data: found.slice(skip, skip + limit),
    next_page: more ? String(skip + limit) : null,
  };
}

function parse(query: string): Term[] {
  const terms: Term[] = [];
  let rest = query;
  while (rest.length > 0) {
    const match = TERM.exec(rest);
    const { key, field, value } = match?.groups ?? {};
    if (!match || value === undefined || (field !== undefined && !FIELDS.includes(field))) throw unreadable(query);
    terms.push({ field: field ?? "metadata", key, value: value.replace(/\\(.)/g, "$1") });
    rest = rest.slice(match[0].length);
    const and = /^AND\s+/i.exec(rest);
    if (rest.length > 0 && !and) throw unreadable(query);
    rest = rest.slice(and?.[0].length ?? 0);
  }
  if (terms.length === 0) throw unreadable(query);
  return terms;
}

function holds(object: Customer | Product, { field, key, value }: Term): boolean {
  if (key !== undefined) return own(object.metadata, key) === value;
  const actual = own(object as unknown as Record<string, unknown>, field);
  return actual !== undefined && actual !== null && String(actual).toLowerCase() === value.toLowerCase();
}

function unreadable(query: string) {
  return invalid(
    `We were unable to parse your search query. Local Stripe understands exact terms joined by AND, such as metadata['key']:'value'. Query: ${query}`,
    "query",
  );
}
