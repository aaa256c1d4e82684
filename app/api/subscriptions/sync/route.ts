import { z } from "zod";
import { reconcile } from "@/lib/billing/reconcile/reconcile";
import { requireCronSecret } from "@/lib/cron";
import { syncIncomplete } from "@/lib/billing/reconcile/errors";
import { endpoint, readQuery } from "@/lib/http";

// Under the minute that platforms allow a request; the next call continues.
const BUDGET_MS = 50_000;
export const maxDuration = 60;

const query = z.object({ mode: z.enum(["full", "since"], { error: "must be full or since" }).default("full") });

/** For schedulers: what `npm run stripe:sync` does, a slice for each call. 202 while there is more to do. */
const sync = endpoint(async (request) => {
  await requireCronSecret(request);
  const { mode } = await readQuery(request, query);
  const { finished, counts, driftCount, failures, pendingWork } = await reconcile({
    budgetMs: BUDGET_MS,
    ...(mode === "since" && { since: "last" }),
  });
  const failed = failures.length + pendingWork.failures.length;
  if (finished && failed > 0) throw syncIncomplete(failed);
  const headers = { "cache-control": "no-store" };
  return Response.json({ finished, counts, drift: driftCount }, { status: finished ? 200 : 202, headers });
});

export { sync as GET, sync as POST };
