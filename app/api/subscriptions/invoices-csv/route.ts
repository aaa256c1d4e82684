import { z } from "zod";
import { requireUser } from "@/lib/auth";
import { invoicesAsCsv } from "@/lib/billing/dashboard/invoice-export";
import { endpoint, fields, readQuery, streamOf } from "@/lib/http";
import { requireBillingRole } from "@/lib/workspaces/members";

const query = z.object({ workspace_id: fields.workspaceId });

/** The workspace's invoices as a file, for members who may see invoices, whatever the plan is or was. */
export const GET = endpoint(async (request) => {
  const user = await requireUser();
  const { workspace_id } = await readQuery(request, query);
  await requireBillingRole(user.id, workspace_id);
  return new Response(streamOf(invoicesAsCsv(workspace_id)), {
    headers: {
      "content-type": "text/csv; charset=utf-8; header=present",
      "content-disposition": `attachment; filename="invoices-${workspace_id}.csv"`,
      "cache-control": "private, no-store",
    },
  });
});
