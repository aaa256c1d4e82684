import { priceIn } from "@/lib/amounts";
import { quantityOf } from "@/lib/billing/catalog/prices";
import type { CatalogPrice } from "@/lib/billing/catalog/product";
import { isChosen } from "@/lib/billing/seats/owed";

/** What is sent to the checkout of a chosen price, besides the workspace. */
export type Wanted = { price_id: string; currency?: string; quantity?: string };

/**
 * A price as it was chosen: in a currency that it is sold in, and of a number of seats that is sold. What a mistyped address
 * asks for is replaced by what the price says itself.
 */
export function wantedOf(
  price: CatalogPrice,
  currency: string | undefined,
  quantity: string | undefined,
): { price: CatalogPrice; seats: number | null; wanted: Wanted } {
  const sold = currency ? priceIn(price, currency.toLowerCase()) : null;
  const typed = quantity && /^\d{1,6}$/.test(quantity) ? Number(quantity) : 0;
  const seats = isChosen(price) ? Math.min(quantityOf(price, typed), price.maxSeats ?? Number.MAX_SAFE_INTEGER) : null;
  return {
    price: sold ?? price,
    seats,
    wanted: {
      price_id: price.priceId,
      ...(sold && { currency: sold.currency }),
      ...(seats !== null && { quantity: String(seats) }),
    },
  };
}
