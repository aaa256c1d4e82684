import { headers } from "next/headers";
import { unstable_rethrow } from "next/navigation";
import { countUse, releaseUse } from "@/lib/billing/entitlements/count";
import type { Access, Entitlements } from "@/lib/billing/entitlements/access";
import { accessTo } from "@/lib/billing/entitlements/evaluate";
import { readEntitlements } from "@/lib/billing/entitlements/read";
import { refusalOf } from "@/lib/billing/entitlements/refusal";
import type { FeatureName } from "@/prisma/catalog";

/**
 * What a workspace may do, for pages, route handlers and server actions. Nothing here checks the user. Check first that
 * they belong to the workspace (lib/workspaces/members.ts).
 */
export type { Access, Denied, Entitlements, Granted } from "@/lib/billing/entitlements/access";

type Known = Map<string, Promise<Entitlements>>;

const byRequest = new WeakMap<object, Known>();

/**
 * What this request has asked so far, keyed by Next's headers. Each request has one such object, in every kind of
 * handler: React's cache() forgets at once in route handlers and in server actions. Outside of a request nothing is
 * kept.
 */
async function knownHere(): Promise<Known> {
  const request = await requestHere();
  if (!request) return new Map();
  const known = byRequest.get(request) ?? new Map();
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

/** What a workspace may use now, and what it no longer may, each with the reason; asked once for each request. */
export async function getEntitlements(workspaceId: string): Promise<Entitlements> {
  const known = await knownHere();
  const asked = known.get(workspaceId) ?? readEntitlements(workspaceId);
  known.set(workspaceId, asked);
  return asked;
}

/** Whether a workspace may use a feature, and why. The answer is an object, so read `allowed`. */
export async function can(workspaceId: string, feature: FeatureName): Promise<Access> {
  return accessTo(await getEntitlements(workspaceId), feature);
}

/** @throws ProductError feature_not_included, which `endpoint` answers as 402 with the plan that has it */
export async function requireFeature(workspaceId: string, feature: FeatureName): Promise<Access & { allowed: true }> {
  const access = await can(workspaceId, feature);
  if (!access.allowed) throw await refusalOf(workspaceId, access);
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
  const counted = await countUse(workspaceId, feature, amount);
  (await knownHere()).delete(workspaceId);
  if (!counted.counted) throw await refusalOf(workspaceId, counted.access, counted.used + amount);
  return counted;
}

/** Gives some back when what was counted is gone. @returns what is left in use */
export async function release(workspaceId: string, feature: FeatureName, amount = 1): Promise<number> {
  (await knownHere()).delete(workspaceId);
  return releaseUse(workspaceId, feature, amount);
}
