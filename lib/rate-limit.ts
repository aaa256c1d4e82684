import { inSeconds, now } from "@/lib/clock";
import { statement } from "@/lib/db";
import { ProductError, rateLimited } from "@/lib/errors";

/** So many calls (`limit`) in any stretch of `windowSeconds`, counted under `key` over all instances. */
export type Limit = { key: string; limit: number; windowSeconds: number };

/** A call that was counted; `giveBack` uncounts it, for limits that count failures only. */
export type Slot = { giveBack: () => Promise<void> };

// Each call also deletes a few expired counters, so the table stays as small as its use.
const TAKE = `
  WITH swept AS (
    DELETE FROM rate_counter WHERE key IN (
      SELECT key FROM rate_counter WHERE expires_at < $2 AND key <> $1 ORDER BY expires_at LIMIT 3 FOR UPDATE SKIP LOCKED
    )
  )
  INSERT INTO rate_counter AS c (key, hits, expires_at) VALUES ($1, ARRAY[$2::timestamptz], $4)
  ON CONFLICT (key) DO UPDATE
    SET hits = ARRAY(SELECT hit FROM unnest(c.hits) hit WHERE hit > $3) || $2::timestamptz, expires_at = $4
    WHERE cardinality(ARRAY(SELECT hit FROM unnest(c.hits) hit WHERE hit > $3)) < $5
  RETURNING key`;

const OLDEST = `SELECT min(hit) AS oldest FROM rate_counter, unnest(hits) hit WHERE key = $1 AND hit > $2`;

const GIVE_BACK = `
  UPDATE rate_counter SET hits = hits[:array_position(hits, $2) - 1] || hits[array_position(hits, $2) + 1:]
  WHERE key = $1 AND array_position(hits, $2) IS NOT NULL`;

/**
 * Counts one call, unless the window is full. Counting comes before the work, so that many at once can't slip through.
 * @throws ProductError rate_limited, with the seconds until a place is free; the refused call is not counted
 */
export async function takeSlot({ key, limit, windowSeconds }: Limit): Promise<Slot> {
  const at = now();
  const windowStart = inSeconds(at, -windowSeconds);
  const taken = await statement("rate_take", TAKE, [key, at, windowStart, inSeconds(at, windowSeconds), limit]);
  if (taken.length === 0) {
    const [row] = await statement<{ oldest: Date | null }>("rate_oldest", OLDEST, [key, windowStart]);
    const freeAt = inSeconds(row?.oldest ?? at, windowSeconds);
    throw rateLimited(Math.max(1, Math.ceil((freeAt.getTime() - at.getTime()) / 1000)));
  }
  return {
    giveBack: async () => {
      await statement("rate_give_back", GIVE_BACK, [key, at]);
    },
  };
}

/** The same, for what is left out without a word once there was too much of it. @returns whether it may be */
export async function hasSlot(limit: Limit): Promise<boolean> {
  try {
    await takeSlot(limit);
    return true;
  } catch (error) {
    if (error instanceof ProductError && error.code === "rate_limited") return false;
    throw error;
  }
}
