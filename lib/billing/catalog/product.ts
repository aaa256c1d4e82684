import type { PriceOptions, Priced } from "@/lib/amounts";

export type Interval = "day" | "week" | "month" | "year";

/**
 * What a quantity counts. `members`: the workspace's, one seat each. `chosen`: seats that are bought. `units`: a number
 * that is bought of an add-on (a product without a plan group), such as licenses or boxes. It's no number of people, so two
 * can be bought for ten members, and it keeps nobody from joining.
 */
export type SeatKind = "members" | "chosen" | "units";

/** A price that can be subscribed: recurring, active, of an active product. */
export type CatalogPrice = Priced & {
  priceId: string;
  productId: string;
  /** Null where there is no single whole amount: tiers, packages, decimals, the customer's choice. */
  unitAmountMinor: number | null;
  /** In minor units, exactly; null where the price has tiers or is sold by packages. */
  unitAmountDecimal: string | null;
  tiered: boolean;
  /** Its own, the first of `options`. */
  currency: string;
  /** What it costs in each currency that it is sold in, its own first. */
  options: PriceOptions;
  tiersMode: "graduated" | "volume" | null;
  /** Sold by packages of so many; one that is begun counts (up) or not (down). */
  package: { size: number; round: "up" | "down" } | null;
  taxBehavior: string | null;
  interval: Interval;
  intervalCount: number;
  nickname: string | null;
  /** Its key in the catalog file, if it is there. */
  lookupKey: string | null;
  /** The quantity is a number of seats: see `seats`. */
  perSeat: boolean;
  /** What the quantity counts; null where it is not per seat. */
  seats: SeatKind | null;
  minSeats: number | null;
  maxSeats: number | null;
  metered: boolean;
  meterId: string | null;
  /** Only a workspace that it is offered to may buy it; in no catalog (catalog/hidden.ts). */
  hidden: boolean;
};

/** Paid once, when the plan begins. */
export type SetupFee = Priced & { priceId: string; currency: string; options: PriceOptions };

export type CatalogProduct = {
  productId: string;
  /** The key of its plan in the catalog file; null for one that was made at Stripe. */
  catalogKey: string | null;
  name: string;
  description: string | null;
  planGroup: string | null;
  featureIds: string[];
  /** How much of a feature it allows, where it says so. */
  limits: Record<string, number>;
  /** Without hidden ones, and without companions. */
  prices: CatalogPrice[];
  /** Metered prices that checkout adds to the price of the same interval; hidden ones to a hidden price. */
  companions: CatalogPrice[];
  setupFees: SetupFee[];
  /** Null for none; undefined where the setting says it. */
  trialDays: number | null | undefined;
  /** What becomes of a trial that nobody gave a payment method for; null where a method has to be given first. */
  trialWithoutCard: "cancel" | "pause" | null;
};
