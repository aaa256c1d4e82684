import { getHealth } from "@/lib/health";

export const dynamic = "force-dynamic";

/** For load balancers: 200 when the app and its database answer, 503 otherwise. */
export async function GET(): Promise<Response> {
  const headers = { "cache-control": "no-store" };
  try {
    const { oldestUnprocessedEventSeconds } = await getHealth();
    const body = { status: "ok", oldest_unprocessed_event_seconds: oldestUnprocessedEventSeconds };
    return Response.json(body, { headers });
  } catch (error) {
    console.error("The health check failed:", error);
    return Response.json({ status: "unavailable" }, { status: 503, headers });
  }
}
