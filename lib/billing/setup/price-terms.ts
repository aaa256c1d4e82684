import type Stripe from "stripe";
import { METADATA } from "@/lib/stripe/metadata";
import type { Field } from "./change";

/**
 * What a price costs, and for what, as plain texts by field, so that one at Stripe and the parameters of another can be
 * compared and shown. Stripe changes none of it in place, but for currencies that are added and a tax behavior that was
 * unspecified: https://docs.stripe.com/api/prices/update
 */
export type PriceTerms = Record<string, string>;

type Cost = {
  unit_amount?: number | null;
  unit_amount_decimal?: Stripe.Decimal | string | null;
  custom_unit_amount?: unknown;
  tax_behavior?: string | null;
  tiers?: Tier[] | null;
};

type Tier = {
  up_to: number | "inf" | null;
  unit_amount?: number | null;
  unit_amount_decimal?: Stripe.Decimal | string | null;
  flat_amount?: number | null;
  flat_amount_decimal?: Stripe.Decimal | string | null;
};

/** What a price of Stripe's and the parameters of one have in common. */
type Described = Cost & {
  product?: string | { id: string };
  currency: string;
  currency_options?: Record<string, Cost>;
  tiers_mode?: string | null;
  transform_quantity?: { divide_by: number; round: string } | null;
  recurring?: {
    interval: string;
    interval_count?: number;
    usage_type?: string;
    meter?: string | null | undefined;
  } | null;
  metadata?: Record<string, unknown> | "" | null;
};

export function termsOfPrice(price: Stripe.Price | Stripe.PriceCreateParams): PriceTerms {
  const { product, currency, currency_options, tiers_mode, transform_quantity, recurring } = price as Described;
  const others = Object.entries(currency_options ?? {}).filter(([code]) => code !== currency);
  return {
    product: typeof product === "string" ? product : (product?.id ?? ""),
    currency,
    every: recurring ? `${recurring.interval_count ?? 1} ${recurring.interval}` : "once",
    ...(recurring?.usage_type === "metered" && { meter: recurring.meter ?? "(new)" }),
    ...(tiers_mode && { tiers_mode }),
    ...(transform_quantity && { package: `${transform_quantity.divide_by}, rounded ${transform_quantity.round}` }),
    quantity: quantityOf(price as Described),
    ...costTerms(currency, price as Described),
    ...Object.assign({}, ...others.map(([code, cost]) => costTerms(code, cost))),
  };
}

const costTerms = (currency: string, cost: Cost): PriceTerms => ({
  [`amount.${currency}`]: costText(cost),
  ...(cost.tax_behavior && cost.tax_behavior !== "unspecified" && { [`tax_behavior.${currency}`]: cost.tax_behavior }),
});

function costText({ tiers, custom_unit_amount, unit_amount, unit_amount_decimal }: Cost): string {
  if (custom_unit_amount) return "chosen by the customer";
  return tiers ? tiers.map(tierText).join("; ") : amountText(unit_amount_decimal, unit_amount);
}

function tierText(tier: Tier): string {
  const flat = amountText(tier.flat_amount_decimal, tier.flat_amount);
  const upTo = tier.up_to === null || tier.up_to === "inf" ? "the rest" : `up to ${tier.up_to}`;
  return `${upTo}: ${amountText(tier.unit_amount_decimal, tier.unit_amount)}${flat === "0" ? "" : ` + ${flat}`}`;
}

/** "0.20" and "0.2" are one amount, and so are none and 0. */
function amountText(decimal: Stripe.Decimal | string | null | undefined, whole: number | null | undefined): string {
  const text = String(decimal ?? whole ?? 0);
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

/**
 * What the quantity of a price was made to be. The key is written once, so that another kind of quantity in the file is
 * told from metadata that was edited at Stripe: the first is another price, as the holders of the old one would have to pay
 * for seats, and the second is repaired.
 */
function quantityOf({ metadata, recurring }: Described): string {
  const values = (metadata || {}) as Record<string, string | undefined>;
  const made = values[METADATA.quantity];
  if (made && MADE.test(made)) return made;
  if (recurring?.usage_type === "metered") return "used";
  if (values[METADATA.perSeat] !== "true") return "one";
  return `${values[METADATA.seats] === "chosen" ? "chosen" : "members"}:${values[METADATA.minSeats]?.trim() || 1}`;
}

const MADE = /^(?:one|used|(members|chosen):(\d+))$/;

/** The metadata of seats as it was made; nothing for a price of before that was kept. An empty text removes a key. */
export function madeSeats({ metadata }: Stripe.Price): Record<string, string> {
  const [isKept, seats, min] = MADE.exec(metadata[METADATA.quantity] ?? "") ?? [];
  if (!isKept) return {};
  if (!seats || !min) return { [METADATA.perSeat]: "", [METADATA.seats]: "" };
  // One at least is what a price without the key says too.
  const isSame = (metadata[METADATA.minSeats]?.trim() || "1") === min;
  return {
    [METADATA.perSeat]: "true",
    [METADATA.seats]: seats,
    ...(!isSame && { [METADATA.minSeats]: min }),
  };
}

/**
 * What differs between a price and the one that is wanted.
 * @returns `another`: what only another price can have
 */
export function compareTerms(there: PriceTerms, wanted: PriceTerms): { another: Field[]; inPlace: Field[] } {
  const fields = [...new Set([...Object.keys(there), ...Object.keys(wanted)])].flatMap((field): Field[] => {
    const [before, after] = [there[field] ?? null, wanted[field] ?? null];
    // A file that says nothing of tax leaves it to Stripe's default, which may be either.
    if (before === after || (after === null && field.startsWith("tax_behavior."))) return [];
    return [{ field, before, after }];
  });
  const own = `amount.${wanted.currency}`;
  const isAdded = ({ field, before }: Field) =>
    before === null && field !== own && /^(amount|tax_behavior)\./.test(field);
  return { another: fields.filter((field) => !isAdded(field)), inPlace: fields.filter(isAdded) };
}
