import { setTimeout as pause } from "node:timers/promises";

/**
 * Does work, and comes back at the next full step since it began. What the answer must not tell takes a few milliseconds
 * more or less, on a busy machine some tens: it shows only where it happens to cross a step.
 */
export async function atAStep<T>(stepMs: number, work: () => Promise<T>): Promise<T> {
  const started = performance.now();
  const result = await work();
  await pause(stepMs - ((performance.now() - started) % stepMs));
  return result;
}

/**
 * Of a form that asks for a mail: nobody minds the half second. Where an address has an account, a link and a mail are
 * written, which nothing else takes as long as.
 */
export const MAIL_STEP_MS = 500;
