/** What the plans carry, as billing/catalog.ts says: adding a feature must not need a change of a test. */
import { featureMessages } from "@/app/_components/feature-messages";
import { type Carried, readCarried } from "@/lib/billing/entitlements/carried";
import { catalog } from "@/billing/catalog";

export function carriedBy(key: string): Carried[] {
  const plan = catalog.plans.find((one) => one.key === key);
  if (!plan) throw new Error(`There is no plan ${key}.`);
  return readCarried(plan.features.join(" ")).carried;
}

export const featuresOf = (key: string): string[] => carriedBy(key).map(({ featureId }) => featureId);

/** Features as a page lists them. */
export const titlesOf = (ids: string[]): string => ids.map((id) => featureMessages(id, "en").title).join(", ");
