import type Stripe from "stripe";
import { amountFor, priceIn } from "@/lib/amounts";
import { now } from "@/lib/clock";
import { Deadline } from "@/lib/stripe/deadline";
import { companionsOf } from "../checkout/sale";
import type { CatalogPrice, CatalogProduct, SetupFee } from "../catalog/product";
import { type Carried, limitsOf } from "../entitlements/carried";
import type { PlanChangeSettings } from "../mirror/planned";
import { type Change, changeOf, requireChange } from "./change";
import { feeOf } from "./fee";
import { changeTerms, requireOffered } from "./offered";
import { type LiveItem, meteredPrices, type PaidItems, requirePaidItems } from "./paid-items";
import { billLines, type NamedLine, withPlanNames } from "./preview-lines";
import { reachingStripe } from "../stripe-call";
import { fetchPreview } from "../previews/preview";
import { repairCopy } from "./repair";
import type { Terms } from "./terms";
import type { User } from "../user";
import { own } from "@/lib/own";

/** Which features come and go, and of which there will be more or less. */
export type FeatureDifference = {
  come: Carried[];
  go: string[];
  changed: { featureId: string; from: number | null; to: number | null }[];
};

/** What a change of plan means, said before anything is changed. Amounts are Stripe's own, in minor units of `currency`. */
export type PlanChange = Terms & {
  from: { planName: string | null; productId: string | null; interval: string | null; intervalCount: number | null };
  to: {
    planName: string;
    /** In the subscription's currency, as its companions are. */
    price: CatalogPrice;
    quantity: number;
    /** What is paid for it in advance, each time; null for what is metered. */
    amountMinor: number | null;
    /** Metered prices that come with it. */
    companions: CatalogPrice[];
    /** Its set-up fee, paid once with this change; zero where it is paid already. Null for a plan without one. */
    feeMinor: number | null;
  };
  currency: string;
  /**
   * The invoice that the change leads to: made today, or the next one. `amountDueMinor`: null where only Stripe's page
   * can tell.
   */
  invoice: { isToday: boolean; at: Date; amountDueMinor: number | null; lines: NamedLine[] };
  /** What the change leaves over, when it gives back more than it costs; it pays later invoices. */
  creditMinor: number;
  /** A trial that continues; the invoice is then the first one with a charge. */
  trialEnd: Date | null;
  /** What becomes of that trial at its end, while there is no card. */
  endsWithoutCard: "cancel" | "pause" | null;
  /** The plan is canceled and still ends then. A change does not revoke the cancellation. */
  endsAt: Date | null;
  /** When another change was planned, which this one drops. */
  dropsPlanOf: Date | null;
  /** A discount, a tax or credit makes invoices another sum than the price. */
  isAdjusted: boolean;
  /** Of a change that waits for a shorter interval: the same plan in the present one, which begins at once. */
  instead: { priceId: string; interval: string; intervalCount: number } | null;
  features: FeatureDifference;
  /** What was used of the present plan ends with the change, and is billed up to then. */
  endsUse: boolean;
  /** The invoice also has what is used until then, which nobody knows yet. */
  withUse: boolean;
  /** Invoices are sent, and paid by their day. */
  isSent: boolean;
  /** Something is to be paid that there is no card for. */
  needsCard: boolean;
};

/**
 * What a change of plan would cost and when it begins; nothing is changed. The change itself is confirmed in the portal
 * (session.ts), or on our page (confirm.ts), for the same item, by the same person and by the same rules.
 * @throws ProductError workspace_not_found, billing_role_required, not_the_payer, no_billing_account, no_subscription,
 *   price_not_available, already_subscribed, other_currency, change_in_other_currency, change_not_possible,
 *   too_many_members, stripe_unavailable
 */
export async function previewPlanChange(user: User, workspaceId: string, priceId: string): Promise<PlanChange> {
  let mine: LiveItem[] = [];
  const preview = async (): Promise<PlanChange> => {
    const paid = await requirePaidItems(user, workspaceId);
    ({ mine } = paid);
    const change = await requireChange(paid, priceId);
    const { terms, settings } = await requireOffered(change);
    const details = previewed(change, terms, settings);
    const bill =
      details &&
      (await fetchPreview(
        {
          customer: paid.customerId,
          subscription: change.item.subscription_id,
          subscription_details: details,
          ...(change.setupFee && { invoice_items: feeOf(change) }),
        },
        new Deadline(),
      ));
    const billing = bill ? await billed(change, terms, bill) : unbilled(change);
    return {
      ...terms,
      ...described(change, paid),
      ...billing,
      withUse: isWithUse(change, terms, billing.invoice.isToday),
      needsCard: needsCard(change, terms),
      instead: terms.begins === "period_end" ? sameInterval(change, settings) : null,
    };
  };
  return new Deadline().run(() => reachingStripe(preview, "preview", (failure) => repairCopy(failure, mine, priceId)));
}

