import { attemptEach } from "@/lib/attempts";
import { statement } from "@/lib/db";
import { env } from "@/lib/env";
import { isKeyReused } from "@/lib/stripe/failures";
import { tellReasons } from "../cancellation/reason";
import { followCards } from "../cards/follow";
import { cancelDuplicate } from "../duplicates/cancel";
import { noteDuplicates } from "../duplicates/find";
import { settleHandOvers } from "../hand-over/settle";
import { bringOutside, hasOutsideToBring } from "../ownership/bring";
import { fetchPreviews } from "../previews/fetch";
import { hasPreviewToFetch } from "../previews/mark";
import { alignSeats } from "../seats/align";
import { evaluateTrials } from "../trials/evaluate";
import { describeSubscriptions } from "../workspaces/describe";

/**
 * What one run does. A webhook must answer soon, so it leaves what may take long to a run of its own. So does a request with
 * what its visitor doesn't wait for.
 */
export type Extent = "all" | "for a request" | "for a webhook";

/**
 * A hand-over ends a subscription that would otherwise be a duplicate's other half, so it comes first. Duplicates come
 * next, so that their trial is not ended and their seats are not counted before they are canceled.
 * Each part runs even if the one before failed, since a refund that Stripe always refuses must not keep seats from
 * being counted.
 */
export async function doPendingWork(workspaceId: string, extent: Extent): Promise<void> {
  const handOver = () => withNextKey(() => settleHandOvers(workspaceId));
  const rest = () => doRest(workspaceId, extent);
  await attemptEach([handOver, rest], (part) => part());
}

async function doRest(workspaceId: string, extent: Extent): Promise<void> {
  const duplicates = (await noteDuplicates(workspaceId)).filter(
    ({ isBegun }) => isBegun || env().CANCEL_DUPLICATE_SUBSCRIPTIONS,
  );
  const parts = [
    () => attemptEach(duplicates, ({ id }) => cancelDuplicate(id)),
    () => evaluateTrials(workspaceId),
    () => followCards(workspaceId),
    () => alignSeats(workspaceId),
    () => tellReasons(workspaceId),
    () => describeSubscriptions(workspaceId),
    ...(extent === "for a webhook" ? [] : [() => bringOutside(workspaceId)]),
    // Last, because the others change what is charged next.
    ...(extent === "all" ? [() => fetchPreviews(workspaceId)] : []),
  ];
  await attemptEach(parts, withNextKey);
}

/** Each part that writes under a lasting key has taken the next one by then, and looks first for what was made. */
const withNextKey = (part: () => Promise<void>): Promise<void> =>
  part().catch((error: unknown) => {
    if (!isKeyReused(error)) throw error;
    return part();
  });

const PREVIEWS = "SELECT " + hasPreviewToFetch("$1::uuid") + " AS is_left";
const LONG = "SELECT COALESCE(" + hasOutsideToBring("$1::uuid") + ", " + hasPreviewToFetch("$1::uuid") + ") AS is_left";

/** Whether something is left that a run of this extent is not for. */
export async function hasMore(workspaceId: string, extent: Extent): Promise<boolean> {
  if (extent === "all") return false;
  const [name, text] = extent === "for a webhook" ? ["pending_work_long", LONG] : ["pending_work_previews", PREVIEWS];
  const [row] = await statement<{ is_left: boolean | null }>(name, text, [workspaceId]);
  return row?.is_left ?? false;
}
