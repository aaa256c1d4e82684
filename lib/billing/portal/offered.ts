import { amountFor } from "@/lib/amounts";
import { changeInOtherCurrency, changeNotPossible, priceNotAvailable, type ProductError } from "@/lib/errors";
import { currencies } from "@/prisma/catalog";
import type { CatalogPrice } from "../catalog/product";
import { syncPrice } from "../catalog/sync-price";
import type { PlanChangeSettings } from "../mirror/planned";
import { lookAgain, requirePortalInForce } from "./configuration";
import type { LiveItem } from "./paid-items";
import { type Rate, type Terms, termsOf } from "./terms";

type Change = { item: LiveItem; price: CatalogPrice; quantity: number };

/** Whether the portal's configuration lets customers change to a price. */
export const offers = ({ enabled, allowed_updates, prices }: PlanChangeSettings, priceId: string): boolean =>
  enabled && allowed_updates.includes("price") && (prices === null || prices.includes(priceId));

/**
 * The configuration by which a change is made.
 * @throws ProductError change_not_possible, price_not_available, change_in_other_currency where it does not offer the
 *   change, or where somebody else has planned another one
 */
export async function requireOffered(change: Change): Promise<PlanChangeSettings> {
  const { item, price } = change;
  // The portal refuses a change beside such a plan, and the plan is not ours to drop.
  if (item.schedule?.next_at && item.schedule.origin === "other") throw changeNotPossible();
  const settings = await requirePortalInForce();
  if (offers(settings, price.priceId)) return settings;
  // The copy may be behind, and a refusal must not be wrong. The price may have been archived.
  const current = (await lookAgain()) ?? settings;
  await syncPrice(price.priceId);
  if (offers(current, price.priceId)) return current;
  throw notOffered(current, item);
}

function notOffered({ enabled, allowed_updates }: PlanChangeSettings, { currency }: LiveItem): ProductError {
  if (!enabled || !allowed_updates.includes("price")) return changeNotPossible();
  return currency === null || currency === currencies[0] ? priceNotAvailable() : changeInOtherCurrency(currency);
}

/** What the item costs now. */
export const rateOf = (item: LiveItem): Rate => ({
  productId: item.product_id,
  amount: amountFor(
    {
      unitAmountMinor: item.unit_amount_minor,
      unitAmountDecimal: item.unit_amount_decimal,
      tiered: item.tiered,
      metered: item.metered,
    },
    item.quantity ?? 1,
  ),
  interval: item.interval,
  intervalCount: item.interval_count,
});

/** When the change begins, and where it is confirmed. */
export function changeTerms(settings: PlanChangeSettings, { item, price, quantity }: Change): Terms {
  const to = { ...price, amount: amountFor(price, quantity) };
  const terms = termsOf(settings, { status: item.status, managed: item.managed, from: rateOf(item), to });
  // The portal makes no change beside a plan that it did not make; ours is dropped for it.
  const isPlannedByUs = item.schedule?.next_at != null && item.schedule.origin === "ours";
  return isPlannedByUs && item.managed ? { ...terms, road: "api", isCertain: true } : terms;
}
