import { describe, expect, test } from "vitest";
import type { CatalogPrice } from "@/lib/billing/catalog/product";
import { currenciesOf, isFree, quantityOf, yearlySaving } from "@/lib/billing/catalog/prices";
import { catalogPrice } from "@/tests/support/catalog-price";

const price = catalogPrice;
const year = (more: Partial<CatalogPrice> = {}) => price({ interval: "year", unitAmountMinor: 29_000, ...more });

describe("the saving of a year", () => {
  test("is twelve months less the year", () => {
    expect(yearlySaving(year(), { prices: [price({}), year()] })).toBe(5_800);
  });

  test("is that of a quarter and of two years, too, for each of the years", () => {
    const month = price({});
    expect(yearlySaving(price({ intervalCount: 3, unitAmountMinor: 8_000 }), { prices: [month] })).toBe(2_800);
    expect(yearlySaving(year({ intervalCount: 2, unitAmountMinor: 50_001 }), { prices: [month] })).toBe(9_799);
  });

  test("is calculated within one currency, in its own minor units", () => {
    const prices = [
      price({}),
      price({ currency: "jpy", unitAmountMinor: 4_000 }),
      price({ currency: "kwd", unitAmountMinor: 9_500 }),
    ];
    expect(yearlySaving(year({ currency: "jpy", unitAmountMinor: 40_000 }), { prices })).toBe(8_000);
    expect(yearlySaving(year({ currency: "kwd", unitAmountMinor: 95_000 }), { prices })).toBe(19_000);
    expect(yearlySaving(year({ currency: "eur" }), { prices })).toBeNull();
  });

  test("of several months counts from the cheapest", () => {
    expect(yearlySaving(year(), { prices: [price({}), price({ unitAmountMinor: 2_500 })] })).toBe(1_000);
  });

  test.each<[string, CatalogPrice, CatalogPrice]>([
    ["a month", price({}), price({})],
    ["a year that costs as much", year({ unitAmountMinor: 34_800 }), price({})],
    ["a year that costs more", year({ unitAmountMinor: 40_000 }), price({})],
    ["a year beside a quarter", year(), price({ intervalCount: 3 })],
    ["a year per person beside a month for all", year({ perSeat: true }), price({})],
    ["a year by use", year({ metered: true }), price({})],
    ["a year in tiers", year({ tiered: true, unitAmountMinor: null }), price({})],
    ["a year beside a month in tiers", year(), price({ tiered: true, unitAmountMinor: null })],
  ])("is not promised for %s", (_, one, other) => {
    expect(yearlySaving(one, { prices: [other, one] })).toBeNull();
  });
});

test("free is what costs nothing and is not billed by use", () => {
  expect(isFree(price({ unitAmountMinor: 0 }))).toBe(true);
  expect(isFree(price({ unitAmountMinor: 0, metered: true }))).toBe(false);
  expect(isFree(price({ unitAmountMinor: null }))).toBe(false);
  expect(isFree(price({ unitAmountMinor: 1 }))).toBe(false);
});

test("currencies come in the order that the plans name, then by how many prices they have", () => {
  const prices = ["jpy", "chf", "jpy", "eur", "gbp", "usd"].map((currency) => price({ currency }));
  expect(currenciesOf([{ prices }], ["usd", "eur"])).toEqual(["usd", "eur", "jpy", "chf", "gbp"]);
  expect(currenciesOf([], ["usd"])).toEqual([]);
});

test("a price per seat is bought once for each member, and never none; any other once", () => {
  const bought = (perSeat: boolean) => [0, 1, 5].map((members) => quantityOf({ perSeat }, members));
  expect(bought(true)).toEqual([1, 1, 5]);
  expect(bought(false)).toEqual([1, 1, 1]);
});
