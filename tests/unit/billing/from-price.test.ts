import { expect, test } from "vitest";
import { fromPriceOf } from "@/lib/billing/catalog/from-price";
import { catalogPrice, catalogProduct } from "@/tests/support/catalog-price";

const price = (unitAmountMinor: number, more: object = {}) =>
  catalogPrice({ unitAmountMinor, unitAmountDecimal: String(unitAmountMinor), ...more });
const plan = (prices: ReturnType<typeof price>[], planGroup: string | null = "plan") =>
  catalogProduct({ prices, planGroup });
const yearly = { interval: "year" as const };

test.each([
  [
    "the lowest month, not a year by the month",
    [plan([price(900), price(9_000, yearly)]), plan([price(2_900)])],
    900,
    false,
  ],
  ["a year by the month, rounded up, where nothing is sold by the month", [plan([price(10_000, yearly)])], 834, false],
  ["without add-ons", [plan([price(900)]), plan([price(100)], null)], 900, false],
  ["add-ons where there is nothing else", [plan([price(100)], null)], 100, false],
  ["a free plan beside others", [plan([price(0)]), plan([price(900)])], 900, true],
  ["a free plan alone", [plan([price(0)])], null, true],
  ["by use", [plan([price(5, { metered: true })])], null, false],
  ["not what is sold in another currency", [plan([price(900, { currency: "eur" })])], null, false],
  ["nothing", [], null, false],
])("plans cost from: %s", (_, products, amountMinor, free) => {
  expect(fromPriceOf(products, "usd")).toEqual({ amountMinor, free, currency: "usd" });
});
