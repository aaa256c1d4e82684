import type Stripe from "stripe";
import { statement } from "@/lib/db";
import { METADATA } from "@/lib/stripe/metadata";
import type { CatalogFile } from "../catalog-file/catalog-file";
import { FeatureIds } from "../catalog-file/feature-ids";
import { readCarried, type Carried } from "../entitlements/carried";
import { GRANTING } from "../entitlements/statuses";
import type { Products } from "./match";
import { isFeeKey } from "./wanted";

/** What holders of a product can use now, and not after the run: a feature, or more of it. */
type Loss = { product: Stripe.Product; featureId: string; how: string };

/**
 * Who loses a feature, because the file took it from a plan, limits it, or gave it another id. A feature with `was` is not
 * lost: the app answers for its earlier ids.
 * @param hasDatabase whether there is one to count in
 */
export async function lostFeatures(file: CatalogFile, products: Products, hasDatabase: boolean): Promise<string[]> {
  const losses = [
    ...file.plans.flatMap((plan) => {
      const product = products.matched.get(plan.key);
      return product ? lossesOf(file, product, readCarried(plan.features.join(" ")).carried) : [];
    }),
    ...products.left.flatMap((product) => unknownIn(file, product)),
  ];
  if (!hasDatabase || losses.length === 0) return losses.map((loss) => `warning: ${sentence(loss)}.`);
  const holders = await countHolders([...new Set(losses.map(({ product }) => product.id))]);
  return losses.flatMap((loss) => {
    const count = holders.get(loss.product.id) ?? 0;
    if (count === 0 && products.left.includes(loss.product)) return [];
    return [`warning: ${sentence(loss)}: ${counted(count)} it.`];
  });
}

const sentence = ({ product, featureId, how }: Loss): string => `the feature ${featureId} ${how} ${product.name}`;

function lossesOf(file: CatalogFile, product: Stripe.Product, after: Carried[]): Loss[] {
  return carriedBy(product).flatMap(({ featureId, limit }): Loss[] => {
    const kept = after.find(
      (one) => one.featureId === featureId || earlierIds(file, one.featureId).includes(featureId),
    );
    if (!kept) return [{ product, featureId, how: "is taken from" }];
    if (kept.limit === null || (limit !== null && limit <= kept.limit)) return [];
    return [{ product, featureId, how: `goes from ${limit ?? "no limit"} to ${kept.limit} in` }];
  });
}

/** Of a product that the file doesn't name any more: its features stay, but code that asks by a new id finds none. */
function unknownIn(file: CatalogFile, product: Stripe.Product): Loss[] {
  const known = new Set(Object.keys(file.features).flatMap((id) => [id, ...earlierIds(file, id)]));
  return carriedBy(product)
    .filter(({ featureId }) => !known.has(featureId))
    .map(({ featureId }) => ({ product, featureId, how: "isn't in the file any more, and is carried by" }));
}

const carriedBy = ({ metadata }: Stripe.Product): Carried[] => readCarried(metadata[METADATA.features]).carried;

const earlierIds = ({ features }: CatalogFile, featureId: string): readonly string[] =>
  new FeatureIds(features).formerOf(featureId) ?? [];

/**
 * Plans that the file doesn't name any more, and that somebody has. Their names in other languages went with them, and so
 * did what the file said of their features.
 * @param hasDatabase whether there is one to count in
 */
export async function vanishedPlans({ left }: Products, hasDatabase: boolean): Promise<string[]> {
  const plans = left.filter(({ metadata }) => !isFeeKey(metadata[METADATA.catalogKey] ?? ""));
  if (!hasDatabase || plans.length === 0) return [];
  const holders = await countHolders(plans.map(({ id }) => id));
  return plans.flatMap(({ id, name, metadata }) => {
    const count = holders.get(id) ?? 0;
    if (count === 0) return [];
    const key = metadata[METADATA.catalogKey] ?? "";
    return [
      `warning: ${counted(count)} ${name}, which the file doesn't name any more. Keep plans.${key} with "retired: true", so that they still read its name in their language.`,
    ];
  });
}

const counted = (count: number): string => `${count} ${count === 1 ? "workspace has" : "workspaces have"}`;

const HOLDERS = `
  SELECT p.product_id AS id, count(DISTINCT s.workspace_id)::int AS count
  FROM price p JOIN subscription_item i ON i.price_id = p.id JOIN subscription s ON s.id = i.subscription_id
  WHERE p.product_id = ANY ($1) AND s.workspace_id IS NOT NULL AND ${GRANTING}
  GROUP BY p.product_id`;

/** By product, the workspaces that have it. */
async function countHolders(productIds: string[]): Promise<Map<string, number>> {
  const rows = await statement<{ id: string; count: number }>("setup_holders", HOLDERS, [productIds]);
  return new Map(rows.map(({ id, count }) => [id, count]));
}
