import { wallClock } from "../time.ts";
import type { Store } from "../store/store.ts";

/** What a request, a page action or due work can use while its transaction is open. */
export interface Context {
  store: Store;
  /** Where this server was reached, for the links in its objects. */
  baseUrl: string;
  now: number;
  /** The test clock that is being advanced, if any: `now` is its time. */
  clock?: string;
  /** Which API request caused a change; nulls for pages and the passing of time, as in Stripe's events. */
  request: { id: string | null; idempotency_key: string | null };
}

export function newContext(store: Store, baseUrl: string, request: Partial<Context["request"]> = {}): Context {
  return { store, baseUrl, now: wallClock(), request: { id: null, idempotency_key: null, ...request } };
}
