import { z } from "zod";
import { pathWith, paths } from "@/app/_components/paths";
import { requireOperator } from "@/lib/auth/operator";
import { replayFailed } from "@/lib/billing/operator/events";
import { replayEvent } from "@/lib/billing/mirror/events";
import { endpoint, fields, readForm, requireSameOrigin } from "@/lib/http";
import { log } from "@/lib/observe/log";

const form = z.object({ event: fields.eventId });

const REPLAY_MS = 20_000;

/** For the forms of the operator's page: handles one failed event, or all, once more, and goes back to the page. */
export const POST = endpoint(async (request) => {
  requireSameOrigin(request);
  await requireOperator();
  const { event } = await readForm(request, form);
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
