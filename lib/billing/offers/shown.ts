import { type Priced, priceIn } from "@/lib/amounts";
import { now } from "@/lib/clock";
import { statement } from "@/lib/db";
import { countMembers } from "@/lib/workspaces/headcount";
import { hiddenPrice } from "../catalog/catalog";
import { offeredCurrency, soldIn } from "../catalog/currency";
import { IS_OFFERED } from "../catalog/hidden";
import { quantityOf } from "../catalog/prices";
import type { SeatKind } from "../catalog/product";
import { isChangeFor } from "../checkout/plan-conflict";
import { companionsOf, hadProduct, setupFeeIn } from "../checkout/sale";
import { LIVE } from "../entitlements/statuses";
import { isChosen } from "../seats/owed";

/** An offer to a workspace, as its dashboard shows it to those who may bill. */
export type ShownOffer = {
  priceId: string;
  planName: string;
  until: Date;
  /** In the currency that this person would pay in. */
  price: Priced & { currency: string; interval: string; intervalCount: number };
  /** The fewest and the most seats that can be bought, where their number is chosen. */
  seats: { least: number; most: number | null } | null;
  perSeat: boolean;
  /** What its number counts. */
  kind: SeatKind | null;
  lookupKey: string | null;
  hasUsage: boolean;
  feeMinor: number | null;
  /** The workspace has another plan that this one takes the place of. */
  isChange: boolean;
};

// What the workspace has already is no offer any more.
const SHOWN = `
  SELECT o.price_id AS "priceId", max(o.until) AS until
  FROM price_offer o JOIN price p ON p.id = o.price_id
  WHERE o.workspace_id = $1 AND ${IS_OFFERED("$2")}
    AND NOT EXISTS (SELECT FROM subscription s JOIN subscription_item i ON i.subscription_id = s.id
      WHERE s.workspace_id = $1 AND ${LIVE} AND i.price_id = o.price_id)
  GROUP BY o.price_id ORDER BY until, o.price_id LIMIT 10`;

type Row = Pick<ShownOffer, "priceId" | "until">;

/** Ask for the right to bill before. Where nothing is offered, which is usual, it is one statement. */
export async function shownOffers(userId: string, workspaceId: string): Promise<ShownOffer[]> {
  const rows = await statement<Row>("offers_shown", SHOWN, [workspaceId, now()]);
  if (rows.length === 0) return [];
  const [{ currency: bound }, members] = await Promise.all([
    offeredCurrency(userId, workspaceId),
    countMembers(workspaceId),
  ]);
  const offers = await Promise.all(rows.map((row) => shown(row, { userId, workspaceId, bound, members })));
  return offers.flatMap((one) => one ?? []);
}

type Reader = { userId: string; workspaceId: string; bound: string | null; members: number };

async function shown(row: Row, { userId, workspaceId, bound, members }: Reader): Promise<ShownOffer | null> {
  const found = await hiddenPrice(row.priceId);
  if (!found) return null;
  const { price, product } = found;
  const currency = bound !== null && soldIn(price).includes(bound) ? bound : price.currency;
  const fee = setupFeeIn(product.setupFees, currency);
  const isDue = fee !== null && !(await hadProduct(workspaceId, product.productId));
  return {
    ...row,
    isChange: await isChangeFor(userId, workspaceId, product),
    planName: product.name,
    price: priceIn(price, currency) ?? price,
    seats: isChosen(price) ? { least: quantityOf(price, members), most: price.maxSeats } : null,
    perSeat: price.perSeat,
    kind: price.seats,
    lookupKey: price.lookupKey,
    hasUsage: companionsOf(price, product).length > 0,
    feeMinor: isDue ? (fee.options[currency]?.unitAmountMinor ?? null) : null,
  };
}
