import { del, fetch, fetchNamed, get, post } from "../../conventions/endpoint.ts";
import { featuresOf, settleProduct, type Attached } from "../../billing/entitlements.ts";
import type { Context } from "../../conventions/context.ts";
import { invalid, missing } from "../../conventions/errors.ts";
import { newId } from "../../conventions/ids.ts";
import { cursor, pageOf } from "../../conventions/lists.ts";
import { required, string } from "../../conventions/params.ts";

/** Both ids in one: `prod_…/features/prodft_…`. */
const ONE = "/v1/products/:id{[^/]+/features/[^/]+}";

function shown(ctx: Context, { id, feature }: Attached) {
  return {
    id,
    object: "product_feature",
    entitlement_feature: fetch(ctx, "entitlements.feature", feature),
    livemode: false,
  };
}

function find(ctx: Context, path: string): { product: string; attached: Attached } {
  const [product = "", , id = ""] = path.split("/");
  const attached = featuresOf(ctx, fetch(ctx, "product", product).id).find((one) => one.id === id);
  if (!attached) throw missing("product_feature", id);
  return { product, attached };
}

function save(ctx: Context, product: string, features: Attached[]): void {
  ctx.store.save(features, "product-features", product);
  settleProduct(ctx, product);
}

export const productFeatureEndpoints = [
  post("/v1/products/:id/features", { entitlement_feature: required(string()) }, (ctx, { entitlement_feature }, id) => {
    const product = fetch(ctx, "product", id);
    const feature = fetchNamed(ctx, "entitlements.feature", entitlement_feature, "entitlement_feature");
    if (!feature.active) throw invalid("Inactive features cannot be attached to new products.", "entitlement_feature");
    const all = featuresOf(ctx, product.id);
    if (all.some((one) => one.feature === feature.id))
      throw invalid(
        "This feature is already attached to the product.",
        "entitlement_feature",
        "resource_already_exists",
      );
    const attached = { id: newId("prodft"), feature: feature.id };
    save(ctx, product.id, [attached, ...all]);
    return shown(ctx, attached);
  }),
  get("/v1/products/:id/features", cursor, (ctx, at, id) =>
    pageOf(
      featuresOf(ctx, fetch(ctx, "product", id).id).map((one) => shown(ctx, one)),
      `/v1/products/${id}/features`,
      at,
    ),
  ),
  get(ONE, {}, (ctx, _params, path) => shown(ctx, find(ctx, path).attached)),
  del(ONE, {}, (ctx, _params, path) => {
    const { product, attached } = find(ctx, path);
    save(
      ctx,
      product,
      featuresOf(ctx, product).filter((one) => one.id !== attached.id),
    );
    return { id: attached.id, object: "product_feature", deleted: true };
  }),
];
