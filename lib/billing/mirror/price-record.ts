import type Stripe from "stripe";
import { METADATA } from "@/lib/stripe/metadata";
import type { DetailedPrice } from "./price-details";
import { idOf, instant, type Gone, type MirrorRecord, record } from "./records";

/** A step of a price by quantity, as it is kept. `up_to`: the last unit that it is for; null for all that follow. */
export type KeptTier = { up_to: number | null; unit_amount_decimal: string | null; flat_amount_decimal: string | null };

/** What a price costs in one currency. */
export type KeptOption = {
  /** Null where there is no single whole amount: tiers, decimals. */
  unit_amount_minor: number | null;
  unit_amount_decimal: string | null;
  tiers: KeptTier[] | null;
};

/** By currency, the price's own among them. */
export type KeptOptions = Record<string, KeptOption>;

/** @param price as Stripe answers for it (price-details.ts), never as an event carries it */
export function priceRecord(price: DetailedPrice | Gone): MirrorRecord {
  const known: Partial<DetailedPrice> = price.deleted ? {} : price;
  const productId = idOf(known.product);
  // Of a package (10 for each 20 begun) no one costs an amount: https://docs.stripe.com/api/prices/object#price_object-transform_quantity
  const isPackage = known.transform_quantity != null;
  const metadata = known.metadata ?? {};
  const isPerSeat = metadata[METADATA.perSeat] === "true";
  const row = {
    id: price.id,
    product_id: productId,
    active: known.active ?? false,
    deleted: price.deleted === true,
    type: known.type ?? null,
    currency: known.currency ?? null,
    unit_amount_minor: isPackage ? null : (known.unit_amount ?? null),
    unit_amount_decimal: isPackage ? null : decimal(known.unit_amount_decimal),
    currency_options: optionsOf(known),
    billing_scheme: known.billing_scheme ?? null,
    tiers_mode: known.tiers_mode ?? null,
    package_size: known.transform_quantity?.divide_by ?? null,
    package_round: known.transform_quantity?.round ?? null,
    tax_behavior: known.tax_behavior ?? null,
    interval: known.recurring?.interval ?? null,
    interval_count: known.recurring?.interval_count ?? null,
    usage_type: known.recurring?.usage_type ?? null,
    meter_id: known.recurring?.meter ?? null,
    per_seat: isPerSeat,
    seats: isPerSeat ? (metadata[METADATA.seats] === "chosen" ? "chosen" : "members") : null,
    min_seats: isPerSeat ? wholeNumber(metadata[METADATA.minSeats]) : null,
    max_seats: isPerSeat ? wholeNumber(metadata[METADATA.maxSeats]) : null,
    hidden: metadata[METADATA.hidden] === "true",
    companion: metadata[METADATA.companion] === "true",
    setup_fee_for: metadata[METADATA.setupFeeFor]?.trim() || null,
    nickname: known.nickname ?? null,
    lookup_key: known.lookup_key ?? null,
    metadata,
    created_at: instant(known.created),
  };
  return record("price", row, { productIds: productId ? [productId] : [] });
}

/** A Decimal in answers, a text in events; as text both are exact. */
const decimal = (amount: Stripe.Decimal | string | number | null | undefined): string | null =>
  amount == null ? null : String(amount);

/** Null for a price that is deleted. */
function optionsOf(price: Partial<DetailedPrice>): KeptOptions | null {
  if (!price.currency_options || !price.currency) return null;
  const own = { [price.currency]: optionOf(price) };
  const others = Object.entries(price.currency_options).map(([currency, option]) => [currency, optionOf(option)]);
  return { ...(Object.fromEntries(others) as KeptOptions), ...own };
}

type Amounts = Pick<Partial<Stripe.Price>, "unit_amount" | "unit_amount_decimal" | "tiers">;

const optionOf = ({ unit_amount, unit_amount_decimal, tiers }: Amounts): KeptOption => ({
  unit_amount_minor: unit_amount ?? null,
  unit_amount_decimal: decimal(unit_amount_decimal ?? unit_amount),
  tiers: tiers?.map(tierOf) ?? null,
});

const tierOf = ({ up_to, unit_amount_decimal, flat_amount_decimal }: Stripe.Price.Tier): KeptTier => ({
  up_to,
  unit_amount_decimal: decimal(unit_amount_decimal),
  flat_amount_decimal: decimal(flat_amount_decimal),
});

/** Typed by people: what is no number says nothing. */
const wholeNumber = (text: string | undefined): number | null =>
  text !== undefined && /^\s*\d{1,9}\s*$/.test(text) ? Number(text) : null;
