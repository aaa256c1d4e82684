import { del, fetch, get, post } from "../../conventions/endpoint.ts";
import { create, update } from "../../billing/changes.ts";
import { emit } from "../../events/events.ts";
import type { Context } from "../../conventions/context.ts";
import { invalid } from "../../conventions/errors.ts";
import { inRange, listParams, page, range } from "../../conventions/lists.ts";
import { metadata } from "../../conventions/metadata.ts";
import { array, boolean, clearable, object, oneOf, required, string } from "../../conventions/params.ts";
import { createPrice } from "./prices.ts";
import { priceFields } from "./price-params.ts";
import { changedProduct, newProduct } from "./product-object.ts";

const editable = {
  active: boolean(),
  description: clearable(string()),
  images: clearable(array(string(), { max: 8 })),
  marketing_features: clearable(array(object({ name: required(string()) }), { max: 15 })),
  metadata: metadata(),
  shippable: boolean(),
  statement_descriptor: string({ max: 22 }),
  tax_code: clearable(string()),
  unit_label: clearable(string()),
  url: clearable(string()),
};
export const productEndpoints = [
  post(
    "/v1/products",
    {
      ...editable,
      name: required(string()),
      id: string({ max: 255 }),
      type: oneOf("service", "good"),
      default_price_data: object(priceFields),
    },
    (ctx, params) => {
      const { default_price_data, type: _type, ...rest } = params;
      const product = create(ctx, "product", newProduct(ctx, rest), "product.created");
      if (!default_price_data) return product;
      const price = createPrice(ctx, { ...default_price_data, product: product.id }, "default_price_data");
      return update(ctx, "product", { ...product, default_price: price.id }, "product.updated");
    },
  ),
  get(
    "/v1/products",
    listParams({ active: boolean(), ids: array(string()), created: range(), shippable: boolean(), url: string() }),
    (ctx, params) => {
      const { active, ids, created, shippable, url, ...at } = params;
      return page(ctx, "product", "/v1/products", at, {
        where: (product) =>
          (active === undefined || product.active === active) &&
          (ids === undefined || ids.includes(product.id)) &&
          (shippable === undefined || product.shippable === shippable) &&
          (url === undefined || product.url === url) &&
          inRange(product.created, created),
      });
    },
  ),
  get("/v1/products/:id", {}, (ctx, _params, id) => fetch(ctx, "product", id)),
  post(
    "/v1/products/:id",
    { ...editable, name: string(), default_price: clearable(string()) },
    (ctx, { default_price, ...params }, id) => {
      const before = fetch(ctx, "product", id);
      const after = changedProduct(before, params);
      if (default_price !== undefined) after.default_price = default_price && ownPrice(ctx, id, default_price);
      if (JSON.stringify(after) === JSON.stringify(before)) return before;
      return update(ctx, "product", { ...after, updated: ctx.now }, "product.updated");
    },
  ),
  del("/v1/products/:id", {}, (ctx, _params, id) => {
    const product = fetch(ctx, "product", id);
    for (const _price of ctx.store.list("price", { by: ["product", id] })) {
      throw invalid("This product cannot be deleted because it has one or more user-created prices.");
    }
    ctx.store.remove(id);
    emit(ctx, "product.deleted", product);
    return { id, object: "product", deleted: true };
  }),
];

function ownPrice(ctx: Context, product: string, price: string): string {
  const found = ctx.store.get("price", price);
  if (found?.product !== product)
    throw invalid(`The price \`${price}\` does not belong to product \`${product}\`.`, "default_price");
  return price;
}
