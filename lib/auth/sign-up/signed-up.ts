import type { Entry } from "@/lib/security-log/entry";

/** What a new user leaves in the security log, and in that of the workspace that comes with them. */
export const signedUp = (userId: string, workspaceId: string): Entry[] => [
  { event: "sign_up", actorId: userId },
  { event: "workspace_created", actorId: userId, workspaceId },
];
