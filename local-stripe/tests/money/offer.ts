// A story's customer, on a clock in January 2027, and what is sold to them: prices, coupon, tax rates.
import type Stripe from "stripe";
import { clocked, type Clocked } from "../clocks.ts";
import { costOf, CURRENCIES, linesOf, type Pricing } from "./calculator.ts";
import type { Expected } from "./check-invoice.ts";
import type { Item, Story } from "./stories.ts";

export interface Sold extends Item {
  price: string;
  meter: string | undefined;
}
export interface Offer {
  on: Clocked;
  customer: string;
  sold: Sold[];
  once: Sold | null;
  /** As they are named in a call. */
  items: { price: string; quantity?: number }[];
  bought: { price: string; quantity: number }[];
  currency: string;
  discounts: { coupon: string }[];
  rates: string[];
  automatic_tax: { enabled: boolean };
  common: Pick<Expected, "discount" | "percents" | "step">;
  step: number;
}

const discountable = true;
/** A whole period of an item. */
export const period = (item: Item, quantity: number, step: number): Expected["amounts"] =>
  linesOf(item.pricing, quantity, step).map((amount) => ({ amount, behavior: item.behavior, discountable }));
/** What is bought once is one line, also by tiers. */
export const bill = (item: Item, quantity: number, step: number): Expected["amounts"][number] => ({
  amount: costOf(item.pricing, quantity, step),
  behavior: item.behavior,
  discountable,
});
/** What costs nothing yet is one line: a trial, and what a meter will count. */
export const free = (item: Item): Expected["amounts"][number] => ({ amount: 0, behavior: item.behavior, discountable });

let made = 0;

export async function offer(stripe: Stripe, one: Story): Promise<Offer> {
  const step = CURRENCIES[one.currency];
  const on = await clocked(stripe, "2027-01-01T00:00:00Z");
  const customer = on.customer.id;
  await stripe.customers.update(customer, {
    balance: one.balance * step,
    ...(one.place ? { address: one.place.address } : {}),
  });
  const sold: Sold[] = [];
  for (const item of one.items) sold.push(await sell(stripe, one, item));
  const once = one.once && (await sell(stripe, one, one.once, false));
  const coupon = one.coupon && { ...one.coupon, amount: one.coupon.amount && one.coupon.amount * step };
  // Rates by hand are all on top or all within
  const byHand =
    one.byHand &&
    one.place !== null &&
    new Set([...sold, ...(once ? [once] : [])].map(({ behavior }) => behavior)).size === 1;
  const percents = one.place?.percents ?? [];
  return {
    on,
    customer,
    sold,
    once,
    items: sold.map(({ price, metered, quantity }) => (metered ? { price } : { price, quantity })),
    bought: once ? [{ price: once.price, quantity: once.quantity }] : [],
    currency: one.currency,
    discounts: one.coupon ? [{ coupon: await couponOf(stripe, one.coupon, one.currency, step) }] : [],
    rates: byHand ? await ratesOf(stripe, percents, sold[0]?.behavior === "inclusive") : [],
    automatic_tax: { enabled: one.place !== null && !byHand },
    common: { discount: coupon, percents, step },
    step,
  };
}

/** Amounts are given as decimals: whole ones would have to be steps of the currency. */
function amountsOf(pricing: Pricing): Pick<Stripe.PriceCreateParams, "unit_amount_decimal" | "tiers"> {
  const decimal = (text: string) => text as unknown as Stripe.Decimal;
  if (pricing.kind === "unit" || pricing.kind === "package") return { unit_amount_decimal: decimal(pricing.amount) };
  return {
    tiers: pricing.tiers.map(({ upTo, unit, flat }) => ({
      up_to: upTo ?? "inf",
      ...(unit === null ? {} : { unit_amount_decimal: decimal(unit) }),
      ...(flat === null ? {} : { flat_amount_decimal: decimal(flat) }),
    })),
  };
}

function schemeOf(pricing: Pricing): Partial<Stripe.PriceCreateParams> {
  if (pricing.kind === "unit") return {};
  if (pricing.kind === "package") return { transform_quantity: { divide_by: pricing.size, round: pricing.round } };
  return { billing_scheme: "tiered", tiers_mode: pricing.kind };
}

/** In the currency of the story, or in another with that as an option: the amounts of the price's own are never billed then. */
async function sell(stripe: Stripe, { currency, abroad }: Story, item: Item, monthly = true): Promise<Sold> {
  const meter = item.metered
    ? await stripe.billing.meters.create({
        display_name: "Used",
        event_name: `used_${(made += 1)}`,
        default_aggregation: { formula: "sum" },
      })
    : undefined;
  const { pricing, behavior } = item;
  const amounts = amountsOf(pricing);
  const own = pricing.kind === "unit" || pricing.kind === "package" ? { unit_amount: 7_777 } : { tiers: [ELSEWHERE] };
  const price = await stripe.prices.create({
    currency: abroad ? "gbp" : currency,
    product_data: { name: "Thing" },
    ...(monthly
      ? { recurring: { interval: "month", ...(meter ? { usage_type: "metered", meter: meter.id } : {}) } }
      : {}),
    ...schemeOf(pricing),
    ...(abroad
      ? { ...own, currency_options: { [currency]: { ...amounts, tax_behavior: behavior } } }
      : { ...amounts, tax_behavior: behavior }),
  });
  return { ...item, price: price.id, meter: meter?.id };
}

const ELSEWHERE: Stripe.PriceCreateParams.Tier = { up_to: "inf", unit_amount: 7_777, flat_amount: 777 };

async function couponOf(
  stripe: Stripe,
  one: NonNullable<Story["coupon"]>,
  currency: string,
  step: number,
): Promise<string> {
  const { id } = await stripe.coupons.create({
    duration: one.duration,
    ...(one.duration === "repeating" ? { duration_in_months: one.months } : {}),
    ...(one.percent === null
      ? { amount_off: (one.amount ?? 0) * step, currency }
      : { percent_off: Number(one.percent) }),
  });
  return id;
}

async function ratesOf(stripe: Stripe, percents: string[], inclusive: boolean): Promise<string[]> {
  const all: string[] = [];
  for (const percent of percents)
    all.push((await stripe.taxRates.create({ display_name: "Tax", percentage: Number(percent), inclusive })).id);
  return all;
}
