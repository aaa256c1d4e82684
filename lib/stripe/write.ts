import { createHash } from "node:crypto";
import type Stripe from "stripe";
import type { Deadline } from "./deadline";

/** A call of the SDK, which passes these options on. */
type Write<T> = (options: Stripe.RequestOptions) => Promise<T>;

/**
 * Stripe may forget an idempotency key once it is a day old (https://docs.stripe.com/api/idempotent_requests); an hour
 * before that we stop relying on it.
 */
export const KEY_LIFE_SECONDS = 23 * 3600;

/** Stripe refuses longer keys (https://docs.stripe.com/api/idempotent_requests). */
const LONGEST_KEY = 255;

/** The key itself, or, of one that is too long, its beginning and its hash. */
function keyWithin(key: string): string {
  if (key.length <= LONGEST_KEY) return key;
  const hash = createHash("sha256").update(key).digest("hex");
  return `${key.slice(0, LONGEST_KEY - hash.length - 1)}-${hash}`;
}

/**
 * A write that must happen once: it creates, charges, refunds, voids or ends a trial. Under the same key Stripe repeats
 * its first answer instead of doing it again.
 * @param key names what is written, and a generation that rises when Stripe's stored answer is of no use
 * @param deadline null in a command, where the client's own times apply
 */
export const writeOnce = async <T>(key: string, deadline: Deadline | null, write: Write<T>): Promise<T> =>
  write(optionsOf(deadline, { idempotencyKey: keyWithin(key) }));

/**
 * A write that sets a value, or a state that an object enters once (expired, canceled, deleted), so that making it again
 * changes nothing. A key of ours would repeat yesterday's answer although something else was set since, and Stripe
 * ignores keys on DELETE. The SDK still gives the retries of one POST a key.
 * @param deadline null in a command, where the client's own times apply
 */
export const setsValue = async <T>(deadline: Deadline | null, write: Write<T>): Promise<T> =>
  write(optionsOf(deadline));

const optionsOf = (deadline: Deadline | null, extra: Stripe.RequestOptions = {}): Stripe.RequestOptions =>
  deadline ? deadline.options(extra) : extra;
