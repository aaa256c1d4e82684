import { statement } from "@/lib/db";

/**
 * Counting of a feature that was renamed (counted-under.ts): `ids` are all that it is counted under, and the first of them
 * that has a row says how many there are. The release before counts under one of them alone.
 */

/** Locks the rows in one order, whichever release asks, and takes the number of the one that counts. */
const TOTAL = `
  WITH locked AS MATERIALIZED (
    SELECT feature_id, used FROM feature_use WHERE workspace_id = $1 AND feature_id = ANY ($2::text[])
    ORDER BY feature_id FOR UPDATE),
  total AS (SELECT used FROM locked ORDER BY array_position($2::text[], feature_id) LIMIT 1)`;

// So that there is something to lock, and the release before finds the number when it counts next.
const ADD_ROWS = `
  INSERT INTO feature_use (workspace_id, feature_id, used)
  SELECT $1, id, COALESCE((SELECT u.used FROM feature_use u WHERE u.workspace_id = $1 AND u.feature_id = ANY ($2::text[])
    ORDER BY array_position($2::text[], u.feature_id) LIMIT 1), 0)
  FROM unnest($2::text[]) id ORDER BY id
  ON CONFLICT DO NOTHING`;

const COUNT = `${TOTAL}
  UPDATE feature_use u SET used = LEAST(t.used::bigint + $3, 2147483647) FROM total t
  WHERE u.workspace_id = $1 AND u.feature_id = ANY ($2::text[]) AND ($4::int IS NULL OR t.used::bigint + $3 <= $4)
  RETURNING u.used`;

const RELEASE = `${TOTAL}
  UPDATE feature_use u SET used = GREATEST(t.used - $3, 0) FROM total t
  WHERE u.workspace_id = $1 AND u.feature_id = ANY ($2::text[])
  RETURNING u.used`;

/** @returns undefined where there is no room */
export async function countRenamed(
  workspaceId: string,
  ids: readonly string[],
  amount: number,
  limit: number | null,
): Promise<number | undefined> {
  await statement("feature_use_renamed_rows", ADD_ROWS, [workspaceId, ids]);
  const values = [workspaceId, ids, amount, limit];
  const [row] = await statement<{ used: number }>("feature_use_renamed_count", COUNT, values);
  return row?.used;
}

/** @returns what is left */
export async function releaseRenamed(workspaceId: string, ids: readonly string[], amount: number): Promise<number> {
  const [row] = await statement<{ used: number }>("feature_use_renamed_release", RELEASE, [workspaceId, ids, amount]);
  return row?.used ?? 0;
}

const USED = `SELECT used FROM feature_use WHERE workspace_id = $1 AND feature_id = ANY ($2::text[])
  ORDER BY array_position($2::text[], feature_id) LIMIT 1`;

/** How much is in use. @param ids one, or all of a feature that was renamed */
export async function usedOf(workspaceId: string, ids: readonly string[]): Promise<number> {
  const [row] = await statement<{ used: number }>("feature_use", USED, [workspaceId, ids]);
  return row?.used ?? 0;
}
