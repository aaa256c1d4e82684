export type Interval = "day" | "week" | "month" | "year";

/** A price that can be subscribed: recurring, active, of an active product. */
export type CatalogPrice = {
  priceId: string;
  productId: string;
  /** Null where there is no single whole amount: tiers, decimals, the customer's choice. */
  unitAmountMinor: number | null;
  /** In minor units, exactly; null where the price has tiers. */
  unitAmountDecimal: string | null;
  tiered: boolean;
  currency: string;
  interval: Interval;
  intervalCount: number;
  nickname: string | null;
  perSeat: boolean;
  metered: boolean;
};

export type CatalogProduct = {
  productId: string;
  name: string;
  description: string | null;
  planGroup: string | null;
  featureIds: string[];
  /** How much of a feature it allows, where it says so. */
  limits: Record<string, number>;
  prices: CatalogPrice[];
};
