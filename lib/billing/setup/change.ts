import { randomUUID } from "node:crypto";
import type Stripe from "stripe";

/** What a change does to one field of an object at Stripe. */
export type Field = { field: string; before: unknown; after: unknown };

/** One write at Stripe: what it is for, what it changes, and how it's made. */
export type Change = { what: string; fields: Field[]; make: (ids: Ids) => Promise<void> };

/** Stripe's ids of what the file names, as far as they are known: those of a new object are added when it's made. */
export type Ids = {
  /** By event name. */
  meters: Map<string, string>;
  /** By the key in the products' metadata. */
  products: Map<string, string>;
  /** By lookup key. */
  prices: Map<string, string>;
  configuration?: Stripe.BillingPortal.Configuration;
  /** Of the endpoint that was made: Stripe tells it only then. */
  webhookSecret?: string | undefined;
};

export const noIds = (): Ids => ({ meters: new Map(), products: new Map(), prices: new Map() });

/** The id, or, before an earlier change has made the object, a text that is no id. */
export const idIn = (ids: ReadonlyMap<string, string>, name: string): string => ids.get(name) ?? `(new: ${name})`;

/** Names the idempotency key of something that is created. */
export type KeyFor = (what: string) => string;

/**
 * The keys of one setup. Each setup looks first at what is there. So a later one takes other keys: what an earlier one
 * created may have been deleted since, and under its key Stripe would answer that it was created.
 */
export const keysOfSetup = (): KeyFor => {
  const setup = randomUUID();
  return (what) => `setup-${setup}-${what}`;
};

/** True when everything wanted is there with the same value; what is there beside it does not matter. */
export function holds(there: unknown, wanted: unknown): boolean {
  if (Array.isArray(wanted)) {
    return (
      Array.isArray(there) &&
      there.length === wanted.length &&
      wanted.every((value, index) => holds(there[index], value))
    );
  }
  // An empty text clears what is there.
  if (wanted === "") return there === "" || there == null || (Array.isArray(there) && there.length === 0);
  if (!isObject(wanted)) return there === wanted;
  if (!isObject(there)) return false;
  return Object.entries(wanted).every(([key, value]) => value === undefined || holds(Reflect.get(there, key), value));
}

/** Each field that is wanted with another value than it has, as `metadata.features`. */
export function differences(there: unknown, wanted: object, path = ""): Field[] {
  return Object.entries(wanted).flatMap(([key, value]: [string, unknown]) => {
    const before: unknown = isObject(there) ? Reflect.get(there, key) : undefined;
    if (value === undefined || holds(before, value)) return [];
    const field = path + key;
    if (isObject(value) && !Array.isArray(value)) return differences(before, value, `${field}.`);
    return [{ field, before: before ?? null, after: value === "" ? null : value }];
  });
}

const isObject = (value: unknown): value is object => value !== null && typeof value === "object";
