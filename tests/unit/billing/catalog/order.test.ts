import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CatalogPrice, CatalogProduct } from "@/lib/billing/catalog/product";
import { inOrder } from "@/lib/billing/catalog/order";
import { catalogPrice, catalogProduct } from "@/tests/support/catalog-price";

const anyPrice = (productId: string): fc.Arbitrary<CatalogPrice> =>
  fc
    .record({
      priceId: fc.uuid(),
      unitAmountMinor: fc.option(fc.nat(1_000_000)),
      currency: fc.constantFrom("eur", "jpy", "usd"),
      interval: fc.constantFrom("day", "week", "month", "year"),
      intervalCount: fc.integer({ min: 1, max: 12 }),
      perSeat: fc.boolean(),
      metered: fc.boolean(),
      tiered: fc.boolean(),
    })
    .map((more) => catalogPrice({ productId, unitAmountDecimal: null, ...more }));

const anyProduct: fc.Arbitrary<CatalogProduct> = fc
  .uuid()
  .chain((productId) =>
    fc
      .record({ name: fc.string(), prices: fc.array(anyPrice(productId), { minLength: 1, maxLength: 6 }) })
      .map((more) => catalogProduct({ productId, ...more })),
  );

const anyCatalog = fc.uniqueArray(anyProduct, { selector: ({ productId }) => productId, maxLength: 8 });

/** By the words of the contract, written down a second time. */
const DAYS = { day: 1, week: 7, month: 365 / 12, year: 365 };
const cheapest = ({ prices }: CatalogProduct) =>
  Math.min(
    ...prices.map((one) =>
      one.metered || one.tiered
        ? Infinity
        : (one.unitAmountMinor ?? Infinity) / (DAYS[one.interval] * one.intervalCount),
    ),
  );

describe("the catalog's order", () => {
  test("does not depend on the order in which products and prices come", () => {
    fc.assert(
      fc.property(anyCatalog, fc.infiniteStream(fc.nat()), (catalog, numbers) => {
        const shuffled = <T>(list: T[]) =>
          list
            .map((one) => ({ one, at: Number(numbers.next().value) }))
            .toSorted((a, b) => a.at - b.at)
            .map(({ one }) => one);
        const other = shuffled(catalog).map((product) => ({ ...product, prices: shuffled(product.prices) }));
        expect(inOrder(other)).toEqual(inOrder(catalog));
      }),
    );
  });

  test("goes by the lowest price for the same time, those without a price last", () => {
    fc.assert(
      fc.property(anyCatalog, (catalog) => {
        const lowest = inOrder(catalog).map(cheapest);
        for (const [index, price] of lowest.entries()) {
          const next = lowest[index + 1] ?? Infinity;
          // Equal by the contract may differ in the last digit of a fraction.
          expect(price <= next || Math.abs(price - next) < 1e-6).toBe(true);
        }
      }),
    );
  });

  test("loses and invents nothing", () => {
    fc.assert(
      fc.property(anyCatalog, (catalog) => {
        const ids = (products: CatalogProduct[]) =>
          products.flatMap(({ prices }) => prices.map(({ priceId }) => priceId)).toSorted();
        expect(ids(inOrder(catalog))).toEqual(ids(catalog));
      }),
    );
  });
});
