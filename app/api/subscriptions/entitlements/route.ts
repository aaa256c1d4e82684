import { z } from "zod";
import { requireUser } from "@/lib/auth";
import { getEntitlements, type Access } from "@/lib/entitlements";
import { endpoint, fields, privateJson, readQuery } from "@/lib/http";
import { requireMembership } from "@/lib/workspaces/members";

const query = z.object({ workspace_id: fields.workspaceId });

/** What a workspace of the signed-in user may use, and why. */
export const GET = endpoint(async (request) => {
  const user = await requireUser();
  const { workspace_id } = await readQuery(request, query);
  await requireMembership(user.id, workspace_id);
  const { features } = await getEntitlements(workspace_id);
  return privateJson({ workspace_id, features: features.map(inJson) });
});

function inJson(access: Access) {
  const { feature: feature_id, was, allowed, reason } = access;
  const counted = access.allowed ? { limit: access.limit, limit_until: access.limitUntil, used: access.used } : {};
  return { feature_id, ...(was && { was }), allowed, reason, ...counted };
}
