import { statement } from "@/lib/db";
import { GRANTING } from "../entitlements/statuses";
import { IS_HANDED_OVER } from "../hand-over/rows";

/** What a workspace pays for each of its members. */
export type SeatPrice = {
  itemId: string;
  planName: string | null;
  /** For one seat; null where there is no single whole amount. */
  unitAmountMinor: number | null;
  unitAmountDecimal: string | null;
  tiered: boolean;
  currency: string;
  interval: string;
  intervalCount: number;
  /** How many are paid for now. */
  seats: number;
};

const SEAT_PRICES = `
  SELECT i.id AS "itemId", n.name AS "planName", p.unit_amount_minor AS "unitAmountMinor",
    trim_scale(p.unit_amount_decimal)::text AS "unitAmountDecimal", COALESCE(p.billing_scheme = 'tiered', false) AS tiered,
    p.currency, p.interval, p.interval_count AS "intervalCount", i.quantity AS seats
  FROM subscription s
  JOIN subscription_item i ON i.subscription_id = s.id
  JOIN price p ON p.id = i.price_id
  LEFT JOIN product n ON n.id = i.product_id
  WHERE s.workspace_id = $1 AND ${GRANTING} AND NOT ${IS_HANDED_OVER} AND p.per_seat AND p.usage_type IS DISTINCT FROM 'metered'
    AND p.currency IS NOT NULL AND p.interval IS NOT NULL AND p.interval_count IS NOT NULL AND i.quantity IS NOT NULL
  ORDER BY s.created_at, s.id, i.id`;

/** The plans of a workspace that cost something for each member. Ask for a membership before. */
export const listSeatPrices = (workspaceId: string): Promise<SeatPrice[]> =>
  statement<SeatPrice>("seat_prices", SEAT_PRICES, [workspaceId]);
