import { findLacking, lackingSentence } from "@/lib/database-check";
import { getHealth } from "@/lib/health";
import { log } from "@/lib/observe/log";
import { onceIn, sharedAnswer } from "@/lib/server/shared-answer";

export const dynamic = "force-dynamic";

/**
 * For load balancers: 200 when the app and its database answer and the database has this build's migrations and
 * tables, 503 otherwise. It is public, so it names no customers.
 * It gives the median lag only, because the latest would change with every event and so reveal how many arrive.
 */
export async function GET(): Promise<Response> {
  const { status, body } = await answer();
  return Response.json(body, { status, headers: { "cache-control": "no-store" } });
}

/** Anybody may ask, as often as they like. */
const isLogged = onceIn(1_000);

const answer = sharedAnswer(async () => {
  try {
    const lacking = await findLacking();
    const sentence = lackingSentence(lacking);
    if (sentence !== null) {
      if (isLogged()) log.error(sentence);
      const status = lacking.migrations.length > 0 ? "migration_missing" : "table_missing";
      return { status: 503, body: { status } };
    }
    const { oldestUnprocessedSeconds, failedEvents, failedPendingWork, failedMail, refused, lag } = await getHealth();
    const body = {
      status: "ok",
      oldest_unprocessed_event_seconds: oldestUnprocessedSeconds,
      failed_events: failedEvents,
      failed_pending_work: failedPendingWork,
      // The old name, for one release.
      failed_errands: failedPendingWork,
      failed_mail: failedMail,
      refused_under_load: refused,
      lag_seconds: lag && Math.round(lag.medianSeconds),
    };
    return { status: 200, body };
  } catch (error) {
    if (isLogged()) log.error("The health check failed", { error });
    return { status: 503, body: { status: "unavailable" } };
  }
});
