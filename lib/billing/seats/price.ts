import { statement } from "@/lib/db";
import { GRANTING } from "../entitlements/statuses";
import { IS_HANDED_OVER } from "../hand-over/rows";
import { MANAGED } from "../ownership/sql";
import { memberCount, owedSeats } from "./owed";

/** What a workspace pays for its seats. */
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
  /** How many should be: seats by members follow them in a moment. */
  owed: number;
  /** The number is chosen, and here it can be changed by its payer. */
  chosen: boolean;
  /** Sold as a number that we change, or that nobody does. */
  agreed: boolean;
  minSeats: number | null;
  maxSeats: number | null;
  isYours: boolean;
};

const SEAT_PRICES = `
  SELECT i.id AS "itemId", n.name AS "planName", p.unit_amount_minor AS "unitAmountMinor",
    trim_scale(p.unit_amount_decimal)::text AS "unitAmountDecimal", COALESCE(p.billing_scheme = 'tiered', false) AS tiered,
    p.currency, p.interval, p.interval_count AS "intervalCount", i.quantity AS seats, m.managed AND p.seats = 'chosen' AS chosen,
    NOT m.managed AS agreed, CASE WHEN m.managed THEN ${owedSeats("p", memberCount("s.workspace_id"), "i.quantity")} ELSE i.quantity END AS owed,
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

/** The plans of a workspace that are sold per seat. Ask for a membership before. @param userId who looks */
export const listSeatPrices = (workspaceId: string, userId: string): Promise<SeatPrice[]> =>
  statement<SeatPrice>("seat_prices", SEAT_PRICES, [workspaceId, userId]);
