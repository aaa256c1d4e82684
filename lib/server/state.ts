import { AsyncLocalStorage } from "node:async_hooks";
import type { Server } from "node:http";

/** What all that a request sets going knows of it. */
type Asked = {
  /** For its log lines, and in its answer. */
  id: string;
  /** The socket's address, as limits count it; null where it is none. */
  address: string | null;
  /** Of a form for a page: whether Next could read it. */
  form?: "sent" | "read";
  /** Among those that are worked on at once; none while it waits for its body, and for a probe. */
  place?: { outside<T>(work: () => Promise<T>): Promise<T> };
};

type State = {
  requests: AsyncLocalStorage<Asked>;
  /** The servers that have been asked for something. */
  servers: Set<Server>;
  /** Requests that have no answer yet. */
  inFlight: number;
  /** The process has been asked to end. */
  draining: boolean;
  /** Answers of 503 because too much was going on, since the start. */
  refused: number;
  /** That a proxy seems to be in front, and the settings know of none, is said once. */
  hasWarnedOfProxy: boolean;
};

// Next loads a module once for each of its bundles; there is one process.
const home = globalThis as typeof globalThis & { billingServer?: State };

export const serverState = (): State =>
  (home.billingServer ??= {
    requests: new AsyncLocalStorage(),
    servers: new Set(),
    inFlight: 0,
    draining: false,
    refused: 0,
    hasWarnedOfProxy: false,
  });
