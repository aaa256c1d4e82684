import { statement } from "@/lib/db";
import { amountSql } from "../catalog/amount-sql";
import { seatKind } from "../seats/owed";
import type { SessionRow } from "./sessions";

/** What a completed checkout bought besides its price, and on which terms. */
export type Beside = {
  /** Null where the price is not per seat. */
  seats: number | null;
  /** What the seats are a number of, where they are an add-on's units: its key in the catalog file, or null. */
  unitsOf?: { lookupKey: string | null } | undefined;
  /** What is used is billed beside the price. */
  hasUsage: boolean;
  /** On the first invoice, once; before a discount. */
  setupFee: { amountMinor: number; currency: string } | null;
  /** What becomes of the trial at its end, while there is no payment method; null where there is one. */
  endsWithoutCard: "cancel" | "pause" | null;
};

const BESIDE = `
  SELECT
    (SELECT i.quantity FROM subscription_item i JOIN price r ON r.id = i.price_id
      WHERE i.subscription_id = s.id AND r.per_seat AND r.usage_type IS DISTINCT FROM 'metered' ORDER BY i.id LIMIT 1) AS seats,
    (SELECT json_build_object('lookupKey', r.lookup_key) FROM subscription_item i JOIN price r ON r.id = i.price_id LEFT JOIN product n ON n.id = i.product_id
      WHERE i.subscription_id = s.id AND ${seatKind("r", "n")} = 'units' ORDER BY i.id LIMIT 1) AS "unitsOf",
    (SELECT bool_or(r.usage_type = 'metered') AND NOT bool_and(r.usage_type = 'metered')
      FROM subscription_item i JOIN price r ON r.id = i.price_id WHERE i.subscription_id = s.id) IS TRUE AS "hasUsage",
    COALESCE(s.default_payment_method_id, s.default_source_id, c.default_payment_method_id, c.default_source_id) IS NOT NULL AS "hasMethod",
    (SELECT ${amountSql({ price: "r", currency: "s.currency", quantity: "1" })}
      FROM price r WHERE r.id = ANY($2) AND r.type = 'one_time' LIMIT 1) AS "feeMinor", s.currency
  FROM subscription s LEFT JOIN customer c ON c.id = s.customer_id WHERE s.id = $1`;

const ENDS = ["cancel", "pause"] as const;

type Row = {
  seats: number | null;
  unitsOf: { lookupKey: string | null } | null;
  hasUsage: boolean;
  hasMethod: boolean;
  feeMinor: number | null;
  currency: string | null;
};

export async function readBeside({ subscription_id: id, parameters }: SessionRow): Promise<Beside> {
  const sold = (parameters.line_items ?? []).flatMap(({ price }) => price ?? []);
  const [row] = await statement<Row>("bought_beside", BESIDE, [id, sold]);
  if (!row) return { seats: null, hasUsage: false, setupFee: null, endsWithoutCard: null };
  const { seats, unitsOf, hasUsage, hasMethod, feeMinor, currency } = row;
  const atEnd = parameters.subscription_data?.trial_settings?.end_behavior.missing_payment_method;
  return {
    seats,
    unitsOf: unitsOf ?? undefined,
    hasUsage,
    setupFee: feeMinor !== null && currency !== null ? { amountMinor: feeMinor, currency } : null,
    endsWithoutCard: hasMethod ? null : (ENDS.find((one) => one === atEnd) ?? null),
  };
}
