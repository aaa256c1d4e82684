import { isFree } from "@/lib/billing/catalog/prices";
import type { CatalogProduct } from "@/lib/billing/catalog/product";

type Plan = Pick<CatalogProduct, "prices" | "trialDays" | "trialWithoutCard">;

/** The days of a plan's trial for new customers; null for none. @param setting NEW_USER_FREE_TRIAL_DAYS: null ends all trials */
export function trialOf({ prices, trialDays }: Plan, setting: number | null): number | null {
  if (setting === null || prices.every(isFree)) return null;
  return trialDays === undefined ? setting : trialDays;
}

/** Whether every plan that costs something has the same trial, so that one sentence says it for all. */
export const isOneTrial = (plans: Plan[]): boolean =>
  plans.every(
    ({ prices, trialDays, trialWithoutCard }) =>
      prices.every(isFree) || (trialDays === undefined && trialWithoutCard === null),
  );
