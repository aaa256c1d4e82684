import { setTimeout as pause } from "node:timers/promises";

export interface UntilOptions {
  timeoutMs?: number;
  intervalMs?: number;
  /** Ends the wait early, for instance because the process waited for has died. */
  signal?: AbortSignal;
}

/**
 * Asks again and again until `probe` answers something truthy, and hands that back.
 * An error of the probe means "not yet"; the last one is named when time runs out.
 */
export async function until<T>(
  what: string,
  probe: () => T | Promise<T>,
  options: UntilOptions = {},
): Promise<NonNullable<T>> {
  const { timeoutMs = 30_000, intervalMs = 50, signal } = options;
  const end = Date.now() + timeoutMs;
  let problem: unknown;
  for (;;) {
    signal?.throwIfAborted();
    try {
      const answer = await probe();
      if (answer) return answer;
      problem = undefined;
    } catch (error) {
      problem = error;
    }
    if (Date.now() > end) {
      throw new Error(`Waited ${Math.round(timeoutMs / 1000)} s for ${what}, in vain.`, { cause: problem });
    }
    await pause(intervalMs, undefined, { signal });
  }
}
