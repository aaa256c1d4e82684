import { amountFor } from "@/lib/amounts";
import { now } from "@/lib/clock";
import { statement } from "@/lib/db";
import { type KnownPrice, type PricedRow, pricedFieldsIn, readPriced } from "../catalog/priced";
import { GRANTING } from "../entitlements/statuses";
import { IS_HANDED_OVER } from "../hand-over/rows";
import { MANAGED } from "../ownership/sql";
import { memberCount, owedSeats } from "./owed";

/** What becomes of the bill for a plan per seat when one member is gone, from the copy alone. */
export type FreedSeat = {
  itemId: string;
  isYours: boolean;
  /** The next invoice credits it; by how much isn't known where discounts, tax or tiers change it. */
  outcome: "credit" | "unknown" | "trial" | "ends" | "kept";
  creditMinor: number;
  currency: string;
};

export type SeatedItem = KnownPrice & {
  currency: string;
  status: string;
  quantity: number;
  /** How many are owed once the member is gone. */
  after: number;
  periodStart: Date | null;
  periodEnd: Date | null;
  isEnding: boolean;
  billedBeside: string[];
};

const FREED = `
  SELECT i.id AS "itemId", COALESCE((SELECT u.user_id = $2 FROM stripe_user u WHERE u.customer_id = s.customer_id), false) AS "isYours",
    json_build_object(${pricedFieldsIn("p", "s.currency")}) AS price, s.status, i.quantity, i.period_start AS "periodStart", i.period_end AS "periodEnd",
    ${owedSeats("p", `(${memberCount("s.workspace_id")} - 1)`, "i.quantity")} AS after,
    (s.cancel_at IS NOT NULL OR s.cancel_at_period_end) AS "isEnding", COALESCE(s.billed_beside, '{}') AS "billedBeside"
  FROM subscription s JOIN subscription_item i ON i.subscription_id = s.id JOIN price p ON p.id = i.price_id
  WHERE s.workspace_id = $1 AND ${GRANTING} AND ${MANAGED} AND NOT ${IS_HANDED_OVER} AND p.per_seat
    AND p.usage_type IS DISTINCT FROM 'metered' AND p.currency IS NOT NULL AND i.quantity IS NOT NULL
  ORDER BY s.created_at, s.id, i.id`;

type Row = Omit<SeatedItem, keyof KnownPrice> & {
  itemId: string;
  isYours: boolean;
  price: PricedRow & { currency: string };
};

/** For the plans per seat of a workspace that we bill. Ask for a role that may see bills before. @param userId who looks */
export async function readFreedSeats(workspaceId: string, userId: string): Promise<FreedSeat[]> {
  const rows = await statement<Row>("freed_seats", FREED, [workspaceId, userId]);
  return rows.map(({ itemId, isYours, price, ...row }) => {
    const item = { ...row, ...readPriced(price) };
    return { itemId, isYours, currency: price.currency, ...freedOf(item, now()) };
  });
}

/**
 * As Stripe prorates it (https://docs.stripe.com/billing/subscriptions/prorations): the unused time of all seats comes back,
 * and the rest of the period is charged for those that remain, each rounded on its own. Of 3 seats at $12, 10.5 of 30 days
 * before the end: $12.60 back, $8.40 charged, so $4.20 credited.
 */
export function freedOf(item: SeatedItem, at: Date): Pick<FreedSeat, "outcome" | "creditMinor"> {
  const { status, quantity, after, periodStart, periodEnd, isEnding, billedBeside, currency } = item;
  const without = (outcome: FreedSeat["outcome"]) => ({ outcome, creditMinor: 0 });
  if (after >= quantity) return without("kept");
  if (status === "trialing") return without("trial");
  if (isEnding) return without("ends");
  const [before, rest] = [amountFor(item, quantity, currency), amountFor(item, after, currency)];
  if (before === null || rest === null || !periodStart || !periodEnd || billedBeside.length > 0)
    return without("unknown");
  const length = periodEnd.getTime() - periodStart.getTime();
  const left = Math.max(0, periodEnd.getTime() - at.getTime()) / length;
  const creditMinor = Math.round(before * left) - Math.round(rest * left);
  return creditMinor > 0 ? { outcome: "credit", creditMinor } : without("kept");
}
