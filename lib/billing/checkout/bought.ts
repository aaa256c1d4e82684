import { statement } from "@/lib/db";
import { type KnownPrice, type PricedRow, pricedFieldsIn, readPriced } from "../catalog/priced";

/** In the currency that was bought in. */
export type BoughtPrice = KnownPrice & { currency: string; interval: string; intervalCount: number };

/** What a checkout bought, as the mirror has it. */
export type Bought = {
  status: string;
  name: string | null;
  trial_end: Date | null;
  period_end: Date | null;
  ends_at: Date | null;
  price: BoughtPrice | null;
  quantity: number | null;
  discounted: boolean;
  /** Whether the first invoice is paid, regardless of the payment of the checkout. */
  first_paid: boolean;
  /** From the trial ledger: whether the trial still has to be evaluated, and whether it was refused. */
  trial_open: boolean;
  trial_refused: boolean;
  /** The trial was refused, and the subscription with it; null until all that was paid is refunded. */
  refused: { finished: boolean; refundedMinor: number | null; currency: string | null } | null;
};

const BOUGHT = `
  SELECT s.status, p.name, s.trial_end, i.period_end, i.quantity,
    COALESCE(s.cancel_at, CASE WHEN s.cancel_at_period_end THEN i.period_end END) AS ends_at,
    COALESCE('discount' = ANY (s.billed_beside), false) AS discounted,
    EXISTS (SELECT FROM invoice v WHERE v.subscription_id = s.id AND v.billing_reason = 'subscription_create' AND v.status = 'paid')
      AS first_paid,
    CASE WHEN r.currency IS NOT NULL AND r.interval IS NOT NULL THEN json_build_object(
      ${pricedFieldsIn("r", "s.currency")}, 'interval', r.interval, 'intervalCount', COALESCE(r.interval_count, 1)) END AS price,
    COALESCE(t.outcome = 'open' OR (t.outcome = 'second' AND t.ended_at IS NULL AND d.subscription_id IS NULL), false)
      AND s.workspace_id IS NOT NULL AS trial_open,
    COALESCE(t.outcome = 'second' AND s.status <> 'trialing', false) AS trial_refused,
    CASE WHEN t.outcome = 'refused' THEN json_build_object(
      'finished', t.ended_at IS NOT NULL, 'refundedMinor', t.refunded_minor, 'currency', t.currency) END AS refused
  FROM subscription s
  LEFT JOIN trial_ledger t ON t.subscription_id = s.id
  LEFT JOIN duplicate_subscription d ON d.subscription_id = s.id AND d.finished_at IS NULL
  JOIN subscription_item i ON i.subscription_id = s.id
  LEFT JOIN product p ON p.id = i.product_id
  LEFT JOIN price r ON r.id = i.price_id
  WHERE s.id = $1 ORDER BY (r.usage_type = 'metered') IS TRUE, i.id LIMIT 1`; // what is metered comes with the plan

type BoughtRow = Omit<Bought, "price"> & {
  price: (PricedRow & { currency: string; interval: string; intervalCount: number }) | null;
};

export async function readBought(subscriptionId: string | null): Promise<Bought | undefined> {
  if (!subscriptionId) return undefined;
  const [item] = await statement<BoughtRow>("bought", BOUGHT, [subscriptionId]);
  return item && { ...item, price: item.price && readPriced(item.price) };
}
