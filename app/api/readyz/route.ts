import { isReady } from "@/lib/health";
import { log } from "@/lib/observe/log";
import { onceIn, sharedAnswer } from "@/lib/server/shared-answer";

export const dynamic = "force-dynamic";

/** Anybody may ask, as often as they like. */
const isLogged = onceIn(1_000);

const answer = sharedAnswer(() =>
  isReady().catch((error: unknown) => {
    if (isLogged()) log.error("The readiness check failed", { error });
    return false;
  }),
);

/** 200 when this instance takes requests; 503 while it is ending, or while its database does not answer or lacks something. */
export async function GET(): Promise<Response> {
  const ready = await answer();
  const headers = { "cache-control": "no-store" };
  return Response.json({ status: ready ? "ok" : "unavailable" }, { status: ready ? 200 : 503, headers });
}
