/** What a subscription looked like from `at` on; `live` and `granting` by the rule in entitlements.ts. */
export type Change = {
  /** Grows with time within a subscription. */
  id: number;
  subscriptionId: string;
  workspaceId: string | null;
  at: Date;
  status: string | null;
  live: boolean;
  granting: boolean;
  items: { product_id: string | null; price_id: string | null; quantity: number | null }[];
  trialEnd: Date | null;
  cancelAt: Date | null;
  cancelAtPeriodEnd: boolean;
  /** No word of Stripe's, or after it: the grace after a failed payment was over (timeline-grace.ts). */
  graceEnded?: true;
  /** When the subscription came to be at Stripe, which may be before the first change that we saw. */
  boughtAt: Date | null;
};

/** An invoice as it stands. */
export type TimelineInvoice = {
  id: string;
  subscriptionId: string | null;
  number: string | null;
  status: string | null;
  billingReason: string | null;
  currency: string | null;
  totalMinor: number | null;
  amountPaidMinor: number | null;
  attemptCount: number | null;
  nextPaymentAttempt: Date | null;
  createdAt: Date | null;
};

export type NamedPrice = {
  unitAmountMinor: number | null;
  currency: string | null;
  interval: string | null;
  intervalCount: number | null;
};

/** What the ids in the rows stand for, as it is now. */
export type Names = {
  products: Map<string, { name: string | null; features: string[] }>;
  prices: Map<string, NamedPrice>;
};
