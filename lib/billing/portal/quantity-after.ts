import type { CatalogPrice, SeatKind } from "../catalog/product";
import { quantityToBuy } from "../checkout/quantity";
import { isChosen } from "../seats/owed";

/** What is bought now. `seats`: whose number its quantity is; null for a price that is not per seat. */
export type Bought = { quantity: number | null; per_seat: boolean; seats: SeatKind | null };

/**
 * The quantity after a change of price. Per seat: as at a checkout, and chosen seats carry over. One in place of seats.
 * @throws ProductError too_many_members
 */
export function quantityAfter(item: Bought, price: CatalogPrice, members: number): number {
  if (!price.perSeat) return item.per_seat ? 1 : (item.quantity ?? 1);
  const before = isChosen({ perSeat: item.per_seat, seats: item.seats }) ? item.quantity : null;
  return quantityToBuy(price, { members, before }) ?? 1;
}
