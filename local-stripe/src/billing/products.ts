import type { Context } from "../conventions/context.ts";
import type { Product } from "../store/objects.ts";

/** One that has a name and nothing else. */
export function productObject(ctx: Context, name: string, { id, active }: { id: string; active: boolean }): Product {
  return {
    id,
    object: "product",
    active,
    created: ctx.now,
    default_price: null,
    description: null,
    images: [],
    livemode: false,
    marketing_features: [],
    metadata: {},
    name,
    package_dimensions: null,
    shippable: null,
    statement_descriptor: null,
    tax_code: null,
    tax_details: null,
    type: "service",
    unit_label: null,
    updated: ctx.now,
    url: null,
  };
}
