import { getClaimedUserId } from "@/lib/auth";
import { listForAnyone, listForUser, listForWorkspace } from "@/lib/billing/subscribable";
import { check, endpoint, fields, privateJson } from "@/lib/http";

export const GET = endpoint(async (request) => {
  const userId = await getClaimedUserId();
  if (!userId) return publicAnswer(request);
  const workspaceId = new URL(request.url).searchParams.get("workspace_id");
  if (workspaceId === null) return privateJson(await listForUser(userId));
  return privateJson(await listForWorkspace(userId, check(fields.workspaceId, workspaceId)));
});

async function publicAnswer(request: Request): Promise<Response> {
  const { body, etag } = await listForAnyone();
  const headers = { etag, vary: "Cookie", "cache-control": "public, max-age=0, s-maxage=5" };
  const known = request.headers.get("if-none-match")?.split(",").map((tag) => tag.trim());
  if (known?.includes(etag) || known?.includes("*")) return new Response(null, { status: 304, headers });
  return new Response(body, { headers: { ...headers, "content-type": "application/json" } });
}
