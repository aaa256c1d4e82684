import type { CatalogPrice, CatalogProduct } from "@/lib/billing/catalog/product";

/** $29 a month, but for what a test says; its own currency's option follows. */
export function catalogPrice(more: Partial<CatalogPrice> = {}): CatalogPrice {
  const price = {
    priceId: "price_1",
    productId: "prod_1",
    unitAmountMinor: 2_900,
    unitAmountDecimal: "2900",
    tiered: false,
    currency: "usd",
    tiersMode: null,
    package: null,
    taxBehavior: null,
    interval: "month" as const,
    intervalCount: 1,
    nickname: null,
    lookupKey: null,
    perSeat: false,
    minSeats: null,
    maxSeats: null,
    metered: false,
    meterId: null,
    hidden: false,
    ...more,
  };
  const { currency, unitAmountMinor, unitAmountDecimal, perSeat } = price;
  return {
    options: { [currency]: { unitAmountMinor, unitAmountDecimal, tiers: null } },
    seats: perSeat ? "members" : null,
    ...price,
  };
}

export const catalogProduct = (more: Partial<CatalogProduct> = {}): CatalogProduct => ({
  productId: "prod_1",
  catalogKey: null,
  name: "Team",
  description: null,
  planGroup: null,
  featureIds: [],
  limits: {},
  prices: [],
  companions: [],
  setupFees: [],
  trialDays: undefined,
  trialWithoutCard: null,
  ...more,
});
