import { amountFor, priceIn } from "@/lib/amounts";
import { countMembers } from "@/lib/workspaces/headcount";
import { getCatalog } from "../catalog/catalog";
import { listedAmount } from "../catalog/prices";
import type { CatalogPrice } from "../catalog/product";
import { readEntitlements } from "../entitlements/read";
import { changeNotPossible, noSubscription } from "../errors";
import { portalInForce } from "../portal/configuration";
import { type LiveItem, requirePaidItems } from "../portal/paid-items";
import { allowsChanges } from "../portal/road";
import type { User } from "../user";

/** A plan of the same group that costs less each time. */
export type CheaperPlan = {
  planName: string;
  priceId: string;
  amountMinor: number;
  currency: string;
  interval: string;
  intervalCount: number;
};

/** What a cancellation ends, said before it is confirmed at Stripe. */
export type Cancellation = {
  subscriptionId: string;
  plans: (string | null)[];
  /** When it ends; null: as soon as it is confirmed. */
  endsAt: Date | null;
  isTrial: boolean;
  /** Usage is billed at the end. */
  hasUsage: boolean;
  /** When another plan would have begun: what the payer or we have planned is dropped first, because Stripe may take no
   *  cancellation beside it. */
  dropsPlanOf: Date | null;
  /** The features that nothing else gives the workspace. */
  lost: string[];
  /** The other members, who lose them too. */
  others: number;
  cheaper: CheaperPlan[];
  /** Our page asks for the reason, because the portal doesn't. */
  asks: boolean;
};

const MOST_CHEAPER = 2;

/**
 * What canceling one of the user's own plans means. No call to Stripe. Null: it ends already.
 * @throws ProductError workspace_not_found, billing_role_required, not_the_payer, no_billing_account, no_subscription;
 *   change_not_possible where the portal's configuration lets nobody cancel
 */
export async function readCancellation(
  user: User,
  workspaceId: string,
  subscriptionId: string,
): Promise<Cancellation | null> {
  const { mine, all } = await requirePaidItems(user, workspaceId);
  const items = mine.filter(({ subscription_id }) => subscription_id === subscriptionId);
  const [item] = items;
  if (!item) throw noSubscription();
  if (item.is_ending) return null;
  const [settings, { features }, members] = await Promise.all([
    portalInForce(),
    readEntitlements(workspaceId),
    countMembers(workspaceId),
  ]);
  if (settings?.cancel?.enabled === false) throw changeNotPossible();
  const beside = new Set([
    ...all.filter((one) => one.subscription_id !== subscriptionId && one.granting).flatMap((one) => one.feature_ids),
    ...features.flatMap((one) => (one.allowed && one.reason.kind === "override" ? [one.feature] : [])),
  ]);
  const carried = [...new Set(items.flatMap(({ feature_ids }) => feature_ids))];
  const ends = items.flatMap(({ period_end }) => period_end?.getTime() ?? []);
  const planned = item.managed && item.schedule?.origin !== "other" ? (item.schedule?.next_at ?? null) : null;
  // Who has planned to pay less is not offered it again.
  const mayChange = item.managed && planned === null && (settings === null || allowsChanges(settings));
  return {
    subscriptionId,
    plans: items.map(({ product_name }) => product_name),
    endsAt: settings?.cancel?.at_once || ends.length === 0 ? null : new Date(Math.max(...ends)),
    isTrial: item.status === "trialing",
    hasUsage: items.some(({ metered }) => metered),
    dropsPlanOf: planned === null ? null : new Date(planned),
    lost: carried.filter((feature) => !beside.has(feature)),
    others: members - 1,
    cheaper: mayChange ? await cheaperThan(items) : [],
    // Of a copy that doesn't know, the portal may ask: never twice. What isn't ours we don't write to.
    asks: item.managed && settings?.cancel?.asks === false,
  };
}

/** The dearest first: nearest to what is paid now. In the same interval and for as many seats. */
async function cheaperThan(items: LiveItem[]): Promise<CheaperPlan[]> {
  const [paid, ...more] = items.filter(({ metered }) => !metered);
  if (!paid?.plan_group || more.length > 0 || paid.amount_minor === null || !paid.currency) return [];
  const { currency, amount_minor: amount, quantity } = paid;
  const { products } = await getCatalog();
  const suits = (price: CatalogPrice) =>
    price.interval === paid.interval && price.intervalCount === paid.interval_count && listedAmount(price) !== null;
  return products
    .filter(({ planGroup, productId }) => planGroup === paid.plan_group && productId !== paid.product_id)
    .flatMap(({ name, prices }) =>
      prices.filter(suits).flatMap((one) => {
        const price = priceIn(one, currency);
        const amountMinor = price && amountFor(price, one.perSeat ? (quantity ?? 1) : 1, currency);
        if (price === null || amountMinor === null || amountMinor >= amount) return [];
        const { priceId, interval, intervalCount } = one;
        return [{ planName: name, priceId, amountMinor, currency, interval, intervalCount }];
      }),
    )
    .toSorted((a, b) => b.amountMinor - a.amountMinor)
    .slice(0, MOST_CHEAPER);
}
