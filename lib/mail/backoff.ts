import { inSeconds } from "@/lib/clock";

const MINUTES = [1, 5, 15, 60, 240];
const HOUR = 3_600;

/** For so long a mail is tried. What it says is old news then. */
export const TRIED_SECONDS = 72 * HOUR;

/** How much later than planned a try may come: longer, and nothing of ours was running. */
const LATE_SECONDS = 24 * HOUR;

/** @param attempts those that failed, at least one @returns null: give up */
export function nextAttempt(createdAt: Date, attempts: number, at: Date): Date | null {
  const minutes = MINUTES[Math.min(attempts, MINUTES.length) - 1] ?? 1;
  const next = inSeconds(at, minutes * 60);
  return next > inSeconds(createdAt, TRIED_SECONDS) ? null : next;
}

/** Whether nobody looked for so long that it is better not sent at all. */
export const isOldNews = (createdAt: Date, dueAt: Date, at: Date): boolean =>
  at > inSeconds(createdAt, TRIED_SECONDS) && at > inSeconds(dueAt, LATE_SECONDS);
