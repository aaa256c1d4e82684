import Stripe from "stripe";
import { describe, expect, test } from "vitest";
import { defineCatalog } from "@/lib/billing/catalog-file/define";
import type { PriceEntry } from "@/lib/billing/catalog-file/types";
import { priceParameters } from "@/lib/billing/setup/price-parameters";
import { compareTerms, termsOfPrice } from "@/lib/billing/setup/price-terms";

type Entry = PriceEntry<readonly ["usd", "eur"], "calls">;

const parametersOf = (price: Entry) => {
  const { plans } = defineCatalog({
    features: {},
    currencies: ["usd", "eur"],
    meters: { calls: { en: { name: "Calls", unit: "call" }, aggregation: "sum" } },
    plans: { one: { en: { name: "One", description: "A plan." }, features: [], prices: { one_month: price } } },
  });
  return priceParameters(plans[0]!.prices[0]!, "prod_1", new Map([["calls", "mtr_1"]]));
};

describe("a price of the file that differs from the one at Stripe", () => {
  const flat = { every: "month", amountMinor: 800 } as const;
  const seats = { every: "month", seats: "members", minSeats: 3 } as const;
  test.each<[string, Entry, Entry, "another" | "in place"]>([
    ["another amount", flat, { ...flat, amountMinor: 900 }, "another"],
    ["another interval", flat, { ...flat, every: "year" }, "another"],
    ["several intervals", flat, { ...flat, every: [3, "month"] }, "another"],
    ["a currency more", flat, { ...flat, amountMinor: { usd: 800, eur: 700 } }, "in place"],
    ["a currency less", { ...flat, amountMinor: { usd: 800, eur: 700 } }, flat, "another"],
    [
      "another amount in another currency",
      { ...flat, amountMinor: { usd: 800, eur: 700 } },
      { ...flat, amountMinor: { usd: 800, eur: 750 } },
      "another",
    ],
    ["a tax behavior where there was none", flat, { ...flat, taxBehavior: "exclusive" }, "in place"],
    ["another tax behavior", { ...flat, taxBehavior: "inclusive" }, { ...flat, taxBehavior: "exclusive" }, "another"],
    ["no word of tax", { ...flat, taxBehavior: "inclusive" }, flat, "in place"],
    // Holders of the flat price must not begin to pay for members.
    ["seats instead of a flat price", flat, { ...flat, seats: "members" }, "another"],
    ["a flat price instead of seats", { ...flat, seats: "members" }, flat, "another"],
    ["more seats at least", { ...seats, amountMinor: 800 }, { ...seats, amountMinor: 800, minSeats: 5 }, "another"],
    ["more seats at most", { ...seats, amountMinor: 800 }, { ...seats, amountMinor: 800, maxSeats: 50 }, "in place"],
    [
      "packages",
      { ...seats, amountMinor: 800 },
      { ...seats, amountMinor: 800, package: { size: 5, round: "up" as const } },
      "another",
    ],
    [
      "another tier",
      {
        ...seats,
        tiersMode: "volume",
        tiers: [
          { upTo: 5, unitAmountMinor: 1 },
          { upTo: "rest", unitAmountMinor: 2 },
        ],
      },
      {
        ...seats,
        tiersMode: "volume",
        tiers: [
          { upTo: 6, unitAmountMinor: 1 },
          { upTo: "rest", unitAmountMinor: 2 },
        ],
      },
      "another",
    ],
    [
      "another way to count tiers",
      {
        ...seats,
        tiersMode: "volume",
        tiers: [
          { upTo: 5, unitAmountMinor: 1 },
          { upTo: "rest", unitAmountMinor: 2 },
        ],
      },
      {
        ...seats,
        tiersMode: "graduated",
        tiers: [
          { upTo: 5, unitAmountMinor: 1 },
          { upTo: "rest", unitAmountMinor: 2 },
        ],
      },
      "another",
    ],
    ["a meter", flat, { every: "month", meter: "calls", amountMinor: 800 }, "another"],
    ["hidden now", flat, { ...flat, hidden: true }, "in place"],
    ["another decimal", { ...seats, amountMinor: "0.25" }, { ...seats, amountMinor: "0.5" }, "another"],
    [
      "the same decimal, written longer",
      { ...seats, amountMinor: "0.5" },
      { ...seats, amountMinor: "0.50" },
      "in place",
    ],
  ])("%s is %o, then %o: %s", (_, before, after, expected) => {
    const { another } = compareTerms(termsOfPrice(parametersOf(before)), termsOfPrice(parametersOf(after)));
    expect(another.length > 0 ? "another" : "in place").toBe(expected);
  });
});

describe("what the quantity was made to be", () => {
  const wanted = termsOfPrice(parametersOf({ every: "month", seats: "members", minSeats: 3, amountMinor: 800 }));
  const made = (metadata: Record<string, string>) => {
    const there = { ...parametersOf({ every: "month", amountMinor: 800 }), metadata };
    return compareTerms(termsOfPrice(there), wanted).another.map(({ field, before }) => `${field}: ${String(before)}`);
  };
  test.each<[string, Record<string, string>, string[]]>([
    ["is kept on the price, whatever else is edited", { quantity: "members:3", per_seat: "", min_seats: "9" }, []],
    ["is told from a price that was made for something else", { quantity: "one", per_seat: "true" }, ["quantity: one"]],
    ["is read from what a hand-made price says", { per_seat: "true", min_seats: "3" }, []],
    ["is one where nothing says otherwise", {}, ["quantity: one"]],
    ["is not just any text", { quantity: "lots", per_seat: "true", min_seats: "3" }, []],
  ])("%s", (_, metadata, expected) => expect(made(metadata)).toEqual(expected));
});

test("Stripe's answers and our parameters say the same: decimals as texts or objects, the own currency among the options", () => {
  const there = {
    ...parametersOf({ every: "month", seats: "members", amountMinor: { usd: "0.5", eur: 4 } }),
    unit_amount: null,
    unit_amount_decimal: Stripe.Decimal.from("0.50"),
    currency_options: {
      usd: { unit_amount: null, unit_amount_decimal: "0.5", tax_behavior: "unspecified" },
      eur: { unit_amount: 4, unit_amount_decimal: "4", tax_behavior: "unspecified" },
    },
    tax_behavior: "unspecified",
  } as unknown as Stripe.Price;
  const wanted = termsOfPrice(parametersOf({ every: "month", seats: "members", amountMinor: { usd: "0.5", eur: 4 } }));
  expect(compareTerms(termsOfPrice(there), wanted)).toEqual({ another: [], inPlace: [] });
});
