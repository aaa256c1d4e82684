import { randomUUID } from "node:crypto";

/** One thing that Stripe lacks or has with another value: a description of the change, and how to make it. */
export type Change<T = unknown> = { what: string; make: () => Promise<T> };

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
  if (wanted === null || typeof wanted !== "object") return there === wanted;
  if (there === null || typeof there !== "object") return false;
  return Object.entries(wanted).every(([key, value]) => value === undefined || holds(Reflect.get(there, key), value));
}
