import { inSeconds, now } from "@/lib/clock";
import { statement } from "@/lib/db";
import { Deadline } from "@/lib/stripe/deadline";
import { type PricedRow, pricedFieldsIn, readPriced } from "../catalog/priced";
import type { User } from "../user";
import { askStripe, mayAsk } from "./ask";
import type { BoughtPrice } from "./bought";
import { type OrderAmounts, orderAmounts } from "./order";
import { findByStripeId, type SessionRow } from "./sessions";

/** What is about to be bought. */
export type Order = {
  planName: string | null;
  workspaceName: string;
  /** In the currency that it is sold in; null while it is unknown here. */
  price: BoughtPrice | null;
  /** Null where it is metered. */
  quantity: number | null;
  /** The first payment of the price itself, where that isn't today. */
  firstPaymentAt: Date | null;
  isTrial: boolean;
  /** Null where the price alone doesn't say it. */
  amounts: OrderAmounts | null;
};

export type OpenCheckout = {
  workspaceId: string;
  expiresAt: Date | null;
  /** Of one on Stripe's own page. */
  url: string | null;
  /** Of one within our page. */
  clientSecret: string | null;
  order: Order;
};

/**
 * A checkout that the user can still pay, and what it sells, from the copy. Stripe is asked whether it is open where its
 * last answer is older than ten seconds, and at most every two. While Stripe can't be asked the page stays: the visitor may
 * have typed a card there.
 * @returns null for one that is over, or another's, or unknown
 */
export const fetchCheckout = (user: User, stripeSessionId: string): Promise<OpenCheckout | null> =>
  new Deadline().run(async () => {
    const known = await findByStripeId(stripeSessionId);
    if (!known || known.user_id !== user.id) return null;
    const row = isStale(known) && (await mayAsk(known)) ? ((await askStripe(known)) ?? known) : known;
    if (row.state !== "open" || (row.expires_at !== null && row.expires_at <= now())) return null;
    return {
      workspaceId: row.workspace_id,
      expiresAt: row.expires_at,
      url: row.url,
      clientSecret: row.client_secret,
      order: await readOrder(row.id),
    };
  });

const FRESH_SECONDS = 10;

const isStale = ({ state, checked_at }: SessionRow): boolean =>
  state === "open" && (checked_at === null || checked_at < inSeconds(now(), -FRESH_SECONDS));

// The price that was named is the first; a one-time price beside it is the set-up fee.
const ORDER = `
  SELECT w.name AS "workspaceName", p.name AS "planName", (c.parameters->'line_items'->0->>'quantity')::int AS quantity,
    to_timestamp((c.parameters->'subscription_data'->>'trial_end')::bigint) AS "trialEnd",
    to_timestamp((c.parameters->'subscription_data'->>'billing_cycle_anchor')::bigint) AS anchor,
    CASE WHEN r.currency IS NOT NULL AND r.interval IS NOT NULL THEN json_build_object(
      ${pricedFieldsIn("r", "c.parameters->>'currency'")}, 'interval', r.interval, 'intervalCount', COALESCE(r.interval_count, 1)) END AS price,
    (SELECT json_agg(json_build_object(${pricedFieldsIn("f", "c.parameters->>'currency'")}))
      FROM jsonb_array_elements(c.parameters->'line_items') x JOIN price f ON f.id = x->>'price' WHERE f.interval IS NULL) AS fees
  FROM checkout_session c JOIN workspace w ON w.id = c.workspace_id
  LEFT JOIN price r ON r.id = c.price_id LEFT JOIN product p ON p.id = r.product_id
  WHERE c.id = $1`;

type OrderRow = Pick<Order, "planName" | "workspaceName" | "quantity"> & {
  trialEnd: Date | null;
  anchor: Date | null;
  price: (PricedRow & { currency: string; interval: string; intervalCount: number }) | null;
  fees: (PricedRow & { currency: string })[] | null;
};

async function readOrder(rowId: string): Promise<Order> {
  const [row] = await statement<OrderRow>("checkout_order", ORDER, [rowId]);
  if (!row) throw new Error(`There is no checkout ${rowId}.`);
  const { planName, workspaceName, quantity, trialEnd, anchor } = row;
  const price = row.price && readPriced(row.price);
  const firstPaymentAt = trialEnd ?? anchor;
  const fees = (row.fees ?? []).map(readPriced);
  const amounts = price && orderAmounts(price, fees, quantity, firstPaymentAt !== null);
  return { planName, workspaceName, price, quantity, firstPaymentAt, isTrial: trialEnd !== null, amounts };
}
