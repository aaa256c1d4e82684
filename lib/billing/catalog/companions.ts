import type { CatalogPrice, CatalogProduct } from "./product";

/** The metered prices of a plan that come with a price: those of its interval. */
export const companionsOf = (price: CatalogPrice, { companions }: Pick<CatalogProduct, "companions">): CatalogPrice[] =>
  companions.filter((one) => one.interval === price.interval && one.intervalCount === price.intervalCount);
