import type Stripe from "stripe";
import { now } from "@/lib/clock";
import { stripe } from "@/lib/stripe/client";
import { Deadline } from "@/lib/stripe/deadline";
import { portal } from "@/prisma/catalog";
import type { CatalogPrice, CatalogProduct } from "../catalog/product";
import { type Carried, limitsOf } from "../entitlements/carried";
import { type LiveItem, type PaidItems, requirePaidItems } from "./paid-items";
import { requireChange } from "./session";
import { type BillLine, billLines } from "./preview-lines";
import { reachingStripe } from "../stripe-call";
import { repairCopy } from "./repair";
import type { User } from "../user";

/** Which features come and go, and of which there will be more or less. */
export type FeatureDifference = {
  come: Carried[];
  go: string[];
  changed: { featureId: string; from: number | null; to: number | null }[];
};

/** What a change of plan means, said before anything is changed. Amounts are Stripe's own, in minor units of `currency`. */
export type PlanChange = {
  from: { planName: string | null; productId: string | null; interval: string | null; intervalCount: number | null };
  to: { planName: string; price: CatalogPrice; quantity: number };
  currency: string;
  /** The invoice that the change leads to: made today, or the next one. */
  invoice: { isToday: boolean; at: Date; amountDueMinor: number; lines: BillLine[] };
  /** What the change leaves over, when it gives back more than it costs; it pays later invoices. */
  creditMinor: number;
  /** A trial that continues; the invoice is then the first one with a charge. */
  trialEnd: Date | null;
  /** The plan is canceled and still ends then. A change does not revoke the cancellation. */
  endsAt: Date | null;
  features: FeatureDifference;
  /** False where there is nothing that the invoice can be charged to. */
  hasCard: boolean;
};

/**
 * Asks Stripe what a change of plan would cost; nothing is changed. The change itself is confirmed in the portal
 * (lib/billing/portal/session.ts), for the same item, by the same person and with the same prorations.
 * @throws ProductError workspace_not_found, billing_role_required, not_the_payer, no_billing_account, no_subscription,
 *   price_not_available, already_subscribed, other_currency, change_not_possible, stripe_unavailable
 */
export async function previewPlanChange(user: User, workspaceId: string, priceId: string): Promise<PlanChange> {
  let mine: LiveItem[] = [];
  const preview = async (): Promise<PlanChange> => {
    const paid = await requirePaidItems(user, workspaceId);
    ({ mine } = paid);
    const change = await requireChange(paid, priceId);
    const bill = await stripe().invoices.createPreview(
      {
        customer: paid.customerId,
        subscription: change.item.subscription_id,
        subscription_details: { items: change.items, proration_behavior: portal.planChange.proration },
      },
      new Deadline().options(),
    );
    return planChange(change, paid, bill);
  };
  return new Deadline().run(() => reachingStripe(preview, "preview", (failure) => repairCopy(failure, mine, priceId)));
}

function planChange(
  { price, product, item, quantity }: Awaited<ReturnType<typeof requireChange>>,
  paid: PaidItems,
  bill: Stripe.Invoice,
): PlanChange {
  return {
    from: {
      planName: item.product_name,
      productId: item.product_id,
      interval: item.interval,
      intervalCount: item.interval_count,
    },
    to: { planName: product.name, price, quantity },
    currency: bill.currency,
    invoice: {
      isToday: isMadeToday(bill),
      at: new Date((bill.next_payment_attempt ?? bill.period_end) * 1000),
      amountDueMinor: bill.amount_due,
      lines: billLines(bill),
    },
    creditMinor: Math.max(0, -bill.total),
    trialEnd: item.status === "trialing" ? item.trial_end : null,
    endsAt: item.ends_at,
    features: difference(paid.all, item, product),
    hasCard: item.has_card,
  };
}

/** A change that is billed at once is previewed as an invoice of this moment, any other as the next renewal's. */
const isMadeToday = (bill: Stripe.Invoice): boolean =>
  bill.billing_reason === "subscription_update" || bill.period_end * 1000 <= now().getTime();

/** What another plan of the workspace carries as well stays. */
function difference(all: LiveItem[], replaced: LiveItem, { featureIds, limits }: CatalogProduct): FeatureDifference {
  const others = all.filter((item) => item !== replaced && item.granting);
  const had = limitsOf([replaced, ...others].flatMap(carriedBy));
  const will = limitsOf([{ feature_ids: featureIds, limits }, ...others].flatMap(carriedBy));
  return {
    come: [...will].flatMap(([featureId, limit]) => (had.has(featureId) ? [] : [{ featureId, limit }])),
    go: [...had.keys()].filter((featureId) => !will.has(featureId)),
    changed: [...will].flatMap(([featureId, to]) => {
      const from = had.get(featureId);
      return from === undefined || from === to ? [] : [{ featureId, from, to }];
    }),
  };
}

const carriedBy = ({ feature_ids, limits }: Pick<LiveItem, "feature_ids" | "limits">): Carried[] =>
  feature_ids.map((featureId) => ({ featureId, limit: limits[featureId] ?? null }));
