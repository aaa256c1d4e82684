import { inEachCurrency } from "@/lib/billing/catalog/prices";
import type { CatalogPrice, CatalogProduct } from "@/lib/billing/catalog/product";
import { soldIn } from "@/lib/billing/catalog/sold-in";
import { companionsOf, setupFeeIn } from "@/lib/billing/checkout/sale";

/** A plan's prices in each currency that checkout sells them in with all that comes with them. */
export const soldPrices = (product: CatalogProduct): CatalogPrice[] =>
  product.prices
    .flatMap(inEachCurrency)
    .filter(
      (price) =>
        companionsOf(price, product).every((companion) => soldIn(companion).includes(price.currency)) &&
        (product.setupFees.length === 0 || setupFeeIn(product.setupFees, price.currency) !== null),
    );
