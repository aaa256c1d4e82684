// An amount that is billed without a price gets one of its own, with a product, for this one time (recorded: both are shown
// on the item, and neither has an event).
import type { Context } from "../../../conventions/context.ts";
import { newId } from "../../../conventions/ids.ts";
import type { Price, Product } from "../../../store/objects.ts";
import { productObject } from "../../products.ts";

export function oneOffPrice(
  ctx: Context,
  given: { amount: string; currency: string; name: string; tax_behavior?: Price["tax_behavior"] | undefined },
): Price {
  const product = oneOffProduct(ctx, given.name);
  const whole = given.amount.includes(".") ? null : Number(given.amount);
  const price: Price = {
    id: newId("price"),
    object: "price",
    active: false,
    billing_scheme: "per_unit",
    created: ctx.now,
    currency: given.currency,
    custom_unit_amount: null,
    livemode: false,
    lookup_key: null,
    metadata: {},
    nickname: null,
    product: product.id,
    recurring: null,
    tax_behavior: given.tax_behavior ?? "unspecified",
    tiers_mode: null,
    transform_quantity: null,
    type: "one_time",
    unit_amount: whole,
    unit_amount_decimal: given.amount,
  };
  ctx.store.put("price", price);
  // Like those of `price_data`, it is in no list [SDK: prices.list]
  ctx.store.putDetail("price", price.id, { tiers: null, currency_options: undefined, inline: true });
  return price;
}

function oneOffProduct(ctx: Context, name: string): Product {
  const product = productObject(ctx, name, { id: newId("prod"), active: false });
  ctx.store.put("product", product);
  return product;
}
