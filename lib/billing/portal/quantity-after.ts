import type { CatalogPrice } from "../catalog/product";
import { tooManyMembers } from "../errors";

type Seats = Pick<CatalogPrice, "perSeat" | "seats" | "minSeats" | "maxSeats">;

/** What is bought now. `seats`: whose number its quantity is; null for a price that is not per seat. */
export type Bought = { quantity: number | null; per_seat: boolean; seats: "members" | "chosen" | null };

/**
 * The quantity after a change of price. Per seat: one for each member, or as many as were chosen before, within what the
 * price is sold for. Never fewer than there are members.
 * @throws ProductError too_many_members where the price is not sold for that many
 */
export function quantityAfter(item: Bought, price: Seats, members: number): number {
  if (!price.perSeat) return item.per_seat ? 1 : (item.quantity ?? 1);
  const { minSeats, maxSeats } = price;
  if (maxSeats !== null && members > maxSeats) throw tooManyMembers(maxSeats, members);
  const chosen = price.seats === "chosen" && item.seats === "chosen" ? (item.quantity ?? 0) : 0;
  return Math.min(Math.max(1, minSeats ?? 1, members, chosen), maxSeats ?? Infinity);
}
