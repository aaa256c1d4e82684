import { can } from "@/lib/entitlements";

/** What checks cost in one request: the first, and each of those after it, in milliseconds. */
export const dynamic = "force-dynamic";

export const GET = async (request: Request): Promise<Response> => {
  const { searchParams } = new URL(request.url);
  const workspaceId = searchParams.get("workspace_id") ?? "";
  const times = Number(searchParams.get("again"));
  await can(workspaceId, "export");
  const started = performance.now();
  for (let time = 0; time < times; time++) await can(workspaceId, "export");
  return Response.json({ again: (performance.now() - started) / times });
};
