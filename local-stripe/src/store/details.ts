// What is kept of objects beside them: what Stripe knows, and shows only when it is asked, or in what happens later.
import type Stripe from "stripe";
import type { Coupon, PaymentIntent, Stored, Subscription, SubscriptionItem, TaxRate } from "./objects.ts";

/** What Stripe knows of an object without showing it in every answer. */
export interface Details {
  /** Balances in currencies other than the customer's, and where they were last seen. */
  customer: { balances?: Record<string, number>; ip_address?: string | null };
  price: {
    tiers: Stored<Stripe.Price.Tier>[] | null;
    currency_options: Stored<Stripe.Price>["currency_options"];
    inline?: boolean;
  };
  payment_method: { number: string };
  payment_intent: PaymentNotes;
  "checkout.session": {
    line_items: SessionItem[];
    subscription_data: SubscriptionData;
    /** Of a session that is paid once. */
    payment_data?: PaymentData;
    page?: SessionPage;
    /** What the buyer said so far that taxes depend on. */
    collected?: {
      address?: Partial<Stored<Stripe.Address>> | undefined;
      shipping?: Partial<Stored<Stripe.Address>> | undefined;
      tax_id?: { type: string; value: string } | undefined;
    };
  };
  "billing_portal.session": { secret: string };
  subscription: SubscriptionNotes;
  /** A schedule of the portal is released when its last phase begins, one of the API when that ends. */
  subscription_schedule: { origin: "portal" | "api"; announced_end?: number };
  invoice: { overdue: boolean };
  /** The coupon as it was when it was redeemed. */
  discount: { coupon: Coupon } & Details["coupon"];
  promotion_code: { minimums: Record<string, { minimum_amount: number }> };
  coupon: { products?: string[]; amounts?: Record<string, { amount_off: number }> };
  webhook_endpoint: { secret: string };
}

/** What an intent pays and how, beside what it shows. */
export interface PaymentNotes {
  invoice?: string;
  /** The payments of invoices that it was attached to. */
  pays?: string[];
  /** When the bank answers, of a payment that settles later. */
  settles_at?: number;
  /** The payer answered the bank's question, and the seller confirms by hand. */
  authenticated?: true;
}

export interface SessionItem {
  id: string;
  price: string;
  quantity: number;
  /** Whether the payer may change the quantity. */
  adjustable_quantity?: { enabled: boolean; maximum: number | null; minimum: number | null };
  metadata?: Record<string, string>;
  tax_rates?: TaxRate[];
  /** Which of the optional items the payer added with it. */
  optional?: number;
}

/** What a checkout's parameters say of its page without its showing it. Absent in sessions of before they were taken. */
export interface SessionPage {
  customer_update?: { address?: "auto" | "never"; name?: "auto" | "never"; shipping?: "auto" | "never" };
  allow_redisplay?: "always" | "limited" | "unspecified";
  /** Also after the session has ended, and its `client_secret` is null. */
  client_secret?: string;
}

/** What a checkout's parameters give to its payment. */
export type PaymentData = Pick<
  PaymentIntent,
  | "capture_method"
  | "description"
  | "metadata"
  | "receipt_email"
  | "setup_future_usage"
  | "shipping"
  | "statement_descriptor"
  | "statement_descriptor_suffix"
>;

/** What a checkout's parameters give to its subscription. */
export interface SubscriptionData {
  metadata: Record<string, string>;
  description: string | null;
  trial_end: number | null;
  trial_period_days: number | null;
  /** Absent in sessions of before it was taken. */
  anchor?: { at: number; proration_behavior: "create_prorations" | "none" } | null;
  pending_invoice_item_interval?: Stored<Stripe.Subscription>["pending_invoice_item_interval"];
  default_tax_rates?: TaxRate[];
  missing_payment_method: "cancel" | "create_invoice" | "pause";
  /** What else is set on it. Absent in sessions of before it was taken. */
  settings?: Partial<Subscription>;
}

/** What was already done or agreed for a subscription, beside what it shows. */
export interface SubscriptionNotes {
  /** The trial end that `customer.subscription.trial_will_end` announced. */
  announced_trial_end?: number;
  /** The period's end that `invoice.upcoming` announced. */
  announced_renewal?: number;
  /** When the unpaid invoice of a resumption is void. */
  resume_expires?: number;
  /** The invoice whose payment (or first attempt) ends a pause. */
  resume?: { invoice: string; on: "resume_on_payment_attempt" | "resume_on_payment_success" };
  /** The invoice whose failure paused it. */
  paused_by?: string;
  /** What was last billed for each item. A credit for unused time is a part of that, and never more. */
  billed?: Record<string, Billed>;
  /** A change that waits for the payment of its invoice. */
  pending?: PendingChange;
}

/** What a subscription becomes once the invoice of its change is paid. */
export interface PendingChange {
  invoice: string;
  items: SubscriptionItem[];
  billing_cycle_anchor: number | null;
  trial_end: number | null;
  metadata: Record<string, string> | null;
  /** Discounts that the invoice of the change uses up. */
  spent: string[];
  billed: Record<string, Billed>;
  /** Invoice items that waited before the change. They wait again when it is discarded. */
  waited: string[];
}

export interface Billed {
  start: number;
  end: number;
  /** What the item cost after discounts. */
  amount: number;
  /** Where it was billed; a proration that waits for the next invoice is nowhere yet. */
  invoice?: string;
  lines?: string[];
  /** The discounts in `amount`. Absent in notes of before they were kept. */
  discount_amounts?: { amount: number; discount: string }[];
}
