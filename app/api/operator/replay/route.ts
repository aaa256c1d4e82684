import { z } from "zod";
import { audited } from "@/app/_components/audited";
import { pathWith, paths } from "@/app/_components/paths";
import { requireOperator } from "@/lib/auth/operator";
import { replayFailed } from "@/lib/billing/operator/events";
import { replayEvent } from "@/lib/billing/mirror/deliveries";
import { endpoint, fields, readForm, requireSameOrigin, unknownAddress } from "@/lib/http";
import { log } from "@/lib/observe/log";

const form = z.object({ event: fields.eventId });

const REPLAY_MS = 20_000;

/** For the forms of the operator's page: handles one failed event, or all, once more, and goes back to the page. */
export const POST = endpoint(async (request) => {
  requireSameOrigin(request);
  const operator = await requireOperator();
  const { event } = await readForm(request, form);
  await audited("operator_replayed", operator.id, { event });
  if (event === "all") {
    const { finished } = await replayFailed(REPLAY_MS);
    return back({ replayed: finished ? "all" : "some" });
  }
  // What it failed with is in the inbox, where the page finds it.
  await replayEvent(event).catch((error: unknown) => log.error(`Replaying ${event} failed`, { error }));
  return back({ event });
});

const back = (parameters: Record<string, string>): Response =>
  new Response(null, { status: 303, headers: { location: pathWith(paths.operator, parameters) } });

// To those who may not use it, and to a browser that opens it, it isn't there.
export { unknownAddress as GET, unknownAddress as OPTIONS };
