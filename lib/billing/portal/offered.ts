import { amountFor } from "@/lib/amounts";
import { changeInOtherCurrency, changeNotPossible, priceNotAvailable } from "../errors";
import { catalog } from "@/billing/catalog";
import { requirePurchasable } from "../catalog/catalog";
import type { CatalogPrice } from "../catalog/product";
import { syncPrice } from "../catalog/sync-price";
import type { PlanChangeSettings } from "../mirror/planned";
import { lookAgain, requirePortalInForce } from "./configuration";
import type { LiveItem } from "./paid-items";
import { type Rate, type Terms, termsOf } from "./terms";

type Change = { item: LiveItem; price: CatalogPrice; quantity: number };

/** Whether the portal's configuration lets customers change their plan. What it forbids we don't offer either. */
export const allowsChanges = ({ enabled, allowed_updates }: PlanChangeSettings): boolean =>
  enabled && allowed_updates.includes("price");

/** Whether the portal offers a price. One that it doesn't, such as of an eleventh product, our own page changes to. */
const lists = ({ prices }: PlanChangeSettings, priceId: string): boolean => prices === null || prices.includes(priceId);

/**
 * The configuration by which a change is made.
 * @throws ProductError change_not_possible where it forbids changes, or where somebody else has planned another one;
 *   change_in_other_currency, price_not_available for a price that neither the portal nor we change to
 */
export async function requireOffered({ item, price }: Change): Promise<PlanChangeSettings> {
  // The portal refuses a change beside such a plan, and the plan is not ours to drop.
  if (item.schedule?.next_at && item.schedule.origin === "other") throw changeNotPossible();
  const known = await requirePortalInForce();
  if (allowsChanges(known) && lists(known, price.priceId)) return known;
  // The copy may be behind, and a refusal must not be wrong. The price may have been archived.
  const settings = (await lookAgain()) ?? known;
  if (!allowsChanges(settings)) throw changeNotPossible();
  if (lists(settings, price.priceId)) return settings;
  await syncPrice(price.priceId);
  await requirePurchasable(price.priceId, item.workspace_id);
  if (item.currency !== null && item.currency !== catalog.currencies[0]) throw changeInOtherCurrency(item.currency);
  if (!item.managed) throw priceNotAvailable();
  return settings;
}

/** What the item costs now. */
export const rateOf = (item: LiveItem): Rate => ({
  productId: item.product_id,
  amount: item.amount_minor,
  interval: item.interval,
  intervalCount: item.interval_count,
});

/** When the change begins, and where it is confirmed. */
export function changeTerms(settings: PlanChangeSettings, { item, price, quantity }: Change): Terms {
  const to = { ...price, amount: amountFor(price, quantity, item.currency) };
  const terms = termsOf(settings, { status: item.status, managed: item.managed, from: rateOf(item), to });
  // The portal makes no change beside a plan that it did not make; ours is dropped for it.
  const isPlannedByUs = item.schedule?.next_at != null && item.schedule.origin === "ours";
  const isByUs = isPlannedByUs || !lists(settings, price.priceId);
  return isByUs && item.managed ? { ...terms, road: "api", isCertain: true } : terms;
}
