// The line items and optional items of a session's parameters.
import type { Context } from "../../conventions/context.ts";
import { invalid } from "../../conventions/errors.ts";
import { newId } from "../../conventions/ids.ts";
import { changeMetadata, metadata } from "../../conventions/metadata.ts";
import { array, boolean, integer, object, required, string, type Parsed } from "../../conventions/params.ts";
import type { CheckoutSession, Price } from "../../store/objects.ts";
import type { SessionItem } from "../../store/details.ts";
import { namedRates } from "../../billing/tax/tax-rates.ts";
import { currenciesOf } from "../../billing/invoices/amounts.ts";
import { activePrice } from "../catalog/recurring-price.ts";
import { inlinePrice, priceData } from "./inline-price.ts";

const MOST = 999_999;

export const adjustableQuantity = object({
  enabled: required(boolean()),
  maximum: integer({ min: 0, max: MOST }),
  minimum: integer({ min: 0, max: MOST }),
});

export const lineItemFields = {
  adjustable_quantity: adjustableQuantity,
  metadata: metadata(),
  price: string(),
  price_data: priceData,
  // (the least and its sentence: stripe/openapi#93)
  quantity: integer({ min: 1, max: MOST }),
  tax_rates: array(string(), { max: 5 }),
};

export const optionalItems = array(
  object({
    adjustable_quantity: adjustableQuantity,
    price: required(string()),
    quantity: required(integer({ min: 1, max: MOST })),
  }),
  { max: 10 },
);

export interface PricedItem {
  item: SessionItem;
  price: Price;
}

/** One of `line_items`: a new one, or one that is changed. */
export function pricedItem(
  ctx: Context,
  given: Parsed<typeof lineItemFields>,
  at: string,
  id = newId("li"),
  old?: SessionItem,
): PricedItem {
  const price = priceOf(ctx, given, at, old);
  const metered = price.recurring?.usage_type === "metered";
  if (given.quantity === undefined && !metered)
    throw invalid("Quantity is required. Add `quantity` to `" + at + "`", `${at}[quantity]`);
  // Stripe's sentence (several users' logs). One that is in the session already has 0
  if (given.quantity && metered)
    throw invalid(
      "Quantity should not be specified where usage_type is `metered`. Remove quantity from `" + at + "`",
      at,
    );
  const adjustable_quantity = adjustable(given, at);
  if (metered && adjustable_quantity)
    throw invalid("The quantity of a metered price can't be adjusted.", `${at}[adjustable_quantity]`);
  const { adjustable_quantity: _before, ...kept } = old ?? {};
  return {
    price,
    item: {
      ...kept,
      id,
      price: price.id,
      quantity: given.quantity ?? 0,
      ...(adjustable_quantity && { adjustable_quantity }),
      ...(given.tax_rates && { tax_rates: namedRates(ctx, given.tax_rates, `${at}[tax_rates]`) }),
      ...(given.metadata !== undefined && { metadata: changeMetadata(old?.metadata ?? {}, given.metadata) }),
    },
  };
}

/** What is in the session already is not looked at again: a price that was made for it is not active. */
function priceOf(ctx: Context, given: Parsed<typeof lineItemFields>, at: string, old: SessionItem | undefined): Price {
  const { price: id, price_data } = given;
  if (price_data) {
    if (id !== undefined && id !== old?.price)
      throw invalid("You may only specify one of these parameters: price, price_data.", `${at}[price_data]`);
    return inlinePrice(ctx, price_data, `${at}[price_data]`);
  }
  if (id === undefined) throw invalid(`Missing required param: ${at}[price].`, `${at}[price]`, "parameter_missing");
  const known = id === old?.price ? ctx.store.get("price", id) : undefined;
  return known ?? activePrice(ctx, id, `${at}[price]`);
}

/** (first sentence: several users' logs; the second is unverified) */
export function checkCurrencies(ctx: Context, items: PricedItem[], currency: string, asked: boolean): void {
  for (const { price } of items) {
    const sold = currenciesOf(ctx, price);
    if (sold.includes(currency)) continue;
    if (!asked) throw invalid("All prices must have the same currency.", "line_items");
    throw invalid(
      `The price specified only supports ${sold.map((one) => `\`${one}\``).join(", ")}. This doesn't match the expected currency: \`${currency}\`.`,
      "currency",
    );
  }
}

/** "A maximum of 20 line items with recurring Prices and 20 line items with one-time Prices" [SDK: line_items] */
export function checkKinds(items: PricedItem[], mode: CheckoutSession["mode"]): void {
  const recurring = items.filter(({ price }) => price.type === "recurring").length;
  // The sentence is Stripe's, from several users' logs
  if (mode === "payment") {
    if (recurring > 0)
      throw invalid(
        "You specified `payment` mode but passed a recurring price. Either switch to `subscription` mode or use only one-time prices.",
        "line_items",
      );
    return;
  }
  if (recurring === 0)
    throw invalid(
      "You must provide at least one recurring price in `subscription` mode when using prices.",
      "line_items",
    );
  if (recurring > 20 || items.length - recurring > 20)
    throw invalid("Array line_items exceeded maximum 20 allowed elements.", "line_items");
}

type Adjusted = { adjustable_quantity?: ReturnType<typeof adjustableQuantity.parse>; quantity?: number };

/** (sentences unverified) */
function adjustable(
  { adjustable_quantity: given, quantity = 0 }: Adjusted,
  at: string,
): SessionItem["adjustable_quantity"] {
  if (!given?.enabled) return undefined;
  const { maximum = 99, minimum = 0 } = given;
  if (minimum > maximum)
    throw invalid(
      "`adjustable_quantity[minimum]` can't be more than `adjustable_quantity[maximum]`.",
      `${at}[adjustable_quantity][minimum]`,
    );
  if (quantity < minimum || quantity > maximum)
    throw invalid(
      `The quantity must be between ${minimum} and ${maximum}, as \`adjustable_quantity\` says.`,
      `${at}[quantity]`,
    );
  return { enabled: true, maximum: given.maximum ?? null, minimum: given.minimum ?? null };
}

export function offeredItems(
  ctx: Context,
  given: ReturnType<typeof optionalItems.parse>,
): { shown: NonNullable<CheckoutSession["optional_items"]>; prices: Price[] } {
  const offered = given.map((one, index) => {
    const at = `optional_items[${index}]`;
    const price = activePrice(ctx, one.price, `${at}[price]`);
    const adjustable_quantity = adjustable(one, at) ?? null;
    return { price, shown: { adjustable_quantity, price: price.id, quantity: one.quantity } };
  });
  return { shown: offered.map(({ shown }) => shown), prices: offered.map(({ price }) => price) };
}
