// What a quantity of a price costs, in the currency's smallest unit.
import type { Context } from "../../conventions/context.ts";
import { stepOf } from "../../conventions/currencies.ts";
import { own } from "../../conventions/own.ts";
import type { Details } from "../../store/details.ts";
import type { Price } from "../../store/objects.ts";

type Tiers = NonNullable<Details["price"]["tiers"]>;

/** In the price's own currency, or in another one that it is sold in (`currency_options`). */
export function lineAmount(ctx: Context, price: Price, quantity: number, currency = price.currency): number {
  // What a meter counted is billed later. It costs nothing in advance
  return price.recurring?.usage_type === "metered" ? 0 : usageAmount(ctx, price, quantity, currency);
}

/** What a quantity costs, however it was counted: the sum of its parts. */
export function usageAmount(ctx: Context, price: Price, quantity: number, currency: string): number {
  return partsOf(ctx, price, quantity, currency).reduce((sum, { amount }) => sum + amount, 0);
}

/** What is one line of an invoice: the whole quantity, or a tier's units, or a tier's flat amount. */
export interface Part {
  quantity: number;
  /** Of one unit; null for a flat amount. */
  unit: string | null;
  amount: number;
  /** Of a tiered price: which tier, and what it says. */
  tier?: { number: number; decimal: string; flat: boolean };
}

/**
 * A line for the units of each tier that is reached, and one for its flat amount, each rounded (recorded: "1000 credit × Usage
 * (Tier 1 at $0.00 / month)", then "Usage (Tier 1 at $9.00 / month)" with quantity 0). An amount that a tier doesn't have has
 * no line, and the first tier is reached with a quantity of 0 too (both recorded).
 */
export function partsOf(ctx: Context, price: Price, quantity: number, currency: string): Part[] {
  const { divide_by, round } = price.transform_quantity ?? { divide_by: 1, round: "up" };
  const { tiers, unit_amount_decimal: unit } = amountsIn(ctx, price, currency);
  if (!tiers) {
    const counted = round === "up" ? Math.ceil(quantity / divide_by) : Math.floor(quantity / divide_by);
    return [{ quantity, unit, amount: toSteps(scaled(unit) * BigInt(counted), currency) }];
  }
  return unitsByTier(tiers, quantity, price.tiers_mode).flatMap(({ number, tier, units }) => {
    const of = (decimal: string | null, flat: boolean): Part[] =>
      decimal === null
        ? []
        : [
            {
              quantity: flat ? 0 : units,
              unit: flat ? null : decimal,
              amount: toSteps(scaled(decimal) * (flat ? 1n : BigInt(units)), currency),
              tier: { number, decimal, flat },
            },
          ];
    return [...of(tier.unit_amount_decimal, false), ...of(tier.flat_amount_decimal, true)];
  });
}

/** Volume: all of the quantity in the tier that it reaches. Graduated: each tier has its own part. */
function unitsByTier(
  tiers: Tiers,
  quantity: number,
  mode: Price["tiers_mode"],
): { number: number; tier: Tiers[number]; units: number }[] {
  const from = (index: number) => tiers[index - 1]?.up_to ?? 0;
  const reached = tiers
    .map((tier, index) => ({
      number: index + 1,
      tier,
      units: Math.min(quantity, tier.up_to ?? Infinity) - from(index),
    }))
    .filter(({ number, units }) => number === 1 || units > 0);
  return mode === "volume" ? reached.slice(-1).map((one) => ({ ...one, units: quantity })) : reached;
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

/** "10 user × Plan": a label of the product's units is shown as it is, without a plural (recorded). */
export function describeQuantity(ctx: Context, price: Price, quantity: number): string {
  const label = ctx.store.get("product", price.product)?.unit_label;
  return `${quantity}${label ? ` ${label}` : ""} × ${describeItem(ctx, price)}`;
}

export function describeItem(ctx: Context, price: Price): string {
  return ctx.store.get("product", price.product)?.name ?? price.product;
}
