import type { CatalogPrice } from "../catalog/product";

// How many seats a price is paid for, in TypeScript and in SQL. A test compares the two.
//
// With members=2 and min_seats=3, a price by members is 3 seats, and 7 with seven members. Of a chosen number it is what was
// bought, whatever the members are; seats can't be bought below them (seats/change.ts). `max_seats` keeps people from joining
// (seats/limit.ts) and lowers no quantity: who is in the workspace already is paid for.

/** What a price says of its quantity. */
export type SeatRule = Pick<CatalogPrice, "perSeat"> & Partial<Pick<CatalogPrice, "seats" | "minSeats" | "maxSeats">>;

/** The fewest that can be bought for so many members, and at least one, since Stripe takes zero for a cancellation. */
export const fewestSeats = ({ minSeats, seats }: SeatRule, members: number): number =>
  Math.max(1, minSeats ?? 1, seats === "units" ? 1 : members);

/** What Stripe takes: https://docs.stripe.com/api/checkout/sessions/create#create_checkout_session-line_items-quantity */
const MOST = 999_999;

/** The most that are sold. */
export const mostSeats = ({ perSeat, maxSeats }: SeatRule): number => (perSeat ? (maxSeats ?? MOST) : 1);

/** A number that is bought, and not the members. */
export const isChosen = ({ perSeat, seats }: SeatRule): boolean => perSeat && (seats === "chosen" || seats === "units");

/**
 * The quantity that a subscription should have.
 * @param bought the number that it has, where that is chosen
 */
export function seatsOwed(price: SeatRule, members: number, bought: number): number {
  if (!price.perSeat) return 1;
  return isChosen(price) ? bought : fewestSeats(price, members);
}

/** `seatsOwed` as SQL. @param p a row of `price` @param members the SQL of how many there are @param bought as above */
export const owedSeats = (p: string, members: string, bought: string): string =>
  `CASE WHEN NOT ${p}.per_seat THEN 1 WHEN ${p}.seats = 'chosen' THEN ${bought} ELSE GREATEST(${members}, ${p}.min_seats, 1) END`;

/** The SQL of whether a quantity is for the members. @param p a row of `price` @param n its product */
export const countsMembers = (p: string, n: string): string =>
  `(${p}.seats IS DISTINCT FROM 'chosen' OR ${n}.plan_group IS NOT NULL)`;

/** The SQL of a price's `SeatKind`; null where it is not per seat. */
export const seatKind = (p: string, n: string): string =>
  `CASE WHEN ${countsMembers(p, n)} THEN ${p}.seats ELSE 'units' END`;

/** The SQL of how many members a workspace has. @param workspace the SQL of its id */
export const memberCount = (workspace: string): string =>
  `(SELECT count(*) FROM membership m WHERE m.workspace_id = ${workspace})`;

/**
 * The quantity that a price begins with: at checkout, or after a change of plan.
 * @param wanted the number that was chosen, or that the plan before had; as near to it as the price allows
 */
export function seatsToBuy(price: SeatRule, members: number, wanted = 0): number {
  const least = fewestSeats(price, members);
  return seatsOwed(price, members, Math.max(least, Math.min(wanted, mostSeats(price))));
}
