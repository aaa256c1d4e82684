import { statement } from "@/lib/db";
import { type CurrencyBond, invalidRequest } from "@/lib/errors";
import { otherCurrency } from "../errors";
import { findCustomerId } from "../customers/customers";
import { LIVE } from "../entitlements/statuses";
import type { CatalogPrice } from "./product";
import { soldIn } from "./sold-in";

export { soldIn };

// A customer pays in one currency at a time: https://docs.stripe.com/billing/customer#currency. Once nothing in it
// stands any more, every currency is open again (https://docs.stripe.com/invoicing/multiple-currencies), whatever the
// customer's own `currency` says at Stripe.

type SoldIn = Pick<CatalogPrice, "currency" | "options">;

const LIVE_CURRENCIES = `
  SELECT s.currency, s.workspace_id, COALESCE(s.cancel_at, CASE WHEN s.cancel_at_period_end THEN i.period_end END) AS ends_at
  FROM subscription s
  LEFT JOIN LATERAL (SELECT max(n.period_end) AS period_end FROM subscription_item n WHERE n.subscription_id = s.id) i ON true
  WHERE s.customer_id = $1 AND ${LIVE} AND s.currency IS NOT NULL
  ORDER BY s.created_at DESC, s.id`;

type Live = { currency: string; workspace_id: string | null; ends_at: Date | null };

const liveCurrencies = (customerId: string): Promise<Live[]> =>
  statement<Live>("live_currencies", LIVE_CURRENCIES, [customerId]);

/** The currency that a user pays in already, if there is one. */
export async function boundCurrency(userId: string): Promise<string | null> {
  const customerId = await findCustomerId(userId);
  return customerId === null ? null : ((await liveCurrencies(customerId))[0]?.currency ?? null);
}

/** Stripe would refuse it too, some of it only when the visitor pays. @throws ProductError other_currency */
export async function refuseOtherCurrency(customerId: string, currency: string): Promise<void> {
  const others = (await liveCurrencies(customerId)).filter((live) => live.currency !== currency);
  const [newest] = others;
  if (newest) throw otherCurrency(newest.currency, others.map(bondOf));
}

const bondOf = ({ currency, workspace_id, ends_at }: Live): CurrencyBond => ({
  kind: "subscription",
  currency,
  ...(workspace_id && { workspace_id }),
  ...(ends_at && { ends_at: ends_at.toISOString() }),
});

/**
 * The currency that a checkout sends: the one asked for, else the one that the customer pays in already, else the
 * price's own.
 * @throws ProductError invalid_request if the price is not sold in the one asked for; other_currency
 */
export async function checkoutCurrency(price: SoldIn, asked: string | undefined, customerId: string): Promise<string> {
  refuseUnsold(price, asked);
  const bound = (await liveCurrencies(customerId))[0]?.currency;
  const currency = asked ?? (bound && soldIn(price).includes(bound) ? bound : price.currency);
  await refuseOtherCurrency(customerId, currency);
  return currency;
}

/** @throws ProductError invalid_request */
export function refuseUnsold(price: SoldIn, asked: string | undefined): void {
  if (asked === undefined || soldIn(price).includes(asked)) return;
  throw invalidRequest([
    { field: "currency", message: `must be one that this price is sold in: ${soldIn(price).join(", ")}` },
  ]);
}

// The user's currency first, because the checkout accepts no other. Another member may pay for the workspace.
const OFFERED_CURRENCY = `
  SELECT COALESCE(
    (SELECT s.currency FROM stripe_user u JOIN subscription s ON s.customer_id = u.customer_id
      WHERE u.user_id = $1 AND ${LIVE} AND s.currency IS NOT NULL ORDER BY s.created_at DESC, s.id LIMIT 1),
    (SELECT s.currency FROM subscription s WHERE s.workspace_id = $2 AND ${LIVE} ORDER BY s.created_at DESC, s.id LIMIT 1)) AS currency,
  (SELECT c.currency FROM stripe_user u JOIN customer c ON c.id = u.customer_id WHERE u.user_id = $1 AND c.balance_minor < 0) AS "creditIn"`;

export type OfferedCurrency = {
  /** The one that this person is offered prices in; null where any may be chosen. */
  currency: string | null;
  /** The one of the credit that they have at Stripe, which pays no plan in another one; null without credit. */
  creditIn: string | null;
};

export async function offeredCurrency(userId: string, workspaceId: string): Promise<OfferedCurrency> {
  const [row] = await statement<OfferedCurrency>("offered_currency", OFFERED_CURRENCY, [userId, workspaceId]);
  return row ?? { currency: null, creditIn: null };
}
