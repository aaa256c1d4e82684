// The only ways an object changes: created, updated, deleted. Each writes the object and its event together.
import { checkClockRests } from "../conventions/clock.ts";
import { settleEntitlements } from "./entitlements.ts";
import type { Context } from "../conventions/context.ts";
import { emit } from "../events/events.ts";
import type { Kind, Objects, Subscription } from "../store/objects.ts";

export function create<K extends Kind>(ctx: Context, kind: K, object: Objects[K], event?: string): Objects[K] {
  checkClockRests(ctx, object);
  ctx.store.put(kind, object);
  if (event) emit(ctx, event, object);
  follow(ctx, object);
  return object;
}

/** Saves an object that differs; without a difference, emits nothing. Only `*.updated` events have the previous values. */
export function update<K extends Kind>(ctx: Context, kind: K, after: Objects[K], event: string): Objects[K] {
  const before = ctx.store.get(kind, after.id);
  const previous = before ? differences(before, after) : {};
  if (Object.keys(previous).length === 0) return after;
  checkClockRests(ctx, after);
  ctx.store.put(kind, after);
  emit(ctx, event, after, event.endsWith(".updated") ? previous : undefined);
  follow(ctx, after);
  return after;
}

/** What else a change of an object changes. */
function follow(ctx: Context, object: object): void {
  if ((object as Subscription).object === "subscription") settleEntitlements(ctx, (object as Subscription).customer);
}

/** What the changed fields were before, as `previous_attributes` has it: hashes in part, lists and arrays whole. */
export function differences(before: object, after: object): Record<string, unknown> {
  const previous: Record<string, unknown> = {};
  const old = before as Record<string, unknown>;
  const now = after as Record<string, unknown>;
  for (const key of new Set([...Object.keys(old), ...Object.keys(now)])) {
    if (JSON.stringify(old[key]) === JSON.stringify(now[key])) continue;
    const both = isHash(old[key]) && isHash(now[key]);
    if (both && isList(old[key])) previous[key] = { data: (old[key] as { data: unknown }).data };
    else if (both) {
      const inner = differences(old[key] as object, now[key] as object);
      if (Object.keys(inner).length > 0) previous[key] = inner;
    } else previous[key] = old[key] ?? null;
  }
  return previous;
}

function isHash(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isList(value: unknown): boolean {
  return (value as { object?: string }).object === "list";
}
