import { env } from "@/lib/env";
import { featureNotIncluded, limitReached, type ProductError, type Upgrade } from "@/lib/errors";
import { formatDate } from "@/lib/format";
import { features, talkToUs, type FeatureWords } from "@/prisma/catalog";
import { getCatalog } from "../catalog";
import type { Access, Denied, Granted } from "./judge";

const described: Record<string, FeatureWords> = features;

const titleOf = (feature: string): string => (Object.hasOwn(described, feature) ? described[feature]?.en.title : undefined) ?? feature;

/**
 * The cheapest plan on offer that has a feature, and the page where it is chosen; else the one that is agreed on in person,
 * and the way to reach somebody.
 * @param needed a plan that allows fewer does not help
 */
export async function upgradeTo(workspaceId: string, feature: string, needed = 1): Promise<Upgrade | undefined> {
  const { products } = await getCatalog();
  const plan = products.find(({ featureIds, limits }) => featureIds.includes(feature) && (limits[feature] ?? Infinity) >= needed);
  if (!plan) return talkToUs?.features.some((id) => id === feature) ? { plan: talkToUs.en.name, href: talkToUs.contact } : undefined;
  const page = new URL("/pricing", env().FRONT_END_BASE_URL);
  page.searchParams.set("workspace", workspaceId);
  return { plan: plan.name, href: page.href };
}

const ENDED: Record<Granted["kind"], string> = {
  plan: "The plan ended",
  trial: "The trial ended",
  grace: "A payment failed, and the time to settle it ended",
  override: "What was granted ended",
};

function whatEnded(reason: Denied): string {
  if (reason.kind === "not_included") return "";
  return `${ENDED[reason.was]}${reason.on ? ` on ${formatDate("en", reason.on)}` : ""}. `;
}

/**
 * What an endpoint answers who asks for a feature that their workspace does not have, or for more of it than there is.
 * @param needed how much there would be in use
 */
export async function refusalOf(workspaceId: string, access: Access, needed = 1): Promise<ProductError> {
  const { feature } = access;
  const title = titleOf(feature);
  if (!access.allowed) {
    const upgrade = await upgradeTo(workspaceId, feature, needed);
    const has = upgrade ? `${title} is part of ${upgrade.plan}.` : `No plan on offer includes ${title}.`;
    return featureNotIncluded(feature, whatEnded(access.reason) + has, upgrade);
  }
  const limit = access.limit ?? 0;
  // More than the limit in any case: something may have been released since.
  const upgrade = await upgradeTo(workspaceId, feature, Math.max(needed, limit + 1));
  const more = upgrade ? ` ${upgrade.plan} allows more.` : "";
  return limitReached(feature, `${title}: the plan allows ${limit}, and ${access.used} are in use.${more}`, upgrade);
}
