import { describe, expect, test } from "vitest";
import { amountFor, priceIn, type Priced, type Tier } from "@/lib/amounts";

const flat = { currency: "usd", unitAmountMinor: 900, unitAmountDecimal: "900" };
const cents = (unitAmountDecimal: string) => ({ ...flat, unitAmountMinor: null, unitAmountDecimal });

test.each<[Priced, number, number | null]>([
  [flat, 3, 2_700],
  [{ ...flat, unitAmountDecimal: undefined }, 3, 2_700],
  [cents("1250.5"), 3, 3_752],
  [cents("1250.5"), 1, 1_251],
  // As a float it is a little less than a half.
  [cents("1.005"), 100, 101],
  [cents("0.000000000001"), 500_000_000_000, 1],
  [{ ...flat, unitAmountMinor: 0, unitAmountDecimal: "0" }, 3, 0],
  [{ currency: "usd", unitAmountMinor: null }, 3, null],
  [{ ...flat, metered: true }, 3, null],
  [{ currency: "usd", unitAmountMinor: null, tiered: true }, 3, null],
  [{ ...cents("99999999999999"), currency: "usd" }, 1_000_000, null],
  // Stripe takes whole krónur only, and fils by tens.
  [{ ...cents("149.5"), currency: "isk" }, 1, 100],
  [{ ...cents("15"), currency: "kwd" }, 1, 20],
])("%j for %d comes to %s", (price, quantity, amount) => expect(amountFor(price, quantity, null)).toBe(amount));

describe("tiers", () => {
  const tier = (upTo: number | null, unit: string | null, once: string | null = null): Tier => ({
    upTo,
    unitAmountDecimal: unit,
    flatAmountDecimal: once,
  });
  const of = (tiersMode: string, ...tiers: Tier[]): Priced => ({
    currency: "usd",
    unitAmountMinor: null,
    tiered: true,
    tiersMode,
    options: { usd: { unitAmountMinor: null, unitAmountDecimal: null, tiers } },
  });
  const fonts = [tier(5, "700"), tier(10, "650"), tier(null, "600")];
  const included = [tier(5, null, "29000"), tier(50, "7200"), tier(null, "6000", "100")];

  // The first six are the example of https://docs.stripe.com/products-prices/pricing-models
  test.each<[Priced, number, number]>([
    [of("volume", ...fonts), 5, 3_500],
    [of("volume", ...fonts), 6, 3_900],
    [of("volume", ...fonts), 25, 15_000],
    [of("graduated", ...fonts), 5, 3_500],
    [of("graduated", ...fonts), 6, 4_150],
    [of("graduated", ...fonts), 25, 15_750],
    [of("graduated", ...included), 3, 29_000],
    [of("graduated", ...included), 7, 43_400],
    [of("graduated", ...included), 51, 29_000 + 45 * 7_200 + 6_000 + 100],
    [of("volume", ...included), 51, 51 * 6_000 + 100],
    // The first tier is reached with nothing.
    [of("graduated", ...included), 0, 29_000],
    [of("volume", ...included), 0, 29_000],
    // Each tier's line is rounded: 0.5 and 0.5 are 2, not 1.
    [of("graduated", tier(1, "0.5"), tier(null, "0.5")), 2, 2],
  ])("%j for %d come to %d", (price, quantity, amount) => expect(amountFor(price, quantity, "usd")).toBe(amount));
});

test.each([
  ["up", 1, 2_000],
  ["up", 20, 2_000],
  ["up", 21, 4_000],
  ["down", 19, 0],
  ["down", 45, 4_000],
])("packages of twenty, counted %s: %d come to %d", (round, quantity, amount) => {
  const options = { usd: { unitAmountMinor: 2_000, unitAmountDecimal: "2000", tiers: null } };
  const price = {
    currency: "usd",
    unitAmountMinor: null,
    unitAmountDecimal: null,
    package: { size: 20, round },
    options,
  };
  expect(amountFor(price, quantity, "usd")).toBe(amount);
  expect(priceIn(price, "usd")).toMatchObject({ unitAmountMinor: null, unitAmountDecimal: null });
});

describe("a dollar price", () => {
  const euros = { unitAmountMinor: 800, unitAmountDecimal: "800", tiers: null };
  const price = { ...flat, options: { usd: { ...euros, unitAmountMinor: 900, unitAmountDecimal: "900" }, eur: euros } };

  test("costs its euros in euros, and nothing that is known where it is not sold", () => {
    expect([amountFor(price, 2, "eur"), amountFor(price, 2, "usd"), amountFor(price, 2, null)]).toEqual([
      1_600, 1_800, 1_800,
    ]);
    expect([amountFor(price, 2, "gbp"), priceIn(price, "gbp")]).toEqual([null, null]);
    expect(priceIn(price, "eur")).toMatchObject({ currency: "eur", unitAmountMinor: 800, unitAmountDecimal: "800" });
  });

  test("whose currencies are not known yet costs its dollars, and in euros nothing that is known", () => {
    expect([amountFor(flat, 2, "usd"), amountFor(flat, 2, "eur")]).toEqual([1_800, null]);
    expect([
      amountFor({ ...flat, options: null }, 2, null),
      amountFor({ ...flat, options: null }, 2, "constructor"),
    ]).toEqual([1_800, null]);
  });
});
