// `line_items[price_data]`: a price, and with `product_data` a product, that are made for one session. They are not active, and
// no list of prices has them [docs: products-prices/how-products-and-prices-work#inline-pricing].
import { create } from "../../billing/changes.ts";
import { fetchNamed } from "../../conventions/endpoint.ts";
import type { Context } from "../../conventions/context.ts";
import { invalid } from "../../conventions/errors.ts";
import { metadata } from "../../conventions/metadata.ts";
import { array, decimal, integer, object, required, string } from "../../conventions/params.ts";
import type { Price } from "../../store/objects.ts";
import { interval, taxBehavior } from "../catalog/price-params.ts";
import { createPrice } from "../catalog/prices.ts";
import { newProduct } from "../catalog/product-object.ts";

export const priceData = object({
  currency: required(string({ max: 3 })),
  product: string(),
  product_data: object({
    description: string(),
    images: array(string(), { max: 8 }),
    metadata: metadata(),
    name: required(string()),
    tax_code: string(),
    unit_label: string(),
  }),
  recurring: object({ interval: required(interval), interval_count: integer({ min: 1 }) }),
  tax_behavior: taxBehavior,
  unit_amount: integer({ min: 0 }),
  unit_amount_decimal: decimal(),
});

export function inlinePrice(ctx: Context, given: ReturnType<typeof priceData.parse>, at: string): Price {
  const { product, product_data, ...data } = given;
  if (product !== undefined && product_data)
    throw invalid("You may only specify one of these parameters: product, product_data.", `${at}[product]`);
  if (product === undefined && !product_data)
    throw invalid(`Missing required param: ${at}[product].`, `${at}[product]`, "parameter_missing");
  if (data.unit_amount === undefined && data.unit_amount_decimal === undefined)
    throw invalid(`Missing required param: ${at}[unit_amount].`, `${at}[unit_amount]`, "parameter_missing");
  const sold = product_data
    ? create(ctx, "product", newProduct(ctx, { ...product_data, active: false }), "product.created")
    : fetchNamed(ctx, "product", product ?? "", `${at}[product]`);
  return createPrice(ctx, { ...data, product: sold.id, active: false }, at);
}
