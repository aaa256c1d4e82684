import { now } from "@/lib/clock";
import { statement } from "@/lib/db";
import { isFree } from "@/lib/lease";
import { hasReasonToTell } from "../cancellation/reason";
import { hasCardToFollow } from "../cards/follow";
import { mayHaveDuplicates } from "../duplicates/find";
import { hasHandOver } from "../hand-over/rows";
import { hasOutsideToBring } from "../ownership/bring";
import { hasSeatsToAlign } from "../seats/align";
import { hasPreviewToFetch } from "../previews/mark";
import { hasUnsettledTrial } from "../trials/evaluate";
import { hasToDescribe } from "../workspaces/describe";

const AT_ONCE = 1_000;
const FIRST = "00000000-0000-0000-0000-000000000000";
const FREE = isFree("w", "$1");

// Scalar subqueries, because for EXISTS the planner hashes all subscriptions again for each batch.
const HAS_TO_DO = `COALESCE(${[hasHandOver, mayHaveDuplicates, hasUnsettledTrial, hasCardToFollow, hasSeatsToAlign, hasOutsideToBring, hasReasonToTell, hasToDescribe, hasPreviewToFetch].map((of) => of("b.workspace_id")).join(", ")})`;

// New work that arrives meanwhile either locks the row, which is then skipped, or has raised its revision. Nothing here
// waits for a row, so no order of locks leads to a deadlock.
const REMOVE = `
  WITH batch AS (
    SELECT w.workspace_id, w.revision FROM pending_work w
    WHERE w.workspace_id > $2 AND ${FREE} ORDER BY w.workspace_id LIMIT ${AT_ONCE}),
  idle AS (SELECT b.* FROM batch b WHERE ${HAS_TO_DO} IS NULL),
  held AS (
    SELECT w.workspace_id FROM idle i JOIN pending_work w ON w.workspace_id = i.workspace_id AND w.revision = i.revision
    WHERE ${FREE} FOR UPDATE OF w SKIP LOCKED),
  ended AS (DELETE FROM pending_work w USING held h WHERE w.workspace_id = h.workspace_id RETURNING 1)
  SELECT (SELECT count(*) FROM ended) AS ended, (SELECT count(*) FROM batch) AS seen,
    (SELECT workspace_id FROM batch ORDER BY workspace_id DESC LIMIT 1) AS last`;

/**
 * Removes the pending work of workspaces where nothing has to be done, in batches. After a backfill those are nearly
 * all.
 * @param isTimeUp asked before each batch
 * @returns how many
 */
export async function removeIdleWork(isTimeUp: () => boolean): Promise<number> {
  let done = 0;
  for (let after: string | null = FIRST; after !== null && !isTimeUp(); ) {
    const [row]: { ended: number; seen: number; last: string | null }[] = await statement(
      "pending_work_remove_idle",
      REMOVE,
      [now(), after],
    );
    done += row?.ended ?? 0;
    after = row?.seen === AT_ONCE ? row.last : null;
  }
  return done;
}
