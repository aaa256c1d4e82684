import type { CatalogPrice } from "./product";

/** The currencies that a price is sold in, its own first. */
export const soldIn = ({ currency, options }: Pick<CatalogPrice, "currency" | "options">): string[] => [
  ...new Set([currency, ...Object.keys(options)]),
];
