import type Stripe from "stripe";
import { METADATA } from "@/lib/stripe/metadata";
import type { FileCost, FilePrice, FileSetupFee } from "../catalog-file/catalog-file";

/**
 * A price of the file as Stripe's parameters: https://docs.stripe.com/api/prices/create
 * @param meterIds Stripe's ids of the file's meters, by event name
 */
export function priceParameters(
  price: FilePrice,
  product: string,
  meterIds: ReadonlyMap<string, string>,
): Stripe.PriceCreateParams {
  const { currency, costs, tiersMode, quantity } = price;
  const others = Object.entries(costs).filter(([named]) => named !== currency);
  const taxBehavior = price.taxBehavior && { tax_behavior: price.taxBehavior };
  return {
    product,
    currency,
    ...costParameters(costs[currency]),
    ...(others.length > 0 && {
      currency_options: Object.fromEntries(
        others.map(([named, cost]) => [named, { ...costParameters(cost), ...taxBehavior }]),
      ),
    }),
    ...(tiersMode && { billing_scheme: "tiered" as const, tiers_mode: tiersMode }),
    ...(price.package && { transform_quantity: { divide_by: price.package.size, round: price.package.round } }),
    recurring: {
      interval: price.interval,
      interval_count: price.intervalCount,
      ...(quantity.kind === "metered" && { usage_type: "metered" as const, meter: meterIds.get(quantity.meter) }),
    },
    ...taxBehavior,
    nickname: price.nickname,
    lookup_key: price.lookupKey,
    transfer_lookup_key: true,
    metadata: priceMetadata(price),
  };
}

/** All keys of ours, so that what was written at Stripe by hand is repaired. An empty text removes a key. */
const NOTHING_ELSE = {
  [METADATA.quantity]: "one",
  [METADATA.perSeat]: "",
  [METADATA.seats]: "",
  [METADATA.minSeats]: "",
  [METADATA.maxSeats]: "",
  [METADATA.hidden]: "",
  [METADATA.companion]: "",
  [METADATA.setupFeeFor]: "",
};

export function priceMetadata({ quantity, isHidden, isCompanion, metadata }: FilePrice) {
  return {
    ...metadata,
    ...NOTHING_ELSE,
    ...(quantity.kind === "metered" && { [METADATA.quantity]: "used" }),
    ...(quantity.kind === "seats" && {
      [METADATA.quantity]: `${quantity.follows}:${quantity.min ?? 1}`,
      [METADATA.perSeat]: "true",
      [METADATA.seats]: quantity.follows,
      [METADATA.minSeats]: quantity.min?.toString() ?? "",
      [METADATA.maxSeats]: quantity.max?.toString() ?? "",
    }),
    [METADATA.hidden]: isHidden ? "true" : "",
    [METADATA.companion]: isCompanion ? "true" : "",
  };
}

/** @param planProduct the plan's product; the fee is a product of its own, so that a bill names it */
export function setupFeeParameters(fee: FileSetupFee, product: string, planProduct: string): Stripe.PriceCreateParams {
  const taxBehavior = fee.taxBehavior && { tax_behavior: fee.taxBehavior };
  const others = Object.entries(fee.amounts).filter(([named]) => named !== fee.currency);
  return {
    product,
    currency: fee.currency,
    ...unitAmount(fee.amounts[fee.currency] ?? "0"),
    ...(others.length > 0 && {
      currency_options: Object.fromEntries(
        others.map(([named, amount]) => [named, { ...unitAmount(amount), ...taxBehavior }]),
      ),
    }),
    ...taxBehavior,
    lookup_key: fee.lookupKey,
    transfer_lookup_key: true,
    metadata: { ...NOTHING_ELSE, [METADATA.setupFeeFor]: planProduct },
  };
}

function costParameters(cost: FileCost | undefined) {
  if (!cost) throw new Error("A price has no amount in its own currency.");
  if (cost.tiers === null) return unitAmount(cost.unitAmount);
  return {
    tiers: cost.tiers.map((tier) => ({
      up_to: tier.upTo ?? ("inf" as const),
      ...unitAmount(tier.unitAmount),
      ...(tier.flatAmount !== null && flatAmount(tier.flatAmount)),
    })),
  };
}

const isWhole = (amount: string): boolean => /^\d+$/.test(amount);

// As texts: of a Decimal within `currency_options` the SDK (23.1) sends the parts, not the number.
const asDecimal = (amount: string) => amount as unknown as Stripe.Decimal;

const unitAmount = (amount: string) =>
  isWhole(amount) ? { unit_amount: Number(amount) } : { unit_amount_decimal: asDecimal(amount) };

const flatAmount = (amount: string) =>
  isWhole(amount) ? { flat_amount: Number(amount) } : { flat_amount_decimal: asDecimal(amount) };
