import { z } from "zod";
import { requireUser } from "@/lib/auth";
import { getWorkspaceMenu } from "@/lib/billing/workspaces/menu";
import { endpoint, fields, privateJson, readQuery } from "@/lib/http";

const query = z.object({ workspace_id: fields.workspaceId.optional() });

/** What the header's menu of workspaces lists, asked when it is opened. */
export const GET = endpoint(async (request) => {
  const user = await requireUser();
  const { workspace_id } = await readQuery(request, query);
  return privateJson(await getWorkspaceMenu(user.id, workspace_id));
});
