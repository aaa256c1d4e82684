// The shape of every endpoint: method, path, declared parameters, and a plain function.
import type { Context } from "./context.ts";
import { missing } from "./errors.ts";
import { expandParam } from "./lists.ts";
import { parseFields, type Fields, type Parsed, type Raw } from "./params.ts";
import type { Kind, Objects } from "../store/objects.ts";

export interface Endpoint {
  method: "GET" | "POST" | "DELETE";
  path: string;
  fields: Fields;
  /** What it writes is undone once it is answered. */
  undone?: true;
  /** Checks the parameters, and returns the work to run with them. */
  prepare(raw: Record<string, Raw>): { expand: string[]; run(ctx: Context, id: string): object };
}

/** What Stripe calls an endpoint: `GET /v1/prices/:id`, whatever the id. */
export const nameOf = ({ method, path }: Endpoint): string => `${method} ${path}`;

type Run<F extends Fields> = (ctx: Context, params: Parsed<F>, id: string, expand: readonly string[]) => object;

function endpoint<F extends Fields>(method: Endpoint["method"], path: string, fields: F, run: Run<F>): Endpoint {
  return {
    method,
    path,
    fields,
    prepare(raw) {
      const { expand = [], ...params } = parseFields({ ...fields, ...expandParam }, raw) as Parsed<F> & {
        expand?: string[];
      };
      return { expand, run: (ctx, id) => run(ctx, params as Parsed<F>, id, expand) };
    },
  };
}

/** An endpoint that shows what would be, and leaves nothing behind. */
export const undone = (endpoint: Endpoint): Endpoint => ({ ...endpoint, undone: true });

export function get<F extends Fields>(path: string, fields: F, run: Run<F>): Endpoint {
  return endpoint("GET", path, fields, run);
}
export function post<F extends Fields>(path: string, fields: F, run: Run<F>): Endpoint {
  return endpoint("POST", path, fields, run);
}
export function del<F extends Fields>(path: string, fields: F, run: Run<F>): Endpoint {
  return endpoint("DELETE", path, fields, run);
}

/** The object that the path names, or a 404. */
export function fetch<K extends Kind>(ctx: Context, kind: K, id: string): Objects[K] {
  const found = ctx.store.get(kind, id);
  if (!found) throw missing(kind, id);
  return found;
}

/** The object that a parameter names, or a 400 that says which parameter. */
export function fetchNamed<K extends Kind>(ctx: Context, kind: K, id: string, param: string): Objects[K] {
  const found = ctx.store.get(kind, id);
  if (!found) throw missing(kind, id, param);
  return found;
}
