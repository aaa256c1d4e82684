import { can } from "@/lib/entitlements";

/** Milliseconds per repeated check within one request. */
export const dynamic = "force-dynamic";

export const GET = async (request: Request): Promise<Response> => {
  const { searchParams } = new URL(request.url);
  const workspaceId = searchParams.get("workspace_id") ?? "";
  const times = Number(searchParams.get("repeated"));
  await can(workspaceId, "export");
  const started = performance.now();
  for (let time = 0; time < times; time++) await can(workspaceId, "export");
  return Response.json({ msPerCheck: (performance.now() - started) / times });
};
