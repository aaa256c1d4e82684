import type Stripe from "stripe";
import { now } from "@/lib/clock";
import { alreadySubscribed, changeNotPossible, noSubscription, otherCurrency } from "@/lib/errors";
import { stripe } from "@/lib/stripe/client";
import { Deadline } from "@/lib/stripe/deadline";
import { isRefused } from "@/lib/stripe/failures";
import { portal } from "@/prisma/catalog";
import { type CatalogPrice, requirePurchasable } from "./catalog";
import { itemToReplace, type LiveItem, requirePaidItems } from "./paid-items";
import { type BillLine, billLines } from "./preview-lines";
import { reachingStripe } from "./stripe-call";
import type { User } from "./user";

/** What a change of plan means, said before anything is changed. Amounts are Stripe's own, in minor units of `currency`. */
export type PlanChange = {
  from: { planName: string | null };
  to: { planName: string; price: CatalogPrice; quantity: number };
  currency: string;
  /** The invoice that the change leads to: made today, or the next one. */
  invoice: { isToday: boolean; at: Date; amountDueMinor: number; lines: BillLine[] };
  /** What the change leaves over, when it gives back more than it costs; it pays later invoices. */
  creditMinor: number;
  /** A trial that goes on; the invoice is then the first that costs something. */
  trialEnd: Date | null;
  /** The plan was canceled before and ends then all the same: a change does not take that back. */
  endsAt: Date | null;
  features: { come: string[]; go: string[]; stay: string[] };
  /** False where there is nothing that the invoice can be charged to. */
  hasCard: boolean;
};

/**
 * Asks Stripe what a change of plan would cost; nothing is changed. The change itself is confirmed in the portal
 * (lib/billing/portal.ts), for the same item, by the same person and with the same prorations.
 * @throws ProductError workspace_not_found, billing_role_required, not_the_payer, no_billing_account, no_subscription,
 *   price_not_available, already_subscribed, other_currency, change_not_possible, stripe_unavailable
 */
export async function previewPlanChange(user: User, workspaceId: string, priceId: string): Promise<PlanChange> {
  const { customerId, mine, all } = await requirePaidItems(user, workspaceId);
  const { price, product } = await requirePurchasable(priceId);
  const item = itemToReplace(mine, product);
  if (!item) throw noSubscription();
  if (item.price_id === price.priceId) {
    throw alreadySubscribed({
      method: "POST",
      href: "/api/subscriptions/customer-portal/",
      body: { workspace_id: workspaceId },
    });
  }
  // Neither can be changed in the portal: https://docs.stripe.com/customer-management#customer-portal-limitations
  if (item.currency !== null && item.currency !== price.currency) throw otherCurrency(item.currency);
  if (all.filter((one) => one.subscription_id === item.subscription_id).length > 1) throw changeNotPossible();

  const quantity = item.quantity ?? 1;
  const bill = await preview({
    customer: customerId,
    subscription: item.subscription_id,
    subscription_details: {
      items: [{ id: item.item_id, price: price.priceId, ...(!price.metered && { quantity }) }],
      proration_behavior: portal.planChange.proration,
    },
  });
  return {
    from: { planName: item.product_name },
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
    features: difference(all, item, product.featureIds),
    hasCard: item.has_card,
  };
}

const preview = (parameters: Stripe.InvoiceCreatePreviewParams): Promise<Stripe.Invoice> =>
  reachingStripe(() =>
    stripe()
      .invoices.createPreview(parameters, new Deadline().options())
      .catch((error: unknown) => {
        throw isRefused(error) ? changeNotPossible(error) : error;
      }),
  );

/** A change that is billed at once is previewed as an invoice of this moment, any other as the next renewal's. */
const isMadeToday = (bill: Stripe.Invoice): boolean =>
  bill.billing_reason === "subscription_update" || bill.period_end * 1000 <= now().getTime();

/** Which features come and go; what another plan of the workspace carries as well stays. */
function difference(all: LiveItem[], replaced: LiveItem, wanted: string[]): PlanChange["features"] {
  const others = new Set(all.filter((item) => item !== replaced && item.granting).flatMap((item) => item.feature_ids));
  const had = new Set([...replaced.feature_ids, ...others]);
  return {
    come: wanted.filter((id) => !had.has(id)),
    go: replaced.feature_ids.filter((id) => !wanted.includes(id) && !others.has(id)),
    stay: replaced.feature_ids.filter((id) => wanted.includes(id) || others.has(id)),
  };
}
