import type { CatalogPrice } from "../catalog/product";
import { quantityToBuy } from "../checkout/quantity";

/** What is bought now. `seats`: whose number its quantity is; null for a price that is not per seat. */
export type Bought = { quantity: number | null; per_seat: boolean; seats: "members" | "chosen" | null };

/**
 * The quantity after a change of price. Per seat: as at a checkout, and chosen seats carry over. One in place of seats.
 * @throws ProductError too_many_members
 */
export function quantityAfter(item: Bought, price: CatalogPrice, members: number): number {
  if (!price.perSeat) return item.per_seat ? 1 : (item.quantity ?? 1);
  return quantityToBuy(price, { members, before: item.seats === "chosen" ? item.quantity : null }) ?? 1;
}
