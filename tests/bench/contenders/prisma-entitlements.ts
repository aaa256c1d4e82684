import { now } from "@/lib/clock";
import { prisma } from "@/lib/db";
import type { Access } from "@/lib/billing/entitlements/access";
import { accessTo, evaluate, type Fact } from "@/lib/billing/entitlements/evaluate";

const NOTHING = {
  plan: null,
  since: null,
  owing_since: null,
  trial_end: null,
  ends_at: null,
  ended_at: null,
  used: null,
  paying: null,
};

/** The same answer by the same rule, with the usual Prisma queries, concurrent where possible. */
export async function readByPrisma(workspaceId: string, feature: string): Promise<Access> {
  const [subscriptions, overrides, uses] = await Promise.all([
    prisma().subscription.findMany({ where: { workspaceId }, orderBy: { createdAt: "desc" }, take: 50 }),
    prisma().entitlementOverride.findMany({ where: { workspaceId }, orderBy: { grantedAt: "desc" }, take: 100 }),
    prisma().featureUse.findMany({ where: { workspaceId } }),
  ]);
  const items = await prisma().subscriptionItem.findMany({
    where: { subscriptionId: { in: subscriptions.map(({ id }) => id) } },
  });
  const productIds = items.flatMap(({ productId }) => productId ?? []);
  const [features, products] = await Promise.all([
    prisma().productFeature.findMany({ where: { productId: { in: productIds } }, orderBy: { position: "asc" } }),
    prisma().product.findMany({ where: { id: { in: productIds } }, select: { id: true, name: true } }),
  ]);
  const facts: Fact[] = [
    ...items.flatMap((item): Fact[] => {
      const one = subscriptions.find(({ id }) => id === item.subscriptionId);
      if (!one) return [];
      const carried = features.filter(({ productId }) => productId === item.productId);
      const ends_at = one.cancelAt ?? (one.cancelAtPeriodEnd ? item.periodEnd : null);
      const plan = products.find(({ id }) => id === item.productId)?.name ?? null;
      const featureIds = carried
        .map(({ featureId, limitValue }) => (limitValue === null ? featureId : `${featureId}:${limitValue}`))
        .join(" ");
      return [
        {
          what: one.status ?? "",
          featureIds,
          plan,
          since: one.statusSince,
          owing_since: null,
          trial_end: one.trialEnd,
          ends_at,
          ended_at: one.endedAt,
          used: null,
          paying: null,
        },
      ];
    }),
    ...overrides.map(({ featureId, until, revokedAt }) => ({
      ...NOTHING,
      what: "override",
      featureIds: featureId,
      ends_at: until,
      ended_at: revokedAt ?? until,
    })),
    ...uses.map(({ featureId, used }) => ({ ...NOTHING, what: "use", featureIds: featureId, used })),
  ];
  return accessTo({ features: evaluate(facts, now(), 14) }, feature);
}
