import type { AddressState } from "@/lib/address-state";
import type { Membership } from "@/lib/workspaces/members";
import type { BilledTwice } from "../duplicates/billed-twice";
import type { CardName, Debt, OpenInvoice, Payer, PaymentMethod } from "./debt";
import type { BilledItem, NextPayment } from "./next-payment";

/** An item of a subscription, which people call a plan. */
export type DashboardPlan = BilledItem & {
  subscriptionId: string;
  /** Null while the product is unknown here. */
  planName: string | null;
  productId: string | null;
  planGroup: string | null;
  lookupKey: string | null;
  perSeat: boolean;
  seats: string | null;
  /** Null while it is unknown here. */
  isPlanSold: boolean | null;
  isPriceSold: boolean | null;
  interval: string | null;
  intervalCount: number | null;
  trialEnd: Date | null;
  /** What becomes of a trial at its end, as long as there is no payment method; null where there is one. */
  trialWithoutCard?: "cancel" | "pause" | null;
  /** Its trial was a second one, so it is canceled and what was paid for it refunded; null for any other. */
  refusedTrial: { refunded: boolean } | null;
  endedAt: Date | null;
  /** The invoice whose payment is on its way, which takes days; null without one. */
  settlingInvoice: string | null;
  /** Of a paused one: Stripe's word, or `unknown`. */
  pausedReason: string | null;
  collectionMethod: string | null;
  /** Made by a checkout of ours, so ours to change. */
  managed: boolean;
  /** The item whose number of seats its payer chooses; null for any other. */
  chosenSeatsOf?: string | null;
  openInvoices: OpenInvoice[];
};

export type DashboardSubscription = {
  subscriptionId: string;
  status: string;
  /** Whether the viewer pays for it. */
  isYours: boolean;
  payer: Payer;
  /** Neither a checkout of ours made it nor the operator activated it, so nobody changes it here. */
  billedOutside: "invoice" | "outside" | null;
  plans: DashboardPlan[];
  /** For the payer and for members with a billing role. */
  nextPayment: NextPayment | null;
  /** A last invoice may follow the end. */
  settlesAtEnd: boolean;
  /** For the payer: what pays for it. */
  method: PaymentMethod | null;
  /** For the payer: their new card, which they are asked about. */
  newCard: (CardName & { toId: string }) | null;
};

/** A renewal that Stripe can't finalize: it is owed, and nothing is collected. */
export type Unbilled = {
  since: Date;
  /** The customer can fix it: Stripe needs an address to calculate the tax. */
  needsAddress: boolean;
  payer: Payer;
};

export type DashboardInvoice = {
  id: string;
  number: string | null;
  /** Stripe's, or `settling`. */
  status: string;
  currency: string;
  totalMinor: number;
  createdAt: Date;
  hostedInvoiceUrl: string | null;
  invoicePdf: string | null;
  /** Of one that the customer pays themselves. */
  dueDate: Date | null;
  isOverdue: boolean;
};

/** All that the dashboard says of one workspace but for what it may use (lib/entitlements.ts). */
export type Dashboard = {
  /** The first workspaces of the user, and this one. */
  workspaces: { id: string; name: string }[];
  /** The user is in more workspaces than those. */
  hasMoreWorkspaces: boolean;
  workspace: Membership;
  /** The viewer. */
  person: { name: string | null; email: string | null };
  /** How the viewer's own e-mail address stands. */
  address: AddressState;
  /** The live ones, newest first; without a live one, the one that ended last. */
  subscriptions: DashboardSubscription[];
  /** There are more live ones than those. */
  hasMoreSubscriptions: boolean;
  twice: BilledTwice;
  debt: Debt | null;
  unbilled: Unbilled | null;
  /** Newest first; null for members, who don't see invoices. */
  invoices: DashboardInvoice[] | null;
  /** There are older ones than those. */
  hasMoreInvoices: boolean;
};
