import { invalidRequest } from "@/lib/errors";
import { quantityOf } from "../catalog/prices";
import type { CatalogPrice } from "../catalog/product";
import { tooManyMembers } from "../errors";
import { isChosen, mostSeats } from "../seats/owed";

/** What decides how many are bought. */
export type Seats = {
  /** Of the workspace. */
  members: number;
  /** The number that the buyer asks for, of a price whose number is chosen. */
  asked?: number | undefined;
  /** The seats of the plan whose place the purchase takes. */
  before?: number | null | undefined;
};

/**
 * The quantity of a checkout; null for what is metered, which has none. Nobody is left without a seat: who has more
 * members buys as many seats, at least.
 * @throws ProductError too_many_members; invalid_request that names `quantity`
 */
export function quantityToBuy(price: CatalogPrice, { members, asked, before }: Seats): number | null {
  if (asked !== undefined && (!isChosen(price) || price.metered))
    throw refuse("is only for prices whose number is chosen");
  if (price.metered) return null;
  const least = quantityOf(price, members);
  const most = mostSeats(price);
  if (least > most) throw tooManyMembers(most, members);
  if (asked === undefined) return quantityOf(price, members, before ?? undefined);
  if (!Number.isInteger(asked)) throw refuse("must be a whole number");
  if (asked < least)
    throw refuse(
      price.seats !== "units" && members === least
        ? `must be at least ${least}, as many as the workspace has members`
        : `must be at least ${least}, as many as are sold together`,
    );
  if (asked > most) throw refuse(`must be at most ${most}`);
  return asked;
}

const refuse = (message: string) => invalidRequest([{ field: "quantity", message }]);
