import { AsyncLocalStorage } from "node:async_hooks";
import { clientAddress } from "@/lib/client-address";

/** Where a request came from, as the security log has it. */
export type RequestOrigin = { networkAddress: string; userAgent: string | null };

// Next loads a module once for each of its bundles; there is one process.
const home = globalThis as typeof globalThis & { billingOrigin?: AsyncLocalStorage<RequestOrigin> };
const origins = () => (home.billingOrigin ??= new AsyncLocalStorage());

const LONGEST_AGENT = 300;

/** All that this work sets going knows where its request came from. Every endpoint and action is run by it. */
export const comingFrom = <T>(headers: Pick<Headers, "get">, work: () => T): T =>
  origins().run(
    {
      networkAddress: clientAddress(headers).slice(0, 64),
      userAgent: headers.get("user-agent")?.slice(0, LONGEST_AGENT) ?? null,
    },
    work,
  );

/** @returns null where no request is at work: a command, a timer */
export const requestOrigin = (): RequestOrigin | null => origins().getStore() ?? null;
