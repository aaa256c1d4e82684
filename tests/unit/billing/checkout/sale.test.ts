import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CatalogPrice, SetupFee } from "@/lib/billing/catalog/product";
import { quantityToBuy, type Seats } from "@/lib/billing/checkout/quantity";
import { companionsOf, saleOf, setupFeeIn } from "@/lib/billing/checkout/sale";
import { ProductError } from "@/lib/errors";
import { catalogPrice, catalogProduct } from "@/tests/support/catalog-price";

/** A number, or the code of a refusal and what it says. */
function bought(price: Partial<CatalogPrice>, seats: Seats): number | string | null {
  try {
    return quantityToBuy(catalogPrice(price), seats);
  } catch (error) {
    if (!(error instanceof ProductError)) throw error;
    return `${error.code}: ${error.message}`;
  }
}

const byMembers = { perSeat: true, minSeats: 3, maxSeats: 10 };
const chosen = { ...byMembers, seats: "chosen" as const };
const units = { ...byMembers, seats: "units" as const };

describe("how many are bought", () => {
  test.each<[string, Partial<CatalogPrice>, Seats, number | null | RegExp]>([
    ["flat", {}, { members: 5 }, 1],
    ["flat, with a number", {}, { members: 1, asked: 2 }, /^invalid_request: quantity: is only for/],
    ["metered", { metered: true }, { members: 5 }, null],
    ["an add-on for fewer than there are members", units, { members: 12, asked: 3 }, 3],
    ["an add-on, by default the fewest", units, { members: 12 }, 3],
    ["an add-on, fewer than are sold", units, { members: 2, asked: 2 }, /at least 3, as many as are sold together/],
    ["an add-on, more than are sold", units, { members: 2, asked: 11 }, /at most 10/],
    ["metered, with a number", { metered: true }, { members: 5, asked: 1 }, /^invalid_request: quantity: is only for/],
    ["by members, fewer than sold together", byMembers, { members: 1 }, 3],
    ["by members", byMembers, { members: 7 }, 7],
    ["by members, the most", byMembers, { members: 10 }, 10],
    [
      "by members, more than sold",
      byMembers,
      { members: 11 },
      /^too_many_members: This plan is for up to 10 members, and this workspace has 11/,
    ],
    ["by members, with a number", byMembers, { members: 4, asked: 4 }, /^invalid_request: quantity: is only for/],
    ["by members without limits", { perSeat: true }, { members: 0 }, 1],
    ["chosen, without a number", chosen, { members: 1 }, 3],
    ["chosen, without a number, for many members", chosen, { members: 8 }, 8],
    ["chosen", chosen, { members: 4, asked: 9 }, 9],
    ["chosen, the fewest", chosen, { members: 1, asked: 3 }, 3],
    ["chosen, the most", chosen, { members: 1, asked: 10 }, 10],
    [
      "chosen, fewer than sold together",
      chosen,
      { members: 1, asked: 2 },
      /^invalid_request: quantity: must be at least 3, as many as are sold/,
    ],
    ["chosen, more than sold", chosen, { members: 1, asked: 11 }, /^invalid_request: quantity: must be at most 10/],
    [
      "chosen, fewer than members",
      chosen,
      { members: 5, asked: 4 },
      /^invalid_request: quantity: must be at least 5, as many as the workspace has members/,
    ],
    ["chosen, for more members than sold", chosen, { members: 11, asked: 10 }, /^too_many_members/],
    [
      "chosen, no whole number",
      chosen,
      { members: 1, asked: 3.5 },
      /^invalid_request: quantity: must be a whole number/,
    ],
    ["chosen, taken over", chosen, { members: 4, before: 6 }, 6],
    ["chosen, taken over with more than sold", chosen, { members: 4, before: 60 }, 10],
    ["chosen, taken over by more members", chosen, { members: 7, before: 6 }, 7],
    ["by members, taken over", byMembers, { members: 4, before: 6 }, 4],
  ])("%s", (_, price, seats, expected) => {
    if (expected instanceof RegExp) expect(bought(price, seats)).toMatch(expected);
    else expect(bought(price, seats)).toBe(expected);
  });

  test("is never more than sold, nor fewer than sold together, and leaves no member without a seat", () => {
    const some = fc.integer({ min: 0, max: 30 });
    fc.assert(
      fc.property(
        fc.record({ min: fc.option(fc.integer({ min: 1, max: 30 })), more: fc.option(some), members: some }),
        fc.record({ asked: fc.option(fc.integer({ min: -2, max: 60 }), { nil: undefined }), before: fc.option(some) }),
        fc.constantFrom("members", "chosen"),
        ({ min, more, members }, { asked, before }, seats) => {
          const maxSeats = more === null ? null : (min ?? 1) + more;
          const price = { perSeat: true, seats, minSeats: min, maxSeats } as const;
          const quantity = bought(price, { members, asked, before });
          if (typeof quantity === "string") return;
          expect(quantity).toBeGreaterThanOrEqual(Math.max(1, min ?? 1, members));
          expect(quantity).toBeLessThanOrEqual(maxSeats ?? Infinity);
          if (asked !== undefined) expect(quantity).toBe(asked);
        },
      ),
    );
  });
});

