// The line items and optional items of a session's parameters.
import type { Context } from "../../conventions/context.ts";
import { invalid } from "../../conventions/errors.ts";
import { newId } from "../../conventions/ids.ts";
import { changeMetadata, metadata } from "../../conventions/metadata.ts";
import { array, boolean, integer, object, required, string, type Parsed } from "../../conventions/params.ts";
import type { CheckoutSession, Price, SessionItem } from "../../store/objects.ts";
import { activePrice } from "../recurring-price.ts";

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
  quantity: integer({ min: 0 }),
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
  if (given.price === undefined)
    throw invalid(`Missing required param: ${at}[price].`, `${at}[price]`, "parameter_missing");
  const price = activePrice(ctx, given.price, `${at}[price]`);
  const metered = price.recurring?.usage_type === "metered";
  if (given.quantity === undefined && !metered)
    throw invalid("Quantity is required. Add `quantity` to `" + at + "`", `${at}[quantity]`);
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
      ...(given.metadata !== undefined && { metadata: changeMetadata(old?.metadata ?? {}, given.metadata) }),
    },
  };
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
