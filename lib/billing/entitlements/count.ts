import { statement } from "@/lib/db";
import { countedUnder } from "./counted-under";
import { countRenamed, releaseRenamed, usedOf } from "./count-renamed";
import { readAccess } from "./read";
import type { Access } from "./access";

/** The result of an attempt to use some of a feature. */
export type Counted =
  | { counted: true; used: number /** Null: unlimited. */; limit: number | null }
  /** Not allowed at all, or no room for that much. */
  | { counted: false; access: Access /** After a downgrade it may be more than a plan allows. */; used: number };

// Simultaneous calls wait for the row, and each compares with what the one before has left, because the condition is
// looked at again once the row is locked. So the sum never goes over the limit, however many instances there are.
// Without a limit it stops at the largest number that its column holds.
const COUNT = `
  INSERT INTO feature_use AS u (workspace_id, feature_id, used)
  SELECT $1, $2, $3 WHERE $4::int IS NULL OR $3 <= $4
  ON CONFLICT (workspace_id, feature_id) DO UPDATE SET used = LEAST(u.used::bigint + excluded.used, 2147483647)
    WHERE $4::int IS NULL OR u.used::bigint + excluded.used <= $4
  RETURNING used`;

/**
 * Counts some of a feature as used, if there is room for it. Call it before you make what is counted, and `releaseUse`
 * when that fails or when it is removed later.
 */
export async function countUse(workspaceId: string, feature: string, amount = 1): Promise<Counted> {
  requireCount(amount);
  const access = await readAccess(workspaceId, feature);
  const ids = countedUnder(feature);
  if (!access.allowed) return { counted: false, access, used: await usedOf(workspaceId, ids) };
  const { limit } = access;
  const used = await count(workspaceId, ids, amount, limit);
  return used === undefined
    ? { counted: false, access, used: await usedOf(workspaceId, ids) }
    : { counted: true, used, limit };
}

/** @returns undefined where there is no room */
async function count(
  workspaceId: string,
  ids: readonly string[],
  amount: number,
  limit: number | null,
): Promise<number | undefined> {
  if (ids.length > 1) return countRenamed(workspaceId, ids, amount, limit);
  const values = [workspaceId, ids[0], amount, limit];
  const [row] = await statement<{ used: number }>("feature_use_count", COUNT, values);
  return row?.used;
}

// Never below zero, so that releasing twice gives no extra room.
const RELEASE = `UPDATE feature_use SET used = GREATEST(used - $3, 0) WHERE workspace_id = $1 AND feature_id = $2 RETURNING used`;

/**
 * Gives some back. This also works without the feature, since what was counted can always be removed.
 * @returns what is left
 */
export async function releaseUse(workspaceId: string, feature: string, amount = 1): Promise<number> {
  requireCount(amount);
  const ids = countedUnder(feature);
  if (ids.length > 1) return releaseRenamed(workspaceId, ids, amount);
  const [row] = await statement<{ used: number }>("feature_use_release", RELEASE, [workspaceId, ids[0], amount]);
  return row?.used ?? 0;
}

function requireCount(amount: number): void {
  if (!Number.isInteger(amount) || amount < 1 || amount > 1_000_000)
    throw new RangeError(`Can't count ${amount}: a whole number from 1 to 1,000,000.`);
}
