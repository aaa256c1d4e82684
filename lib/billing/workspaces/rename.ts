import { Deadline } from "@/lib/stripe/deadline";
import { renameWorkspace as rename } from "@/lib/workspaces/rename";
import { tryPendingWork } from "../pending-work/run";

/**
 * Renames a workspace, and tells Stripe (./describe.ts). The name does not depend on Stripe, which may be told later.
 * @throws ProductError workspace_not_found, manager_role_required
 */
export async function renameWorkspace(userId: string, workspaceId: string, name: string): Promise<void> {
  await rename(userId, workspaceId, name);
  await new Deadline().run(() => tryPendingWork(workspaceId));
}
