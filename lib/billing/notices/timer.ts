import { log } from "@/lib/observe/log";
import { writeTimedNotices } from "./timed";

/** How often an instance asks whether it is its turn; looking itself happens less often (timed.ts). */
const ASK_EVERY_MS = 300_000;

/** Looks for what time brings, in this process, until it ends. Starting doesn't wait for it. */
export function startTimedNotices(state: { draining: boolean }): void {
  const look = (): void => {
    if (state.draining) return;
    writeTimedNotices(() => state.draining).catch((error: unknown) =>
      log.warn("Mail that time brings could not be written", { error }),
    );
  };
  setInterval(look, ASK_EVERY_MS).unref();
  setTimeout(look, 10_000).unref();
}
