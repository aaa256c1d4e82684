import { statement } from "@/lib/db";
import type { Purchasable } from "../catalog/catalog";
import { soldIn } from "../catalog/currency";
import type { CatalogPrice, CatalogProduct, SetupFee } from "../catalog/product";
import { priceNotAvailable } from "../errors";

/** What a checkout sells: the price that the buyer names, and what comes with it. */
export type Sale = {
  price: CatalogPrice;
  /** Null where it is metered. */
  quantity: number | null;
  /** The metered prices of the plan in the same interval. */
  companions: CatalogPrice[];
  /** Paid once, with the first invoice, also when a trial begins. */
  setupFee: SetupFee | null;
};

/**
 * @param withFee false for a plan that the workspace has had, or has
 * @throws ProductError price_not_available where one part is not sold in the currency: without it usage would be free, or
 *   the fee lost
 */
export function saleOf(
  { price, product }: Purchasable,
  quantity: number | null,
  currency: string,
  withFee: boolean,
): Sale {
  const companions = companionsOf(price, product);
  const fees = withFee ? product.setupFees : [];
  const setupFee = setupFeeIn(fees, currency);
  const isSold = (part: CatalogPrice | SetupFee) => soldIn(part).includes(currency);
  if (![price, ...companions].every(isSold) || (fees.length > 0 && !setupFee))
    throw priceNotAvailable(new Error(`${price.priceId} is not sold in ${currency} with all that comes with it.`));
  return { price, quantity, companions, setupFee };
}

/**
 * Hidden ones come with a hidden price only: everybody else may not see what they cost.
 * In an order of their own, so that the same request is the same session. While one takes another's place at Stripe both are
 * there for a moment: of those of one meter the one with a lookup key counts, so that nobody pays twice for what they use.
 */
export function companionsOf(price: CatalogPrice, { companions }: Pick<CatalogProduct, "companions">): CatalogPrice[] {
  const sold = companions
    .filter((one) => one.interval === price.interval && one.intervalCount === price.intervalCount)
    .filter((one) => price.hidden || !one.hidden)
    .toSorted((a, b) => (a.priceId < b.priceId ? -1 : 1));
  const ofMeter = (meter: string) => sold.filter(({ meterId }) => meterId === meter);
  const counting = (meter: string) => ofMeter(meter).find(({ lookupKey }) => lookupKey !== null) ?? ofMeter(meter)[0];
  return sold.filter((one) => one.meterId === null || one === counting(one.meterId));
}

/**
 * The fee of a plan in a currency. While one takes another's place at Stripe both are there for a moment: the lower one
 * counts, so that nobody pays two.
 */
export function setupFeeIn(fees: SetupFee[], currency: string): SetupFee | null {
  const amount = ({ options }: SetupFee) => Number(options[currency]?.unitAmountDecimal ?? Infinity);
  const sold = fees.filter((fee) => soldIn(fee).includes(currency));
  return sold.toSorted((a, b) => amount(a) - amount(b) || (a.priceId < b.priceId ? -1 : 1))[0] ?? null;
}

/** Nothing of it is ever paid, so it needs neither a card nor a trial. */
export function isFreeSale({ price, companions, setupFee }: Sale, currency: string): boolean {
  const isFree = price.options[currency]?.unitAmountMinor === 0 && !price.metered && !price.tiered;
  return isFree && companions.length === 0 && setupFee === null;
}

// One that was refused, or bought twice, was refunded with its fee. One whose first invoice was never paid began without.
// Who changes to a plan in a trial pays its fee when that ends, so until then they have not had it.
const HAD_PRODUCT = `
  SELECT FROM subscription_change h
  JOIN subscription s ON s.id = h.subscription_id
  WHERE h.workspace_id = $1 AND h.items @> jsonb_build_array(jsonb_build_object('product_id', $2::text))
    AND (h.status = 'active' OR h.id = (SELECT min(f.id) FROM subscription_change f WHERE f.subscription_id = s.id))
    AND s.status IS DISTINCT FROM 'incomplete_expired'
    AND NOT EXISTS (SELECT FROM trial_ledger t WHERE t.subscription_id = s.id AND t.outcome = 'refused')
    AND NOT EXISTS (SELECT FROM duplicate_subscription d WHERE d.subscription_id = s.id AND d.begun_at IS NOT NULL)
    AND NOT EXISTS (SELECT FROM invoice v WHERE v.subscription_id = s.id AND v.billing_reason = 'subscription_create'
      AND v.status IN ('void', 'uncollectible'))
  LIMIT 1`;

/** Whether a workspace has, or had, a plan of the product, paid by any member: its set-up fee is paid once. */
export async function hadProduct(workspaceId: string, productId: string): Promise<boolean> {
  return (await statement("had_product", HAD_PRODUCT, [workspaceId, productId])).length > 0;
}
