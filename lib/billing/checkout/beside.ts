import { statement } from "@/lib/db";
import { amountSql } from "../catalog/amount-sql";
import type { CardName } from "../dashboard/debt";
import { PAYS_WITH } from "../dashboard/pays-with";
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
  /** What the first invoice came to, once it is paid. */
  today: { amountMinor: number; currency: string; receiptUrl: string | null } | null;
  /** What pays for it. */
  method: CardName | null;
  /** Neither a discount, nor a tax, nor credit: the next invoice is its price. */
  isPlain: boolean;
};

const BESIDE = `
  SELECT
    (SELECT i.quantity FROM subscription_item i JOIN price r ON r.id = i.price_id
      WHERE i.subscription_id = s.id AND r.per_seat AND r.usage_type IS DISTINCT FROM 'metered' ORDER BY i.id LIMIT 1) AS seats,
    (SELECT json_build_object('lookupKey', r.lookup_key) FROM subscription_item i JOIN price r ON r.id = i.price_id LEFT JOIN product n ON n.id = i.product_id
      WHERE i.subscription_id = s.id AND ${seatKind("r", "n")} = 'units' ORDER BY i.id LIMIT 1) AS "unitsOf",
    (SELECT bool_or(r.usage_type = 'metered') AND NOT bool_and(r.usage_type = 'metered')
      FROM subscription_item i JOIN price r ON r.id = i.price_id WHERE i.subscription_id = s.id) IS TRUE AS "hasUsage",
    ${PAYS_WITH} IS NOT NULL AS "hasMethod",
    (SELECT ${amountSql({ price: "r", currency: "s.currency", quantity: "1" })}
      FROM price r WHERE r.id = ANY($2) AND r.type = 'one_time' LIMIT 1) AS "feeMinor", s.currency,
    (SELECT json_build_object('amountMinor', v.amount_paid_minor, 'currency', v.currency, 'receiptUrl', v.hosted_invoice_url)
      FROM invoice v WHERE v.subscription_id = s.id AND v.billing_reason = 'subscription_create' AND v.status = 'paid'
        AND v.amount_paid_minor IS NOT NULL AND v.currency IS NOT NULL AND NOT v.deleted LIMIT 1) AS today,
    (SELECT json_build_object('type', m.type, 'brand', m.brand, 'last4', m.last4)
      FROM payment_method m WHERE m.id = ${PAYS_WITH} AND m.type IS NOT NULL AND NOT m.deleted) AS method,
    COALESCE(s.billed_beside, '{}') = '{}' AND COALESCE(NOT c.discounted AND COALESCE(c.balance_minor, 0) = 0, true) AS "isPlain"
  FROM subscription s LEFT JOIN customer c ON c.id = s.customer_id WHERE s.id = $1`;

const ENDS = ["cancel", "pause"] as const;

type Row = Pick<Beside, "today" | "method" | "isPlain"> & {
  seats: number | null;
  unitsOf: { lookupKey: string | null } | null;
  hasUsage: boolean;
  hasMethod: boolean;
  feeMinor: number | null;
  currency: string | null;
};

const NOTHING_BESIDE: Beside = {
  seats: null,
  hasUsage: false,
  setupFee: null,
  endsWithoutCard: null,
  today: null,
  method: null,
  isPlain: false,
};

export async function readBeside({ subscription_id: id, parameters }: SessionRow): Promise<Beside> {
  const sold = (parameters.line_items ?? []).flatMap(({ price }) => price ?? []);
  const [row] = await statement<Row>("bought_beside", BESIDE, [id, sold]);
  if (!row) return NOTHING_BESIDE;
  const { seats, unitsOf, hasUsage, hasMethod, feeMinor, currency, today, method, isPlain } = row;
  const atEnd = parameters.subscription_data?.trial_settings?.end_behavior.missing_payment_method;
  return {
    seats,
    unitsOf: unitsOf ?? undefined,
    hasUsage,
    setupFee: feeMinor !== null && currency !== null ? { amountMinor: feeMinor, currency } : null,
    endsWithoutCard: hasMethod ? null : (ENDS.find((one) => one === atEnd) ?? null),
    today,
    method,
    isPlain,
  };
}
