import { now } from "@/lib/clock";
import { findLacking, lackingSentence } from "@/lib/database-check";
import { statement } from "@/lib/db";
import { log } from "@/lib/observe/log";
import { onceIn } from "@/lib/server/shared-answer";
import { serverState } from "@/lib/server/state";

export type Health = {
  /** How long the oldest event has waited that failed. */
  oldestUnprocessedSeconds: number | null;
  /** At most MOST_COUNTED. */
  failedEvents: number;
  /** From the second in which Stripe made an event to the moment at which we took it in hand. */
  lag: { medianSeconds: number; latestSeconds: number } | null;
  /** Workspaces whose pending work at Stripe has failed; at most MOST_COUNTED. */
  failedPendingWork: number;
  /** Mails that were given up; at most MOST_COUNTED. */
  failedMail: number;
  /** Requests that this instance refused since its start because too much was going on. */
  refused: number;
};

/** Counting stops here, so that a long outage does not make each question dearer. */
export const MOST_COUNTED = 1_000;

// Each part reads one end of a partial index: at most 1,000 rows per count, 21 for the lag.
export const HEALTH = `
  SELECT
    (SELECT first_attempt_at FROM stripe_event WHERE state = 'failed' ORDER BY first_attempt_at LIMIT 1) AS oldest,
    (SELECT count(*) FROM (SELECT FROM stripe_event WHERE state = 'failed' LIMIT ${MOST_COUNTED}) f) AS failed,
    ARRAY(
      SELECT GREATEST(0, EXTRACT(epoch FROM last_attempt_at - created))::float8 FROM stripe_event
      WHERE state = 'processed' AND payload IS NOT NULL ORDER BY first_attempt_at DESC LIMIT 21) AS lags,
    (SELECT count(*) FROM (SELECT FROM pending_work WHERE failed_at IS NOT NULL LIMIT ${MOST_COUNTED}) w) AS "failedWork",
    (SELECT count(*) FROM (SELECT FROM mail WHERE failed_at IS NOT NULL LIMIT ${MOST_COUNTED}) m) AS "failedMail"`;

type Row = { oldest: Date | null; failed: number; lags: number[]; failedWork: number; failedMail: number };

/** How the app is. @throws when the database does not answer */
export async function getHealth(): Promise<Health> {
  const [row] = await statement<Row>("health", HEALTH, []);
  if (!row) throw new Error("The health statement answered nothing.");
  const { oldest, failed, lags, failedWork, failedMail } = row;
  const [latestSeconds] = lags;
  const medianSeconds = [...lags].sort((a, b) => a - b)[Math.floor(lags.length / 2)];
  return {
    oldestUnprocessedSeconds: oldest ? Math.max(0, Math.round((now().getTime() - oldest.getTime()) / 1000)) : null,
    failedEvents: failed,
    lag: latestSeconds === undefined || medianSeconds === undefined ? null : { medianSeconds, latestSeconds },
    failedPendingWork: failedWork,
    failedMail,
    refused: serverState().refused,
  };
}

/** Anybody may ask, as often as they like. */
const isLogged = onceIn(1_000);

/**
 * Whether this instance takes work: it is not ending, and its database answers and has what this build needs.
 * @throws when the database does not answer
 */
export async function isReady(): Promise<boolean> {
  if (serverState().draining) return false;
  const lacking = lackingSentence(await findLacking());
  if (lacking !== null && isLogged()) log.error(lacking);
  return lacking === null;
}
