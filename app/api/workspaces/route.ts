import { z } from "zod";
import { requireUser } from "@/lib/auth";
import { endpoint, fields, privatePage, readQuery } from "@/lib/http";
import { listWorkspacePage } from "@/lib/workspaces/members";

const query = z.object({ limit: fields.limit, after: fields.workspaceId.optional() });

export const GET = endpoint(async (request) => {
  const user = await requireUser();
  const { limit, after } = await readQuery(request, query);
  const { workspaces, next } = await listWorkspacePage(user.id, limit, after);
  return privatePage(request, workspaces, next);
});
