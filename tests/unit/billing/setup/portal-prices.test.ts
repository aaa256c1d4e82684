import { expect, test } from "vitest";
import { portalPlans } from "@/lib/billing/setup/portal-prices";
import type { CatalogFile } from "@/lib/billing/catalog-file/catalog-file";
import { defineCatalog } from "@/lib/billing/catalog-file/define";
import type { PriceEntry } from "@/lib/billing/catalog-file/types";
import { everything } from "@/tests/support/catalogs/everything";

const offered = (file: CatalogFile) =>
  Object.fromEntries(portalPlans(file).offered.map(({ key, lookupKeys }) => [key, lookupKeys]));

type Plan = { group?: string; retired?: true; prices: Record<string, PriceEntry<readonly ["usd"], "calls">> };

/** A catalogue of such plans, by key. */
const fileOf = (plans: Record<string, Plan>) =>
  defineCatalog({
    features: {},
    currencies: ["usd"],
    meters: { calls: { en: { name: "Calls", unit: "call" }, aggregation: "sum" } },
    plans: Object.fromEntries(
      Object.entries(plans).map(([key, plan]) => [
        key,
        { ...plan, en: { name: key, description: "A plan." }, features: [] },
      ]),
    ),
  });

const month = { every: "month", amountMinor: 100 } as const;
const year = { every: "year", amountMinor: 1_000 } as const;

test("of everything, the portal gets the first group's plans that cost once in each interval", () => {
  expect(offered(everything)).toEqual({ free: ["free_month"], solo: ["solo_month", "solo_quarter", "solo_year"] });
});

test.each<[string, CatalogFile, Record<string, string[]>]>([
  [
    "a hidden or a retired price, and what is beside it, is no second price of the interval",
    fileOf({ a: { prices: { h: { ...month, hidden: true }, r: { ...month, retired: true }, m: month, y: year } } }),
    { a: ["m", "y"] },
  ],
  [
    "a metered price beside it takes a price out, and no other",
    fileOf({ a: { prices: { m: month, c: { every: "month", meter: "calls", amountMinor: 1 }, y: year } } }),
    { a: ["y"] },
  ],
  [
    "several months are an interval of their own",
    fileOf({ a: { prices: { m: month, q: { every: [3, "month"], amountMinor: 1 } } } }),
    { a: ["m", "q"] },
  ],
  [
    "seats stay away from plans that cost once, as the portal keeps the quantity",
    fileOf({
      a: { group: "p", prices: { m: month } },
      b: { group: "p", prices: { s: { ...month, seats: "members" } } },
    }),
    { a: ["m"] },
  ],
  [
    "among themselves, seats by members are offered, and chosen ones are not",
    fileOf({
      a: { group: "p", prices: { s: { ...month, seats: "members" } } },
      b: { group: "p", prices: { c: { ...month, seats: "chosen" } } },
    }),
    { a: ["s"] },
  ],
  [
    "an add-on is not offered in place of a plan",
    fileOf({ addon: { prices: { x: month } }, a: { group: "p", prices: { m: month } } }),
    { a: ["m"] },
  ],
  [
    "a retired plan is not offered",
    fileOf({ a: { retired: true, prices: { m: month } }, b: { prices: { n: month } } }),
    { b: ["n"] },
  ],
  [
    "tiers and packages are not offered",
    fileOf({
      a: {
        prices: {
          t: { every: "month", seats: "members", tiersMode: "volume", tiers: [{ upTo: "rest", unitAmountMinor: 1 }] },
          p: { every: "year", amountMinor: 1_000, seats: "members", package: { size: 5, round: "up" as const } },
        },
      },
    }),
    {},
  ],
])("%s", (_, file, expected) => expect(offered(file)).toEqual(expected));

test("of more than ten plans, the first ten are offered, and the others are named", () => {
  const keys = Array.from({ length: 12 }, (_, index) => `plan${index}`);
  const { offered: taken, leftOut } = portalPlans(
    fileOf(Object.fromEntries(keys.map((key) => [key, { prices: { [key]: month } }]))),
  );
  expect(taken.map(({ key }) => key)).toEqual(keys.slice(0, 10));
  expect(leftOut.map(({ key }) => key)).toEqual(keys.slice(10));
});
