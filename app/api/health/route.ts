import { getHealth } from "@/lib/health";

export const dynamic = "force-dynamic";

/**
 * For load balancers: 200 when the app and its database answer, 503 otherwise. Anybody may ask, so it names nothing and
 * nobody; and it tells the median lag alone, because the latest would move with every event and so tell how many come.
 */
export async function GET(): Promise<Response> {
  const headers = { "cache-control": "no-store" };
  try {
    const { oldestUnprocessedSeconds, failedEvents, failedPendingWork, lag } = await getHealth();
    const body = {
      status: "ok",
      oldest_unprocessed_event_seconds: oldestUnprocessedSeconds,
      failed_events: failedEvents,
      failed_pending_work: failedPendingWork,
      // The old name, for one release.
      failed_errands: failedPendingWork,
      lag_seconds: lag && Math.round(lag.medianSeconds),
    };
    return Response.json(body, { headers });
  } catch (error) {
    console.error("The health check failed:", error);
    return Response.json({ status: "unavailable" }, { status: 503, headers });
  }
}
