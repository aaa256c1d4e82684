/** What a subscription looked like from `at` on; `live` and `granting` by the rule in entitlements/statuses.ts. */
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
  /** The grace after a failed payment was over (grace.ts). Stripe does not send this. */
  graceEnded?: true;
  /** When the subscription came to be at Stripe, which may be before the first change that we saw. */
  boughtAt: Date | null;
};

/** An invoice in its present state. */
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

/** The present names of the ids in the rows. */
export type Names = {
  products: Map<string, { name: string | null; features: string[] }>;
  prices: Map<string, NamedPrice>;
};

/** What happened at one moment, as sentences, and which features the workspace gained or lost. */
export type Entry = {
  key: string;
  at: Date;
  subscriptionId: string | null;
  sentences: string[];
  gained: string[];
  lost: string[];
};
