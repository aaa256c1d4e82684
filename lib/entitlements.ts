import { headers } from "next/headers";
import { unstable_rethrow } from "next/navigation";
import { countUse, releaseUse } from "@/lib/billing/entitlements/count";
import type { Access, Entitlements } from "@/lib/billing/entitlements/access";
import { accessTo } from "@/lib/billing/entitlements/evaluate";
import { readEntitlements } from "@/lib/billing/entitlements/read";
import { refusalOf } from "@/lib/billing/entitlements/refusal";
import { workspaceNotFound } from "@/lib/errors";
import { resolveWorkspaceId } from "@/lib/ids";
import { readUuid } from "@/lib/uuid";
import type { FeatureName } from "@/billing/features";

/**
 * What a workspace may do, for pages, route handlers and server actions. Nothing here checks the user. Check first that
 * they belong to the workspace (lib/workspaces/members.ts).
 */
export type { Access, Denied, Entitlements, Granted } from "@/lib/billing/entitlements/access";

type Known = {
  entitlements: Map<string, Promise<Entitlements>>;
  /** Our ids, by external id. */
  ids: Map<string, Promise<string | null>>;
};

const nothing = (): Known => ({ entitlements: new Map(), ids: new Map() });

const byRequest = new WeakMap<object, Known>();

/**
 * What this request has asked so far, keyed by Next's headers. Each request has one such object, in every kind of
 * handler: React's cache() forgets at once in route handlers and in server actions. Outside of a request nothing is
 * kept.
 */
async function knownHere(): Promise<Known> {
  const request = await requestHere();
  if (!request) return nothing();
  const known = byRequest.get(request) ?? nothing();
  byRequest.set(request, known);
  return known;
}

async function requestHere() {
  try {
    return await headers();
  } catch (error) {
    unstable_rethrow(error); // how Next says that a page can't be made in advance
    return null;
  }
}

/** @throws ProductError workspace_not_found for an external id that no workspace has, and for what is no id */
async function idOf(workspaceId: string): Promise<string> {
  const uuid = readUuid(workspaceId);
  if (uuid) return uuid;
  const { ids } = await knownHere();
  const asked = ids.get(workspaceId) ?? resolveWorkspaceId(workspaceId);
  ids.set(workspaceId, asked);
  const id = await asked;
  if (!id) throw workspaceNotFound();
  return id;
}

/**
 * What a workspace may use now, and what it no longer may, each with the reason; asked once for each request.
 * @param workspaceId here and below: our id, or an external one
 */
export async function getEntitlements(workspaceId: string): Promise<Entitlements> {
  const { entitlements } = await knownHere();
  // A page checks many features, nearly always by our id.
  const known = entitlements.get(workspaceId);
  if (known) return known;
  const id = await idOf(workspaceId);
  const asked = entitlements.get(id) ?? readEntitlements(id);
  entitlements.set(id, asked);
  return asked;
}

/** Whether a workspace may use a feature, and why. The answer is an object, so read `allowed`. */
export async function can(workspaceId: string, feature: FeatureName): Promise<Access> {
  return accessTo(await getEntitlements(workspaceId), feature);
}

/** @throws ProductError feature_not_included, which `endpoint` answers as 402 with the plan that has it */
export async function requireFeature(workspaceId: string, feature: FeatureName): Promise<Access & { allowed: true }> {
  const entitlements = await getEntitlements(workspaceId);
  const access = accessTo(entitlements, feature);
  if (!access.allowed) throw await refusalOf(entitlements.workspaceId, access);
  return access;
}

/**
 * Counts some of a feature as used, never beyond the limit, however many ask at once. Call it before you make what is
 * counted, and `release` if that fails.
 * @throws ProductError feature_not_included; limit_reached, with the cheapest plan that has room for it
 */
export async function consume(
  workspaceId: string,
  feature: FeatureName,
  amount = 1,
): Promise<{ used: number; limit: number | null }> {
  const id = await idOf(workspaceId);
  const counted = await countUse(id, feature, amount);
  (await knownHere()).entitlements.delete(id);
  if (!counted.counted) throw await refusalOf(id, counted.access, counted.used + amount);
  return counted;
}

/** Gives some back when what was counted is gone. @returns what is left in use */
export async function release(workspaceId: string, feature: FeatureName, amount = 1): Promise<number> {
  const id = await idOf(workspaceId);
  (await knownHere()).entitlements.delete(id);
  return releaseUse(id, feature, amount);
}
