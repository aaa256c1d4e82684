import type { Priced } from "@/lib/amounts";

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
  /** The products that it gives, by what is paid for (paid.ts); without it those of its items. */
  gives?: string[];
  /** Of one that is past due: whether it has grace, and until when the rest is paid where only a change is owed. */
  hasGrace?: boolean;
  paidUntil?: Date | null;
  /** An invoice has been a draft for so long that it counts as owed, since then (drafts.ts). Stripe does not send this. */
  owedSince?: Date;
  /** The grace after a failed payment was over (grace.ts). Stripe does not send this. */
  graceEnded?: true;
  /** The customer pays each invoice themselves, as far as is known now. */
  byInvoice?: boolean;
  /** Of the pause that runs, Stripe's reason. */
  pausedReason?: string | null;
  /** When the subscription came to be at Stripe, which may be before the first change that we saw. */
  boughtAt: Date | null;
  /** What it is paid in. */
  currency?: string | null;
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
  byInvoice?: boolean;
  createdAt: Date | null;
  /** Why it is still a draft. */
  finalizationError?: string | null;
  refundedMinor?: number | null;
  disputeStatus?: string | null;
};

export type NamedPrice = Priced & {
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