const option = (unitAmountMinor: number) => ({
  unitAmountMinor,
  unitAmountDecimal: String(unitAmountMinor),
  tiers: null,
});
const inBoth = { usd: option(100), eur: option(90) };
const usage = (more: Partial<CatalogPrice> = {}) => catalogPrice({ metered: true, options: inBoth, ...more });
const fee = (priceId: string, minor: Record<string, number>): SetupFee => ({
  priceId,
  currency: Object.keys(minor)[0] ?? "usd",
  unitAmountMinor: null,
  options: Object.fromEntries(Object.entries(minor).map(([currency, amount]) => [currency, option(amount)])),
});

describe("what comes with a price", () => {
  const price = catalogPrice({ options: inBoth });
  const parts = (product: Parameters<typeof catalogProduct>[0], currency = "usd", withFee = true) => {
    const sale = saleOf({ price, product: catalogProduct(product) }, 1, currency, withFee);
    return [...sale.companions.map(({ priceId }) => priceId), sale.setupFee?.priceId];
  };

  test("is what is metered in the same interval and count", () => {
    const companions = [
      usage({ priceId: "month" }),
      usage({ priceId: "quarter", intervalCount: 3 }),
      usage({ priceId: "year", interval: "year" }),
      usage({ priceId: "month too" }),
    ];
    expect(parts({ companions })).toEqual(["month", "month too", undefined]);
  });

  test("is the plan's fee, once, and not for who had the plan", () => {
    const setupFees = [fee("fee", { usd: 500 })];
    expect(parts({ setupFees })).toEqual(["fee"]);
    expect(parts({ setupFees }, "usd", false)).toEqual([undefined]);
    expect(parts({ setupFees: [fee("new", { usd: 700 }), fee("old", { usd: 500 })] })).toEqual(["old"]);
    expect(parts({ setupFees: [fee("dollars", { usd: 500 }), fee("euros", { eur: 450 })] }, "eur")).toEqual(["euros"]);
    expect(setupFeeIn([], "usd")).toBeNull();
  });

  test.each([
    ["usage", { companions: [usage(), usage({ options: { usd: option(100) } })] }, true],
    ["the fee", { setupFees: [fee("fee", { usd: 500 })] }, true],
    ["the price itself", {}, false],
  ])("must all be sold in the currency: %s", (_, product, isSoldInEuros) => {
    const currency = isSoldInEuros ? "eur" : "jpy";
    expect(() => parts(product, currency)).toThrow(expect.objectContaining({ code: "price_not_available" }));
  });

  test("a fee that is not due need not be sold in the currency", () => {
    expect(parts({ setupFees: [fee("fee", { usd: 500 })] }, "eur", false)).toEqual([undefined]);
  });
});

test("while one usage price takes another's place, what is used is billed once", () => {
  const metered = (priceId: string, meterId: string | null, lookupKey: string | null) =>
    catalogPrice({ priceId, meterId, lookupKey, metered: true });
  const idsOf = (companions: CatalogPrice[]) =>
    companionsOf(catalogPrice({}), { companions }).map(({ priceId }) => priceId);
  expect(idsOf([metered("c", "m1", "key"), metered("b", "m2", "other"), metered("a", "m1", null)])).toEqual(["b", "c"]);
  expect(idsOf([metered("b", "m1", "key"), metered("a", "m1", "key")])).toEqual(["a"]);
  // Mirrored before its meter was.
  expect(idsOf([metered("b", null, null), metered("a", null, null)])).toEqual(["a", "b"]);
});
