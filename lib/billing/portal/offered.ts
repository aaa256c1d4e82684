import { amountFor } from "@/lib/amounts";
import { changeInOtherCurrency, changeNotPossible, priceNotAvailable } from "../errors";
import { catalog } from "@/billing/catalog";
import { requirePurchasable } from "../catalog/catalog";
import { syncPrice } from "../catalog/sync-price";
import type { PlanChangeSettings } from "../mirror/planned";
import type { Change } from "./change";
import { lookAgain, requirePortalInForce } from "./configuration";
import type { LiveItem } from "./paid-items";
import { allowsChanges, type InPortal, lists, roadFor } from "./road";
import { type Rate, type Terms, timingOf } from "./terms";

/** How a change is made, and the configuration that says so. */
export type Offered = { terms: Terms; settings: PlanChangeSettings };

/**
 * How a change is made.
 * @throws ProductError change_not_possible where the configuration forbids changes, or where somebody else has planned
 *   another one; change_in_other_currency, price_not_available for a price that neither the portal nor we change to
 */
export async function requireOffered(change: Change): Promise<Offered> {
  const { item, price } = change;
  // The portal refuses a change beside such a plan, and the plan is not ours to drop.
  if (item.schedule?.next_at && item.schedule.origin === "other") throw changeNotPossible();
  const known = await requirePortalInForce();
  const settings = allowsChanges(known) && lists(known, price.priceId) ? known : await looked(known, change);
  const terms = changeTerms(settings, change);
  if (!terms) throw lists(settings, price.priceId) ? changeNotPossible() : notListed(item);
  return { terms, settings };
}

/** The copy may be behind, and a refusal must not be wrong. The price may have been archived. */
async function looked(known: PlanChangeSettings, { item, price }: Change): Promise<PlanChangeSettings> {
  const settings = (await lookAgain()) ?? known;
  if (!allowsChanges(settings)) throw changeNotPossible();
  if (lists(settings, price.priceId)) return settings;
  await syncPrice(price.priceId);
  await requirePurchasable(price.priceId, item.workspace_id);
  return settings;
}

/** Only the portal may change the subscription, and it doesn't offer the price. */
const notListed = ({ currency }: LiveItem) =>
  currency !== null && currency !== catalog.currencies[0] ? changeInOtherCurrency(currency) : priceNotAvailable();

/** What is paid for an item now. What a meter counts is paid afterwards. */
export const rateOf = (item: LiveItem): Rate => ({
  productId: item.product_id,
  amount: item.metered ? 0 : item.amount_minor,
  interval: item.interval,
  intervalCount: item.interval_count,
});

/** The subscription, as far as the portal's limits go. */
export const inPortal = (items: LiveItem[]): InPortal => ({
  items,
  hasSchedule: items.some(({ schedule }) => schedule !== null),
  collectionMethod: items[0]?.collection_method ?? null,
});

/** When the change begins, and where it is confirmed; null where nobody can make it. */
export function changeTerms(settings: PlanChangeSettings, change: Change): Terms | null {
  const { item, others, price, quantity, currency, next } = change;
  const amount = price.metered ? 0 : amountFor(price, quantity, currency);
  const { begins, agrees, isDocumented } = timingOf(settings, {
    status: item.status,
    from: rateOf(item),
    to: { ...price, amount },
    endsUse: next.ending.length > 0,
  });
  const road = roadFor({
    // A hidden one is in no portal, also where it isn't known which prices are.
    listed: !price.hidden && lists(settings, price.priceId),
    before: inPortal([item, ...others]),
    after: next.shapes,
    addsFee: change.setupFee !== null,
    agrees,
    managed: item.managed,
  });
  return road && { begins, road, isCertain: road === "api" || (agrees && isDocumented) };
}
