import { own } from "@/lib/own";

export type Carried = { name: string; featureIds: string[]; limits: Record<string, number> };

/** What a plan adds to the nearest plan before it of which it has everything, as much of each feature or more. */
export type Addition = { to: string; featureIds: string[] };

/** @param before the plans that are shown before it, in their order @returns null where it contains none of them */
export function addedTo(plan: Carried, before: Carried[]): Addition | null {
  const base = before.findLast(
    (one) => one.featureIds.length > 0 && one.featureIds.every((id) => hasAll(plan, one, id)),
  );
  if (!base) return null;
  const featureIds = plan.featureIds.filter(
    (id) => !base.featureIds.includes(id) || own(plan.limits, id) !== own(base.limits, id),
  );
  return featureIds.length > 0 ? { to: base.name, featureIds } : null;
}

function hasAll(plan: Carried, base: Carried, id: string): boolean {
  if (!plan.featureIds.includes(id)) return false;
  const limit = own(plan.limits, id) ?? Infinity;
  return limit >= (own(base.limits, id) ?? Infinity);
}
