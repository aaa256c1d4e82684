import { inSeconds, now } from "@/lib/clock";
import { statement } from "@/lib/db";
import { env } from "@/lib/env";

// What a processed event said is of use for a while, to see what happened; after that it is enough to know that it
// came. What failed keeps its payload until it is resolved. The index stripe_event_payload_idx has the oldest at its
// end. Each batch begins where the one before ended: entries that were just emptied stay in the index until PostgreSQL
// cleans up.
const PRUNE = `
  WITH oldest AS (
    SELECT id FROM stripe_event
    WHERE state = 'processed' AND payload IS NOT NULL AND first_attempt_at >= $1 AND first_attempt_at < $2
    ORDER BY first_attempt_at LIMIT $3 FOR UPDATE SKIP LOCKED),
  pruned AS (
    UPDATE stripe_event e SET payload = NULL FROM oldest WHERE e.id = oldest.id RETURNING e.first_attempt_at)
  SELECT count(*) AS count, max(first_attempt_at) AS newest FROM pruned`;

const BATCH = 500;
// Of one run, so that it ends: ten million payloads. The next run continues.
const MOST_BATCHES = 20_000;

const DAY_SECONDS = 24 * 60 * 60;

/**
 * Forgets the payloads of processed events older than EVENT_PAYLOAD_DAYS, in short statements that neither wait for
 * locks nor block webhooks, which write other rows.
 * @param isTimeUp no batch is begun after that; the next run continues
 * @returns how many were forgotten
 */
export async function prunePayloads(isTimeUp = () => false): Promise<number> {
  const days = env().EVENT_PAYLOAD_DAYS;
  if (days === null) return 0;
  const before = inSeconds(now(), -days * DAY_SECONDS);
  let from = new Date(0);
  let pruned = 0;
  for (let batch = 0; batch < MOST_BATCHES && !isTimeUp(); batch++) {
    const values = [from, before, BATCH];
    const [row] = await statement<{ count: number; newest: Date | null }>("prune_payloads", PRUNE, values);
    if (!row?.newest) break;
    pruned += row.count;
    from = row.newest;
    if (row.count < BATCH) break;
  }
  return pruned;
}
