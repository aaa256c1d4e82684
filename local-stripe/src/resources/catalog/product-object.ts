import type { Context } from "../../conventions/context.ts";
import { invalid } from "../../conventions/errors.ts";
import { newId } from "../../conventions/ids.ts";
import { changeMetadata, type MetadataChange } from "../../conventions/metadata.ts";
import { productObject } from "../../billing/products.ts";
import type { Product } from "../../store/objects.ts";

export interface ProductChanges {
  active?: boolean;
  description?: string | null;
  images?: string[] | null;
  marketing_features?: { name: string }[] | null;
  metadata?: MetadataChange;
  name?: string;
  shippable?: boolean;
  statement_descriptor?: string;
  tax_code?: string | null;
  unit_label?: string | null;
  url?: string | null;
}

export function newProduct(ctx: Context, params: ProductChanges & { name: string; id?: string }): Product {
  const { id, ...changes } = params;
  if (id !== undefined && ctx.store.find(id)) throw invalid("Product already exists.", "id", "resource_already_exists");
  const product = productObject(ctx, params.name, { id: id ?? newId("prod"), active: true });
  return changedProduct(product, changes);
}

export function changedProduct(
  product: Product,
  { images, marketing_features, metadata: change, ...plain }: ProductChanges,
): Product {
  return {
    ...product,
    ...plain,
    images: images === undefined ? product.images : (images ?? []),
    marketing_features: marketing_features === undefined ? product.marketing_features : (marketing_features ?? []),
    metadata: changeMetadata(product.metadata, change),
  };
}