/** What Stripe is asked; null where no preview shows the invoice that the change leads to. */
function previewed(
  { item, price, next: { changes: items } }: Change,
  { begins }: Terms,
  { proration_behavior, billing_cycle_anchor }: PlanChangeSettings,
): Stripe.InvoiceCreatePreviewParams.SubscriptionDetails | null {
  const proration = proration_behavior as Stripe.InvoiceCreatePreviewParams.SubscriptionDetails.ProrationBehavior;
  switch (begins) {
    // As confirm.ts sends it.
    case "in_trial":
      return { items };
    case "now":
      return {
        items,
        proration_behavior: proration,
        ...(billing_cycle_anchor === "now" && { billing_cycle_anchor: { type: "now" } }),
      };
    case "ends_trial":
      return { items, trial_end: "now" };
    case "period_end": {
      // With the same interval the next invoice is that of the new price. A preview of another one begins now.
      const isSame = item.interval === price.interval && item.interval_count === price.intervalCount;
      return isSame && !item.schedule?.next_at && !item.is_ending ? { items, proration_behavior: "none" } : null;
    }
  }
}

const described = (
  { price, product, companions, item, quantity, currency, next, setupFee }: Change,
  paid: PaidItems,
) => ({
  from: {
    planName: item.product_name,
    productId: item.product_id,
    interval: item.interval,
    intervalCount: item.interval_count,
  },
  to: {
    planName: product.name,
    price,
    quantity,
    amountMinor: amountFor(price, quantity, currency),
    companions,
    feeMinor: feeMinor(product, setupFee, currency),
  },
  trialEnd: item.status === "trialing" ? item.trial_end : null,
  endsWithoutCard: item.status === "trialing" && !item.has_card ? item.trial_without_card : null,
  endsAt: item.ends_at,
  dropsPlanOf: item.schedule?.next_at ? new Date(item.schedule.next_at) : null,
  features: difference(paid.all, item, product),
  endsUse: next.ending.length > 0,
  isSent: item.collection_method === "send_invoice",
  isAdjusted: item.is_adjusted,
});

const feeMinor = (product: CatalogProduct, fee: SetupFee | null, currency: string): number | null =>
  fee ? amountFor(fee, 1, currency) : product.setupFees.length > 0 ? 0 : null;

/** What is used in a trial costs nothing. */
function isWithUse({ item, others, next }: Change, { begins }: Terms, isToday: boolean): boolean {
  const before = [item, ...others].some(({ metered }) => metered);
  const after = next.shapes.some(({ metered }) => metered);
  return !isToday && (begins === "period_end" ? before : begins === "now" && (before || after));
}

/** In a trial that continues nothing is to be paid yet; without a card it ends as it would have. */
function needsCard({ item, companions, price, quantity, currency, setupFee }: Change, { begins }: Terms): boolean {
  if (item.has_card || item.collection_method === "send_invoice" || begins === "in_trial") return false;
  return companions.length > 0 || setupFee !== null || amountFor(price, quantity, currency) !== 0;
}

async function billed({ item, others, setupFee }: Change, { begins }: Terms, bill: Stripe.Invoice) {
  const isToday = begins === "ends_trial" || (begins === "now" && isMadeToday(bill));
  // A preview of the next invoice follows what is planned. The change drops that.
  const isKnown = isToday || !item.schedule?.next_at;
  return {
    currency: bill.currency,
    invoice: {
      isToday,
      at: new Date((bill.next_payment_attempt ?? bill.period_end) * 1000),
      amountDueMinor: isKnown ? bill.amount_due : null,
      lines: isKnown ? await withPlanNames(billLines(bill, meteredPrices([item, ...others]), setupFee?.priceId)) : [],
    },
    creditMinor: isKnown ? Math.max(0, -bill.total) : 0,
  };
}

const unbilled = ({ item, currency }: Change) => ({
  currency,
  invoice: { isToday: false, at: item.period_end ?? now(), amountDueMinor: null, lines: [] },
  creditMinor: 0,
});

/** A change that is billed at once is previewed as an invoice of this moment, any other as the next renewal's. */
const isMadeToday = (bill: Stripe.Invoice): boolean =>
  bill.billing_reason === "subscription_update" || bill.period_end * 1000 <= now().getTime();

/** A bigger plan can be had at once in the present interval. */
function sameInterval(change: Change, settings: PlanChangeSettings): PlanChange["instead"] {
  const { item, product, currency, members } = change;
  const other = product.prices.find(
    (one) =>
      one.interval === item.interval &&
      one.intervalCount === item.interval_count &&
      one.priceId !== item.price_id &&
      [one, ...companionsOf(one, product)].every((part) => priceIn(part, currency)) &&
      (one.maxSeats === null || members <= one.maxSeats),
  );
  if (!other || changeTerms(settings, changeOf(change, { price: other, product }))?.begins !== "now") return null;
  return { priceId: other.priceId, interval: other.interval, intervalCount: other.intervalCount };
}

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
  feature_ids.map((featureId) => ({ featureId, limit: own(limits, featureId) ?? null }));
