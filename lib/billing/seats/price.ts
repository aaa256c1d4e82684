import { statement } from "@/lib/db";
import { type KnownPrice, type PricedRow, pricedFieldsIn, readPriced } from "../catalog/priced";
import { GRANTING } from "../entitlements/statuses";
import { IS_HANDED_OVER } from "../hand-over/rows";

/** What a workspace pays for each of its members, in the currency that it pays in. */
export type SeatPrice = KnownPrice & {
  itemId: string;
  planName: string | null;
  currency: string;
  interval: string;
  intervalCount: number;
  /** How many are paid for now. */
  seats: number;
};

const SEAT_PRICES = `
  SELECT i.id AS "itemId", n.name AS "planName", json_build_object(${pricedFieldsIn("p", "s.currency")}) AS price, p.interval, p.interval_count AS "intervalCount", i.quantity AS seats
  FROM subscription s
  JOIN subscription_item i ON i.subscription_id = s.id
  JOIN price p ON p.id = i.price_id
  LEFT JOIN product n ON n.id = i.product_id
  WHERE s.workspace_id = $1 AND ${GRANTING} AND NOT ${IS_HANDED_OVER} AND p.per_seat AND p.usage_type IS DISTINCT FROM 'metered'
    AND p.currency IS NOT NULL AND p.interval IS NOT NULL AND p.interval_count IS NOT NULL AND i.quantity IS NOT NULL
  ORDER BY s.created_at, s.id, i.id`;

type Row = Omit<SeatPrice, keyof KnownPrice> & { price: PricedRow & { currency: string } };

/** The plans of a workspace that cost something for each member. Ask for a membership before. */
export async function listSeatPrices(workspaceId: string): Promise<SeatPrice[]> {
  const rows = await statement<Row>("seat_prices", SEAT_PRICES, [workspaceId]);
  return rows.map(({ price, ...row }) => ({ ...row, ...readPriced(price) }));
}
