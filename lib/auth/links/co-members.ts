import { statement } from "@/lib/db";

const COUNT = `
  SELECT count(DISTINCT other.user_id)::int AS count
  FROM one_time_link l JOIN "user" u ON u.id = l.user_id AND u.email_verified IS NULL
  JOIN membership own ON own.user_id = u.id
  JOIN membership other ON other.workspace_id = own.workspace_id AND other.user_id <> u.id
  WHERE l.id = $1`;

/**
 * How many others are in the workspaces of an account whose address nobody has confirmed: the person who typed it may have let
 * them in, and they stay when its holder takes the account over.
 * @param linkId of the link by which the holder does
 */
export async function countCoMembers(linkId: string | null): Promise<number> {
  const [row] = await statement<{ count: number }>("co_members", COUNT, [linkId]);
  return row?.count ?? 0;
}
