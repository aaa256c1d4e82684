import { disconnect } from "@/lib/db";
import { env } from "@/lib/env";
import { log } from "@/lib/observe/log";
import { observer } from "@/lib/observe/observer";
import { serverState } from "./state";

const EXIT_CODES = { SIGTERM: 143, SIGINT: 130 } as const;

// The longest that a call takes is ten seconds at Stripe and five at the database. Together with DRAIN_SECONDS it is less
// than the thirty seconds after which Kubernetes and systemd kill.
const LONGEST_MS = 20_000;
/** For the last traces to be sent and the database connections to end. */
const LAST_MS = 2_000;
const LOOK_EVERY_MS = 20;

/**
 * Ends an instance so that nobody notices. Next's own way closes the listener at once, while a load balancer still sends
 * requests, and ends the process without its database connections; so ours takes its place.
 */
export function endOnSignal(): void {
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.removeAllListeners(signal);
    process.once(signal, () => void end(signal));
  }
}

async function end(signal: keyof typeof EXIT_CODES): Promise<void> {
  const state = serverState();
  // From here on `readyz` answers 503, and each answer says that its connection ends.
  state.draining = true;
  // Nobody but a developer presses Ctrl-C.
  if (signal === "SIGTERM") await pause(env().DRAIN_SECONDS * 1000);
  // New connections are refused from here on, and those on which nothing is under way end.
  for (const server of state.servers) server.close();
  const givesUpAt = performance.now() + LONGEST_MS;
  while (state.inFlight > 0 && performance.now() < givesUpAt) await pause(LOOK_EVERY_MS);
  if (state.inFlight > 0) log.error(`${state.inFlight} requests had no answer when the process ended.`);
  const ended = Promise.allSettled([observer()?.stop(), disconnect()]);
  await Promise.race([ended, pause(LAST_MS)]);
  process.exit(EXIT_CODES[signal]);
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
