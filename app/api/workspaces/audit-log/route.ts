import { z } from "zod";
import { requireUser } from "@/lib/auth";
import { requireFeature } from "@/lib/entitlements";
import { endpoint, fields, readQuery, streamOf } from "@/lib/http";
import { workspaceLogAsCsv } from "@/lib/security-log/audit-file";
import { requireOwnership } from "@/lib/workspaces/members";

const query = z.object({ workspace_id: fields.workspaceId });

/** The workspace's log as a file, for its owners, if the plan has the feature. An example of a gated endpoint. */
export const GET = endpoint(async (request) => {
  const user = await requireUser();
  const { workspace_id } = await readQuery(request, query);
  await requireOwnership(user.id, workspace_id);
  await requireFeature(workspace_id, "audit");
  return new Response(streamOf(workspaceLogAsCsv(user.id, workspace_id)), {
    headers: {
      "content-type": "text/csv; charset=utf-8; header=present",
      "content-disposition": `attachment; filename="audit-log-${workspace_id}.csv"`,
      "cache-control": "private, no-store",
    },
  });
});
