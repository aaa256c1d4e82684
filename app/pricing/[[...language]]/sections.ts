import { placeOf } from "@/lib/billing/catalog-file/plan-texts";
import type { TalkPlan } from "@/lib/billing/catalog-file/talk-to-us";
import type { CatalogProduct } from "@/lib/billing/catalog/product";

export type Offered =
  | { kind: "sold"; key: string; product: CatalogProduct }
  | { kind: "talk"; key: string; plan: TalkPlan };

/** Plans of one group, of which a workspace has one at a time; or, without a group, add-ons. */
export type Section = { group: string | null; offered: Offered[] };

/**
 * The page's sections, by group as the file first names each; add-ons come last. In each the plans are in the file's order,
 * and those that it lacks follow as the list has them.
 */
export function sectionsOf(products: CatalogProduct[], talk: TalkPlan[], place = placeOf): Section[] {
  const sold = products.map((product) => ({
    group: product.planGroup,
    at: place(product.catalogKey),
    offered: { kind: "sold" as const, key: product.productId, product },
  }));
  const agreed = talk.map((plan) => ({
    group: plan.group,
    at: place(plan.key),
    offered: { kind: "talk" as const, key: plan.key, plan },
  }));
  const groups = new Map<string | null, Offered[]>();
  for (const { group, offered } of [...sold, ...agreed].toSorted((a, b) => a.at - b.at))
    groups.set(group, [...(groups.get(group) ?? []), offered]);
  return [...groups]
    .map(([group, offered]) => ({ group, offered }))
    .toSorted((a, b) => Number(a.group === null) - Number(b.group === null));
}
