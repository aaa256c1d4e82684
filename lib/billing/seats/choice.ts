import { countMembers } from "@/lib/workspaces/headcount";
import {
  noPaymentMethod,
  noSubscription,
  seatsNotChangeable,
  seatsOutOfRange,
  seatsUnpaid,
  tooManyMembers,
} from "../errors";
import { refuseChangeOfHandedOver } from "../hand-over/rows";
import { type LiveItem, meteredPrices, requirePaidItems } from "../portal/paid-items";
import type { User } from "../user";
import { fewestSeats, isChosen, mostSeats } from "./owed";

/** An item whose number of seats its payer may choose, and the numbers that there are. */
export type SeatChoice = {
  customerId: string;
  item: LiveItem;
  /** Prices of its subscription that are billed by use. */
  metered: ReadonlySet<string>;
  /** How many it has. */
  seats: number;
  members: number;
  least: number;
  most: number;
};

const isChoosable = ({ per_seat, seats, metered, quantity }: LiveItem): boolean =>
  isChosen({ perSeat: per_seat, seats }) && !metered && quantity !== null;

/**
 * The same person as for a change of plan may change it, and of the same subscriptions.
 * @param itemId of several; by default the first
 * @throws ProductError workspace_not_found, billing_role_required, not_the_payer, no_billing_account, no_subscription,
 *   seats_not_changeable, handed_over, too_many_members
 */
export async function requireSeatChoice(
  user: User,
  workspaceId: string,
  itemId: string | undefined,
): Promise<SeatChoice> {
  const { customerId, mine } = await requirePaidItems(user, workspaceId);
  const item = mine.find((one) => isChoosable(one) && (itemId === undefined || one.item_id === itemId));
  if (!item) throw noSubscription();
  if (!isOurs(item, mine)) throw seatsNotChangeable();
  await refuseChangeOfHandedOver(item.subscription_id);
  const members = await countMembers(workspaceId);
  const price = { perSeat: true, seats: item.seats, minSeats: item.min_seats, maxSeats: item.max_seats };
  const [least, most] = [fewestSeats(price, members), mostSeats(price)];
  if (least > most) throw tooManyMembers(most, members);
  const metered = meteredPrices(mine.filter((one) => one.subscription_id === item.subscription_id));
  return { customerId, item, metered, seats: item.quantity ?? 0, members, least, most };
}

/** What is sent as an invoice was agreed on with us, and so is what somebody planned at Stripe. */
function isOurs(
  { managed, granting, collection_method, schedule, subscription_id }: LiveItem,
  all: LiveItem[],
): boolean {
  if (!managed || !granting || collection_method === "send_invoice") return false;
  if (!schedule?.next_at) return true;
  // Of several items a plan doesn't say which takes the place of which.
  const perSeat = all.filter((one) => one.subscription_id === subscription_id && one.per_seat);
  return schedule.origin !== "other" && perSeat.length === 1;
}

/**
 * More seats count at once and are billed later, so nobody gets them with a bill unpaid, or with nothing to charge. A trial
 * costs nothing until it ends.
 * @throws ProductError seats_out_of_range, seats_unpaid, no_payment_method
 */
export function requireNumber({ item, seats: before, least, most }: SeatChoice, seats: number): void {
  if (!Number.isSafeInteger(seats) || seats < least || seats > most) throw seatsOutOfRange(least, most);
  if (seats <= before) return;
  if (item.status === "past_due") throw seatsUnpaid();
  if (item.status !== "trialing" && !item.has_card && (item.tiered || item.amount_minor !== 0)) throw noPaymentMethod();
}
