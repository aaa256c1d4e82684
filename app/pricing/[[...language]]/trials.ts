import { isFree } from "@/lib/billing/catalog/prices";
import type { CatalogProduct } from "@/lib/billing/catalog/product";

type Plan = Pick<CatalogProduct, "prices" | "trialDays" | "trialWithoutCard">;

/** Whether every plan that costs something has the same trial, so that one sentence says it for all. */
export const isOneTrial = (plans: Plan[]): boolean =>
  plans.every(
    ({ prices, trialDays, trialWithoutCard }) =>
      prices.every(isFree) || (trialDays === undefined && trialWithoutCard === null),
  );
