import type { CatalogProduct } from "../catalog/product";
import { planTrialDays, trialEnd } from "./offer";

/** The trial that a plan begins with. */
export type PlanTrial = {
  days: number;
  /** When the first payment falls, were it begun now. A set-up fee is paid at once. */
  firstPaymentAt: string;
  /** What becomes of it without a payment method; null where one has to be given first. */
  withoutCard: "cancel" | "pause" | null;
};

/** By product; those without a trial are left out. A price that is free has none either (checkout/sale.ts). */
export const trialsByPlan = (products: CatalogProduct[]): Record<string, PlanTrial> =>
  Object.fromEntries(
    products.flatMap((product) => {
      const days = planTrialDays(product);
      if (days === null) return [];
      const firstPaymentAt = trialEnd(days).toISOString();
      return [[product.productId, { days, firstPaymentAt, withoutCard: product.trialWithoutCard }]];
    }),
  );
