import type { Metadata } from "next";
import { cache } from "react";
import { getUser } from "@/lib/auth";
import { normalizeUuid } from "@/lib/uuid";
import { findMembership } from "@/lib/workspaces/members";

/** A workspace of the person who is asking, asked once per rendered page; null for one of others. */
export const ownWorkspace = cache(async (workspaceId: string) => {
  const user = await getUser();
  const found = user && (await findMembership(user.id, workspaceId));
  return found ? { id: found.id, name: found.name, role: found.role } : null;
});

/**
 * "Seats · Acme": a tab says which workspace it shows. The page itself says what is wrong with one that can't be shown.
 * @param isForOwners to all others the page isn't there, so its title doesn't name the workspace either
 */
export async function titleOf(
  title: string,
  workspaceId: string | undefined,
  { isForOwners = false } = {},
): Promise<Metadata> {
  const named = workspaceId ? await ownWorkspace(normalizeUuid(workspaceId)).catch(() => null) : null;
  const isShown = named && (!isForOwners || named.role === "owner");
  return { title: isShown ? `${title} · ${named.name}` : title };
}
