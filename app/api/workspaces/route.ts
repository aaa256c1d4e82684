import { requireUser } from "@/lib/auth";
import { endpoint, privateJson } from "@/lib/http";
import { listWorkspaces } from "@/lib/workspaces/members";

export const GET = endpoint(async () => {
  const user = await requireUser();
  return privateJson(await listWorkspaces(user.id));
});
