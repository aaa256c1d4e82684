import { log } from "@/lib/observe/log";
import { forgetOldEntries } from "./forget";

const EVERY_MS = 3_600_000;

/** Removes old entries in this process, until it ends. Starting doesn't wait for it. */
export function startForgetting(state: { draining: boolean }, firstAfterMs = 30_000): void {
  const forget = (): void => {
    if (state.draining) return;
    forgetOldEntries(() => state.draining).catch((error: unknown) =>
      log.warn("Old entries of the security log could not be removed", { error }),
    );
  };
  setInterval(forget, EVERY_MS).unref();
  setTimeout(forget, firstAfterMs).unref();
}
