import { statement } from "@/lib/db";
import { type KnownPrice, type PricedRow, pricedFieldsIn, readPriced } from "../catalog/priced";
import type { SeatKind } from "../catalog/product";
import { GRANTING } from "../entitlements/statuses";
import { IS_HANDED_OVER } from "../hand-over/rows";
import { MANAGED } from "../ownership/sql";
import { memberCount, owedSeats, seatKind } from "./owed";

/** What a workspace pays for its seats, in the currency that it pays in. */
export type SeatPrice = KnownPrice & {
  itemId: string;
  planName: string | null;
  currency: string;
  interval: string;
  intervalCount: number;
  /** How many are paid for now. */
  seats: number;
  /** How many should be: seats by members follow them in a moment. */
  owed: number;
  kind: SeatKind | null;
  lookupKey: string | null;
  /** The number is chosen, and here it can be changed by its payer. */
  chosen: boolean;
  /** Sold as a number that only we change. */
  agreed: boolean;
  minSeats: number | null;
  maxSeats: number | null;
  isYours: boolean;
};

const SEAT_PRICES = `
  SELECT i.id AS "itemId", n.name AS "planName", json_build_object(${pricedFieldsIn("p", "s.currency")}) AS price, p.interval, p.interval_count AS "intervalCount", i.quantity AS seats,
    CASE WHEN m.managed THEN ${seatKind("p", "n")} ELSE p.seats END AS kind, p.lookup_key AS "lookupKey",
    m.managed AND p.seats IS NOT DISTINCT FROM 'chosen' AS chosen, NOT m.managed AS agreed,
    CASE WHEN m.managed THEN ${owedSeats("p", memberCount("s.workspace_id"), "i.quantity")} ELSE i.quantity END AS owed,
    p.min_seats AS "minSeats", p.max_seats AS "maxSeats",
    COALESCE((SELECT u.user_id = $2 FROM stripe_user u WHERE u.customer_id = s.customer_id), false) AS "isYours"
  FROM subscription s
  JOIN subscription_item i ON i.subscription_id = s.id
  JOIN price p ON p.id = i.price_id
  LEFT JOIN product n ON n.id = i.product_id
  CROSS JOIN LATERAL (SELECT ${MANAGED} AS managed) m
  WHERE s.workspace_id = $1 AND ${GRANTING} AND NOT ${IS_HANDED_OVER} AND p.per_seat AND p.usage_type IS DISTINCT FROM 'metered'
    AND p.currency IS NOT NULL AND p.interval IS NOT NULL AND p.interval_count IS NOT NULL AND i.quantity IS NOT NULL
  ORDER BY s.created_at, s.id, i.id`;

type Row = Omit<SeatPrice, keyof KnownPrice> & { price: PricedRow & { currency: string } };

/** The plans of a workspace that are sold per seat. Ask for a membership before. @param userId who looks */
export async function listSeatPrices(workspaceId: string, userId: string): Promise<SeatPrice[]> {
  const rows = await statement<Row>("seat_prices", SEAT_PRICES, [workspaceId, userId]);
  return rows.map(({ price, ...row }) => ({ ...row, ...readPriced(price) }));
}
