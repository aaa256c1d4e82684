import { catalog } from "@/billing/catalog";
import { readCarried } from "../entitlements/carried";
import type { FilePlan } from "./catalog-file";

/** A plan that is agreed on in person. */
export type TalkPlan = FilePlan & { talkToUs: { contact: string } };

/** Those of the file, in its order. */
export const talkPlans = (plans: FilePlan[] = catalog.plans): TalkPlan[] =>
  plans.filter((plan): plan is TalkPlan => plan.talkToUs !== null && !plan.isRetired);

/** What a plan of the file carries, as the catalog says it of a product. */
export function carriedBy({ features }: Pick<FilePlan, "features">): {
  featureIds: string[];
  limits: Record<string, number>;
} {
  const { carried } = readCarried(features.join(" "));
  const limited = carried.flatMap(({ featureId, limit }) => (limit === null ? [] : [[featureId, limit] as const]));
  return { featureIds: carried.map(({ featureId }) => featureId), limits: Object.fromEntries(limited) };
}
