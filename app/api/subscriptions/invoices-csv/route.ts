import { z } from "zod";
import { requireUser } from "@/lib/auth";
import { invoicesAsCsv } from "@/lib/billing/dashboard/invoice-export";
import { requireFeature } from "@/lib/entitlements";
import { endpoint, fields, readQuery, streamOf } from "@/lib/http";
import { requireBillingRole } from "@/lib/workspaces/members";

const query = z.object({ workspace_id: fields.workspaceId });

/**
 * The workspace's invoices as a file, for members who may see invoices, if the plan has the feature. An example of a
 * gated endpoint.
 */
export const GET = endpoint(async (request) => {
  const user = await requireUser();
  const { workspace_id } = await readQuery(request, query);
  await requireBillingRole(user.id, workspace_id);
  await requireFeature(workspace_id, "export");
  return new Response(streamOf(invoicesAsCsv(workspace_id)), {
    headers: {
      "content-type": "text/csv; charset=utf-8; header=present",
      "content-disposition": `attachment; filename="invoices-${workspace_id}.csv"`,
      "cache-control": "private, no-store",
    },
  });
});
