import type { Metadata } from "next";
import { cache } from "react";
import { getUser } from "@/lib/auth";
import { normalizeUuid } from "@/lib/uuid";
import { findMembership } from "@/lib/workspaces/members";

/** A workspace of the person who is asking, asked once per rendered page; null for one of others. */
export const ownWorkspace = cache(async (workspaceId: string): Promise<{ id: string; name: string } | null> => {
  const user = await getUser();
  const found = user && (await findMembership(user.id, workspaceId));
  return found ? { id: found.id, name: found.name } : null;
});

/** "Seats · Acme": a tab says which workspace it shows. The page itself says what is wrong with one that can't be shown. */
export async function titleOf(title: string, workspaceId: string | undefined): Promise<Metadata> {
  const named = workspaceId ? await ownWorkspace(normalizeUuid(workspaceId)).catch(() => null) : null;
  return { title: named ? `${title} · ${named.name}` : title };
}
