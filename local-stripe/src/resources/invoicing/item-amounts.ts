// What an item made by hand costs: an amount, or a price (or the data of one) times a quantity.
import { describeItem, lineAmount } from "../../billing/invoices/amounts.ts";
import { oneOffPrice } from "../../billing/invoices/manual/one-off-price.ts";
import type { Context } from "../../conventions/context.ts";
import { checkAmount } from "../../conventions/currencies.ts";
import { invalid } from "../../conventions/errors.ts";
import type { Price } from "../../store/objects.ts";
import { isoCurrency } from "../catalog/price-amounts.ts";
import { createPrice } from "../catalog/prices.ts";
import { activePrice } from "../catalog/recurring-price.ts";
import type { ItemParams } from "./invoice-item-params.ts";

export interface Costs {
  price: Price;
  amount: number;
  quantity: number;
  unit_amount_decimal: string | null;
  /** The product's name, where nothing else describes it. */
  description: string | null;
}
export type Costing = Pick<
  ItemParams,
  "amount" | "description" | "price_data" | "pricing" | "quantity" | "tax_behavior"
> & {
  price?: string;
  unit_amount_decimal?: string;
};

const within = (prefix: string, name: string) => (prefix ? `${prefix}[${name}]` : name);

/** The sentence about an amount and a quantity is Stripe's (recorded). Undefined when nothing says what it costs. */
export function costsOf(
  ctx: Context,
  given: Costing,
  known: { currency: string | undefined; prefix?: string; before?: Pick<Costs, "price" | "unit_amount_decimal"> },
): Costs | undefined {
  const prefix = known.prefix ?? "";
  const id = given.pricing?.price ?? given.price;
  const ways = Object.entries({
    amount: given.amount,
    unit_amount_decimal: given.unit_amount_decimal,
    price_data: given.price_data,
    pricing: id,
  }).filter(([, value]) => value !== undefined);
  if (ways.length > 1)
    throw onlyOne(
      ways.map(([name]) => name),
      prefix,
    );
  if (given.amount !== undefined && given.quantity !== undefined) throw onlyOne(["amount", "quantity"], prefix);
  const quantity = given.quantity ?? 1;
  if (id !== undefined || given.price_data) {
    const price = given.price_data
      ? inlinePrice(ctx, given.price_data, within(prefix, "price_data"))
      : activePrice(ctx, id ?? "", given.pricing ? `${within(prefix, "pricing")}[price]` : within(prefix, "price"));
    if (price.type !== "one_time")
      throw invalid(
        "The price specified is set to `type=recurring` but this field only accepts prices with `type=one_time`.",
        within(prefix, "pricing"),
      );
    if (known.currency !== undefined && price.currency !== known.currency)
      throw invalid(
        `The price specified only supports \`${price.currency}\`. This doesn't match the expected currency: \`${known.currency}\`.`,
        within(prefix, "pricing"),
      );
    const amount = lineAmount(ctx, price, quantity);
    return {
      price,
      amount,
      quantity,
      unit_amount_decimal: price.unit_amount_decimal,
      description: describeItem(ctx, price),
    };
  }
  if (ways.length === 0 && given.quantity !== undefined && known.before) {
    const { price, unit_amount_decimal: unit } = known.before;
    const amount = unit === null ? lineAmount(ctx, price, quantity) : signedAmount(ctx, price, quantity, unit);
    return { ...known.before, amount, quantity, description: null };
  }
  const unit = given.unit_amount_decimal ?? (given.amount === undefined ? undefined : String(given.amount));
  if (unit === undefined) return undefined;
  if (known.currency === undefined)
    throw invalid(
      `Missing required param: ${within(prefix, "currency")}.`,
      within(prefix, "currency"),
      "parameter_missing",
    );
  checkAmount(given.amount, known.currency, within(prefix, "amount"));
  const price = oneOffPrice(ctx, {
    amount: unit,
    currency: known.currency,
    name: given.description ?? "Invoice item",
    tax_behavior: given.tax_behavior,
  });
  return {
    price,
    amount: signedAmount(ctx, price, quantity, unit),
    quantity,
    unit_amount_decimal: unit,
    description: null,
  };
}

/** A credit is rounded as a charge of the same size. */
function signedAmount(ctx: Context, price: Price, quantity: number, unit: string): number {
  if (!unit.startsWith("-")) return lineAmount(ctx, price, quantity);
  return -lineAmount(ctx, { ...price, unit_amount_decimal: unit.slice(1) }, quantity);
}

function onlyOne(names: string[], prefix: string) {
  return invalid(`You may only specify one of these parameters: ${names.join(", ")}.`, within(prefix, names[0] ?? ""));
}

/** A price that is made for one item is of no use to others: it is not active. */
function inlinePrice(ctx: Context, data: NonNullable<ItemParams["price_data"]>, param: string): Price {
  const { product, product_data, ...amounts } = data;
  if (amounts.unit_amount === undefined && amounts.unit_amount_decimal === undefined)
    throw invalid(`Missing required param: ${param}[unit_amount].`, `${param}[unit_amount]`, "parameter_missing");
  if (product_data) {
    const { name } = product_data;
    const currency = isoCurrency(amounts.currency, `${param}[currency]`);
    const amount = amounts.unit_amount_decimal ?? String(amounts.unit_amount);
    checkAmount(amounts.unit_amount, currency, `${param}[unit_amount]`);
    return oneOffPrice(ctx, { amount, currency, name, tax_behavior: amounts.tax_behavior });
  }
  if (product === undefined)
    throw invalid(`Missing required param: ${param}[product].`, `${param}[product]`, "parameter_missing");
  return createPrice(ctx, { ...amounts, product, active: false }, param);
}
