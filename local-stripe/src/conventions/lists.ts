// Lists: newest first, 1 to 100 objects, cursors that are object ids.
import type { Context } from "./context.ts";
import { invalid, missing } from "./errors.ts";
import { array, either, integer, object, string, timestamp, type Fields, type Param } from "./params.ts";
import type { Kind, List, Objects } from "../store/objects.ts";

export const cursor = { limit: integer(), starting_after: string(), ending_before: string() };

interface Cursor {
  limit?: number;
  starting_after?: string;
  ending_before?: string;
}

type Range = number | { gt?: number; gte?: number; lt?: number; lte?: number };

export function range(): Param<Range> {
  return either<Range, Range>(
    timestamp(),
    object({ gt: timestamp(), gte: timestamp(), lt: timestamp(), lte: timestamp() }),
  );
}

export function inRange(value: number, wanted: Range | undefined): boolean {
  if (wanted === undefined) return true;
  if (typeof wanted === "number") return value === wanted;
  const { gt, gte, lt, lte } = wanted;
  return (
    (gt === undefined || value > gt) &&
    (gte === undefined || value >= gte) &&
    (lt === undefined || value < lt) &&
    (lte === undefined || value <= lte)
  );
}

export function listParams<F extends Fields>(fields: F): F & typeof cursor {
  return { ...fields, ...cursor };
}

export const expandParam = { expand: array(string()) };

/** One page of a kind. `by` walks an index of the store instead of every object. */
export function page<K extends Kind>(
  ctx: Context,
  kind: K,
  url: string,
  at: Cursor,
  options: { by?: [string, string] | undefined; where?: (object: Objects[K]) => boolean } = {},
): List<Objects[K]> {
  checkCursors(at);
  const limit = clampLimit(at.limit);
  const backwards = at.ending_before !== undefined;
  const wanted = {
    by: options.by,
    before: at.starting_after === undefined ? undefined : position(ctx, kind, at.starting_after, "starting_after"),
    after: at.ending_before === undefined ? undefined : position(ctx, kind, at.ending_before, "ending_before"),
    oldestFirst: backwards,
  };
  const data: Objects[K][] = [];
  let more = false;
  for (const object of ctx.store.list(kind, wanted)) {
    if (options.where && !options.where(object)) continue;
    if (data.length === limit) {
      more = true;
      break;
    }
    data.push(object);
  }
  return { object: "list", url, has_more: more, data: backwards ? data.reverse() : data };
}

/** Lists that belong to one object and are stored inside it: line items, subscription items. */
export function pageOf<T extends { id: string }>(all: T[], url: string, at: Cursor): List<T> {
  checkCursors(at);
  const limit = clampLimit(at.limit);
  if (at.ending_before !== undefined) {
    const before = all.slice(0, indexOf(all, at.ending_before, "ending_before"));
    return { object: "list", url, has_more: before.length > limit, data: before.slice(-limit) };
  }
  const rest = at.starting_after === undefined ? all : all.slice(indexOf(all, at.starting_after, "starting_after") + 1);
  return { object: "list", url, has_more: rest.length > limit, data: rest.slice(0, limit) };
}

function checkCursors({ starting_after, ending_before }: Cursor): void {
  if (starting_after === undefined || ending_before === undefined) return;
  throw invalid("Received both starting_after and ending_before parameters. Please pass in only one.");
}

// Out-of-range limits are brought into range, not refused (crvouga/mockingbird list.ts)
function clampLimit(limit = 10): number {
  return Math.min(100, Math.max(1, limit));
}

function position(ctx: Context, kind: Kind, id: string, param: string): number {
  const found = ctx.store.position(kind, id);
  if (found === undefined) throw missing(kind, id, param);
  return found;
}

function indexOf(all: { id: string }[], id: string, param: string): number {
  const index = all.findIndex((item) => item.id === id);
  if (index < 0) throw missing("item", id, param);
  return index;
}
