import { requireUser } from "@/lib/auth";
import { consume } from "@/lib/entitlements";
import { endpoint } from "@/lib/http";
import { requireMembership } from "@/lib/workspaces/members";

/** An endpoint of an adopter's own that counts. */
export const POST = endpoint(async (request) => {
  const user = await requireUser();
  const { id } = await requireMembership(user.id, new URL(request.url).searchParams.get("workspace_id") ?? "");
  return Response.json(await consume(id, "api"));
});
