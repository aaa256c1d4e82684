import { getUser } from "@/lib/auth";
import { getOffer } from "@/lib/billing/offer";
import { check, endpoint, fields, privateJson } from "@/lib/http";

/** The personal part of the pricing page. */
export const GET = endpoint(async (request) => {
  const user = await getUser();
  const workspaceId = new URL(request.url).searchParams.get("workspace_id");
  return privateJson(
    await getOffer(user?.id ?? null, workspaceId === null ? undefined : check(fields.workspaceId, workspaceId)),
  );
});
