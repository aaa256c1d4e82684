import { type Claim, claimValues, IS_SIGNED_IN } from "@/lib/claim";
import { statement } from "@/lib/db";

const ASKED = `
  SELECT w.id FROM workspace w JOIN membership m ON m.workspace_id = w.id AND m.user_id = $1
  WHERE w.external_id = $5 AND ${IS_SIGNED_IN}`;

/**
 * Our id of a workspace by its external id, for an address that a browser was sent to. Only for members who are signed in,
 * because pages lead others to the sign-in and name the workspace on the way, which would tell that there is one.
 */
export async function findAsked(claim: Claim, externalId: string): Promise<string | null> {
  const values = [...claimValues(claim), externalId];
  const [found] = await statement<{ id: string }>("workspace_asked", ASKED, values);
  return found?.id ?? null;
}
