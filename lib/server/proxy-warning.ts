import type { IncomingMessage } from "node:http";
import { env } from "@/lib/env";
import { log } from "@/lib/observe/log";
import { serverState } from "./state";

/** Says once in a process that a proxy seems to be in front of the app, and that the settings know of none. */
export function warnOfUnknownProxy({ headers }: IncomingMessage): void {
  const state = serverState();
  if (state.hasWarnedOfProxy || headers["x-forwarded-for"] === undefined || env().TRUSTED_PROXIES > 0) return;
  // Next itself asks for the page that a form leads to, with the form's headers and these. A proxy also brings other requests.
  if (headers["x-action-forwarded"] !== undefined || headers.rsc !== undefined) return;
  state.hasWarnedOfProxy = true;
  log.warn(
    "A request came with X-Forwarded-For, but TRUSTED_PROXIES is 0, so the header is ignored. If the app is behind a proxy, " +
      "set TRUSTED_PROXIES to the number of proxies, or all visitors share one limit. Otherwise a client made it up.",
  );
}
