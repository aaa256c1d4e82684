import { log } from "@/lib/observe/log";
import { isReady } from "@/lib/health";

export const dynamic = "force-dynamic";

/** 200 when this instance takes requests; 503 while it is ending, or while its database does not answer or lacks something. */
export async function GET(): Promise<Response> {
  const ready = await isReady().catch((error: unknown) => {
    log.error("The readiness check failed", { error });
    return false;
  });
  const headers = { "cache-control": "no-store" };
  return Response.json({ status: ready ? "ok" : "unavailable" }, { status: ready ? 200 : 503, headers });
}
