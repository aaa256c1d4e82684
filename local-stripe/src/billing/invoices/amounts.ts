// What a quantity of a price costs, in the currency's smallest unit.
import type { Context } from "../../conventions/context.ts";
import { stepOf } from "../../conventions/currencies.ts";
import { own } from "../../conventions/own.ts";
import type { Details, Price } from "../../store/objects.ts";

type Tiers = NonNullable<Details["price"]["tiers"]>;

/** In the price's own currency, or in another one that it is sold in (`currency_options`). */
export function lineAmount(ctx: Context, price: Price, quantity: number, currency = price.currency): number {
  // What a meter counted is billed later. It costs nothing in advance
  return price.recurring?.usage_type === "metered" ? 0 : usageAmount(ctx, price, quantity, currency);
}

/** What a quantity costs, however it was counted. */
export function usageAmount(ctx: Context, price: Price, quantity: number, currency: string): number {
  const { divide_by, round } = price.transform_quantity ?? { divide_by: 1, round: "up" };
  const counted = round === "up" ? Math.ceil(quantity / divide_by) : Math.floor(quantity / divide_by);
  const { tiers, unit_amount_decimal } = amountsIn(ctx, price, currency);
  if (tiers)
    return toSteps(
      price.tiers_mode === "volume" ? volumeAmount(tiers, counted) : graduatedAmount(tiers, counted),
      currency,
    );
  return toSteps(scaled(unit_amount_decimal) * BigInt(counted), currency);
}

/** What one unit costs in a currency, or the tiers that say it. */
export function amountsIn(
  ctx: Context,
  price: Price,
  currency: string,
): Pick<Price, "unit_amount" | "unit_amount_decimal"> & { tiers: Tiers | null } {
  const detail = ctx.store.detail("price", price.id);
  if (currency === price.currency)
    return {
      unit_amount: price.unit_amount,
      unit_amount_decimal: price.unit_amount_decimal,
      tiers: detail?.tiers ?? null,
    };
  const option = own(detail?.currency_options, currency);
  if (!option) throw new Error(`${price.id} is not sold in ${currency}`);
  return {
    unit_amount: option.unit_amount,
    unit_amount_decimal: option.unit_amount_decimal,
    tiers: option.tiers ?? null,
  };
}

/** The currencies that a price is sold in, its own first. */
export function currenciesOf(ctx: Context, price: Price): string[] {
  return [...new Set([price.currency, ...Object.keys(ctx.store.detail("price", price.id)?.currency_options ?? {})])];
}

/** One tier's prices for the whole quantity. */
function volumeAmount(tiers: Tiers, quantity: number): bigint {
  const tier = tiers.find(({ up_to }) => up_to === null || quantity <= up_to);
  return tier ? scaled(tier.unit_amount_decimal) * BigInt(quantity) + scaled(tier.flat_amount_decimal) : 0n;
}

/** Each tier's prices for its own part of the quantity; flat amounts of the tiers that are reached add up. */
function graduatedAmount(tiers: Tiers, quantity: number): bigint {
  let total = 0n;
  let below = 0;
  for (const { up_to, unit_amount_decimal, flat_amount_decimal } of tiers) {
    const inTier = Math.min(quantity, up_to ?? Infinity) - below;
    if (inTier <= 0) break;
    total += scaled(unit_amount_decimal) * BigInt(inTier) + scaled(flat_amount_decimal);
    below = up_to ?? quantity;
  }
  return total;
}

// Amounts have up to 12 decimal places. They are added as whole numbers of 10^-12
const PLACES = 12;
const ONE = 10n ** BigInt(PLACES);

function scaled(decimal: string | null): bigint {
  const [whole = "0", fraction = ""] = (decimal ?? "0").split(".");
  return BigInt(whole + fraction.padEnd(PLACES, "0"));
}

/** A part of an amount that is not negative, as the currency is counted; exact where a float would not be. */
export function portion(amount: number, part: number, whole: number, currency: string): number {
  const unit = BigInt(whole) * BigInt(stepOf(currency));
  return Number((2n * BigInt(amount) * BigInt(part) + unit) / (2n * unit)) * stepOf(currency);
}

/** Halves are rounded up. */
function toSteps(amount: bigint, currency: string): number {
  const unit = ONE * BigInt(stepOf(currency));
  return Number((amount + unit / 2n) / unit) * stepOf(currency);
}

/** "10 user × Plan": a label of the product's units stands as it is, without a plural (recorded). */
export function describeQuantity(ctx: Context, price: Price, quantity: number): string {
  const label = ctx.store.get("product", price.product)?.unit_label;
  return `${quantity}${label ? ` ${label}` : ""} × ${describeItem(ctx, price)}`;
}

export function describeItem(ctx: Context, price: Price): string {
  return ctx.store.get("product", price.product)?.name ?? price.product;
}
