import { expect, test } from "vitest";
import { catalog } from "@/billing/catalog";
import { defineCatalog } from "@/lib/billing/catalog-file/define";
import type { FeatureEntry } from "@/lib/billing/catalog-file/texts";
import type { Currencies, MeterEntry, PlanEntry, PriceEntry } from "@/lib/billing/catalog-file/types";
import { everything } from "@/tests/support/catalogs/everything";

const price = (lookupKey: string) => {
  const found = everything.plans.flatMap(({ prices }) => prices).find((one) => one.lookupKey === lookupKey);
  if (!found) throw new Error(`There is no price ${lookupKey}.`);
  return found;
};

test("what the file leaves out is written out", () => {
  expect(catalog.plans.map(({ key, group }) => [key, group])).toEqual([
    ["starter", "plan"],
    ["pro", "plan"],
    ["business", "plan"],
  ]);
  expect(catalog.plans[1]?.prices).toEqual([
    {
      lookupKey: "pro_month",
      nickname: "Pro Monthly",
      interval: "month",
      intervalCount: 1,
      currency: "usd",
      costs: { usd: { unitAmount: "2900", tiers: null } },
      tiersMode: null,
      package: null,
      quantity: { kind: "one" },
      isCompanion: false,
      taxBehavior: null,
      isHidden: false,
      isRetired: false,
      metadata: {},
    },
    expect.objectContaining({ lookupKey: "pro_year", interval: "year", nickname: "Pro Yearly" }),
  ]);
});

test("each shape is what it says", () => {
  expect(price("solo_quarter")).toMatchObject({ interval: "month", intervalCount: 3, nickname: "Solo Quarterly" });
  expect(Object.keys(price("solo_month").costs)).toEqual(["usd", "eur", "jpy"]);
  expect([price("solo_month").taxBehavior, price("solo_year").taxBehavior]).toEqual(["exclusive", "inclusive"]);
  expect(price("team_month").quantity).toEqual({ kind: "seats", follows: "members", min: 3, max: null });
  expect(price("team_year").costs.eur?.tiers).toEqual([
    { upTo: 5, unitAmount: "0", flatAmount: "27000" },
    { upTo: 50, unitAmount: "6500", flatAmount: null },
    { upTo: null, unitAmount: "5400", flatAmount: null },
  ]);
  expect(price("studio_year").quantity).toEqual({ kind: "seats", follows: "chosen", min: 2, max: 40 });
  expect(price("build_calls_month")).toMatchObject({
    isCompanion: true,
    quantity: { kind: "metered", meter: "api_calls" },
    costs: { usd: { unitAmount: "0.2" } },
  });
  expect(price("calls_month").isCompanion).toBe(false);
  expect(price("classic_month").isRetired).toBe(true);
  expect(everything.plans.find(({ key }) => key === "enterprise")).toMatchObject({
    talkToUs: { contact: "mailto:sales@lumen.example" },
    prices: [{ isHidden: true }],
  });
});

const texts = { en: { name: "Pro", description: "" } };
const chosenSeats = { every: "month", seats: "chosen", amountMinor: 1 } as const;
const features = { chat: { en: { title: "Chat", sentence: "" } } };

test("nonsense does not compile", () => {
  type Sold = readonly ["usd", "eur"];
  const sell = (entry: PriceEntry<Sold, "calls">) => entry;
  const plan = (entry: PlanEntry<"chat", Sold, "calls">) => entry;
  const tiers = [{ upTo: "rest", unitAmountMinor: 100 }] as const;
  const [tiersMode, size] = ["volume", { size: 5, round: "up" }] as const;
  const every = "month";
  const nonsense = [
    // @ts-expect-error a flat price has no tiers
    sell({ every, tiersMode, tiers }),
    // @ts-expect-error a flat price has no packages
    sell({ every, amountMinor: 1, package: size }),
    // @ts-expect-error a package has no tiers
    sell({ every, seats: "chosen", tiersMode, tiers, package: size }),
    // @ts-expect-error usage has no seats
    sell({ every, seats: "members", meter: "calls", amountMinor: 1 }),
    // @ts-expect-error a flat price has no number of seats
    sell({ every, amountMinor: 1, maxSeats: 5 }),
    // @ts-expect-error no such meter
    sell({ every, meter: "cals", amountMinor: 1 }),
    // @ts-expect-error no such currency
    sell({ every, amountMinor: { usd: 1, chf: 1 } }),
    // @ts-expect-error not in the first currency
    sell({ every, amountMinor: { eur: 1 } }),
    // @ts-expect-error no such interval
    sell({ every: "quarter", amountMinor: 1 }),
    // @ts-expect-error no such feature
    plan({ ...texts, features: ["chta"], prices: {} }),
    // @ts-expect-error without an English name
    plan({ features: [], prices: {} }),
    // @ts-expect-error what is agreed on in person is not for sale to everybody
    plan({ ...texts, features: [], talkToUs: { contact: "/" }, prices: { a: { every, amountMinor: 1 } } }),
  ];
  expect(nonsense).toHaveLength(12);
});

const define = (plans: Record<string, PlanEntry>, currencies: readonly [string, ...string[]] = ["usd", "eur"]) =>
  defineCatalog<Record<string, FeatureEntry>, Currencies, Record<string, MeterEntry>>({ features, currencies, plans });
const withPrices = (prices: Record<string, unknown>, more: object = {}) =>
  define({ pro: { ...texts, features: [], prices, ...more } as PlanEntry });
const month = { every: "month", amountMinor: 100 } as const;
const withUsage = (prices: Record<string, PriceEntry<["usd"], "calls" | "hours">>) =>
  defineCatalog({
    features,
    currencies: ["usd"],
    meters: {
      calls: { en: { name: "Calls", unit: "call" }, aggregation: "sum" },
      hours: { en: { name: "Hours", unit: "hour" }, aggregation: "sum" },
    },
    plans: { pro: { ...texts, features: [], prices } },
  });

test.each<[string, () => unknown, string]>([
  [
    "a lookup key twice",
    () =>
      define({
        a: { ...texts, features: [], prices: { x: month } },
        b: { ...texts, features: [], prices: { x: month } },
      }),
    "plans.b uses the lookup key x, which plans.a has already",
  ],
  ["a currency twice", () => define({}, ["usd", "usd"]), "currencies[1] names usd again"],
  ["a currency in capitals", () => define({}, ["USD"]), "currencies[0] must be a lower-case ISO code"],
  [
    "a negative amount",
    () => withPrices({ x: { every: "month", amountMinor: -1 } }),
    "plans.pro.prices.x.amountMinor must be an amount in the smallest unit",
  ],
  [
    "a fraction with thirteen decimals",
    () => withPrices({ x: { every: "month", amountMinor: "0.0000000000001" } }),
    "plans.pro.prices.x.amountMinor must be an amount",
  ],
  [
    "a flat amount that can't be charged in its currency",
    () => define({ a: { ...texts, features: [], prices: { x: { every: "month", amountMinor: 5_124 } } } }, ["kwd"]),
    "plans.a.prices.x.amountMinor.kwd must be a multiple of 10: Stripe charges no smaller part of it",
  ],
  [
    "a flat amount with a part of a cent",
    () => withPrices({ x: { every: "month", amountMinor: "12.5" } }),
    "plans.pro.prices.x.amountMinor.usd must be a whole number: Stripe rounds what is charged once",
  ],
  [
    "a set-up fee that can't be charged in its currency",
    () =>
      define(
        {
          a: {
            ...texts,
            features: [],
            prices: {},
            setupFee: { lookupKey: "f", amountMinor: 90_050, en: { name: "Fee" } },
          },
        },
        ["isk"],
      ),
    "plans.a.setupFee.amountMinor.isk must be a multiple of 100",
  ],
  [
    "tiers out of order",
    () =>
      withPrices({
        x: {
          every: "month",
          seats: "chosen",
          tiersMode: "volume",
          tiers: [{ upTo: 5 }, { upTo: 5 }, { upTo: "rest" }],
        },
      }),
    "tiers[1].upTo must be a whole number above 5",
  ],
  [
    "tiers that end",
    () => withPrices({ x: { every: "month", seats: "chosen", tiersMode: "volume", tiers: [{ upTo: 5 }] } }),
    'tiers[0].upTo must be "rest"',
  ],
  [
    "a tier without one of the currencies",
    () =>
      withPrices({
        x: {
          every: "month",
          seats: "chosen",
          tiersMode: "volume",
          tiers: [
            { upTo: 5, unitAmountMinor: 3 },
            { upTo: "rest", unitAmountMinor: { usd: 1, eur: 1 } },
          ],
        },
      }),
    "tiers[0].unitAmountMinor.eur is missing",
  ],
  [
    "more than three years",
    () => withPrices({ x: { every: [37, "month"], amountMinor: 100 } }),
    "prices.x.every must be at most three years: 1 to 36 months",
  ],
  [
    "a maximum below the minimum",
    () => withPrices({ x: { ...month, seats: "chosen", minSeats: 5, maxSeats: 4 } }),
    "prices.x.maxSeats must be a whole number from 5",
  ],
  [
    "a package of one",
    () => withPrices({ x: { ...month, seats: "chosen", package: { size: 1, round: "up" } } }),
    "package.size must be a whole number from 2",
  ],
  [
    "two prices of one interval",
    () => withPrices({ x: month, y: month }),
    "prices.y is the plan's second price of this interval",
  ],
  [
    "use that is billed twice",
    () => withUsage({ x: month, y: { ...month, meter: "calls" }, z: { ...month, meter: "calls" } }),
    "plans.pro.prices.z bills the use of calls again",
  ],
  [
    "usage of two meters alone",
    () => withUsage({ x: { ...month, meter: "calls" }, y: { ...month, meter: "hours" } }),
    "prices.y is the plan's second price of this interval; usage of several meters needs a price beside it, which may be 0",
  ],
  [
    "usage for everyone beside a hidden price",
    () => withUsage({ x: { ...month, hidden: true }, y: { ...month, meter: "calls" } }),
    "prices.y.hidden must be true: all prices beside it are hidden, so nobody else can buy it",
  ],
  [
    "hidden usage beside a price for everyone",
    () => withUsage({ x: month, y: { ...month, meter: "calls", hidden: true } }),
    "prices.y.hidden must be left out: no price beside it is hidden, so nobody could buy it",
  ],
  [
    "a set-up fee in fewer currencies",
    () =>
      withPrices(
        { x: { every: "month", amountMinor: { usd: 1, eur: 1 } } },
        { setupFee: { lookupKey: "fee", amountMinor: 1, en: { name: "Fee" } } },
      ),
    "plans.pro.setupFee must be sold in eur too, because x is",
  ],
  [
    "metadata of ours",
    () => withPrices({ x: { ...month, metadata: { per_seat: "true" } } }),
    "prices.x.metadata.per_seat is written by the set-up itself",
  ],
  [
    "days of a trial",
    () => withPrices({ x: month }, { trialDays: 730 }),
    "plans.pro.trialDays must be a whole number from 0 to 729",
  ],
  [
    "a feature with an unreadable limit",
    () => withPrices({ x: month }, { features: ["chat:1.5"] }),
    'plans.pro.features[0] is "chat:1.5": it must be one feature',
  ],
  [
    "a feature that is not there",
    () => withPrices({ x: month }, { features: ["chta"] }),
    'plans.pro.features[0] is "chta", which is no feature of this file',
  ],
  [
    "a plan without a name",
    () => define({ a: { en: { name: " ", description: "" }, features: [], prices: {} } }),
    "plans.a.en.name must not be empty",
  ],
  [
    "an interval that isn't one, where types aren't checked",
    () => withPrices({ x: { every: "quarter" as "month", amountMinor: 1 } }),
    'plans.pro.prices.x.every must be "day", "week", "month" or "year"',
  ],
  [
    "no amount, where types aren't checked",
    () => withPrices({ x: { every: "month", amount: 1 } as unknown as PriceEntry }),
    "plans.pro.prices.x.amountMinor is missing",
  ],
  [
    "a word for what a plan's seats are",
    () =>
      define({
        a: { en: { ...texts.en, unit: "seat" }, group: "plan", features: [], prices: { a: chosenSeats } },
      }),
    'plans.a.en.unit is only for add-ons with seats: "chosen"',
  ],
  [
    "a word without its singular",
    () => define({ a: { en: { ...texts.en, units: "boxes" }, features: [], prices: { a: chosenSeats } } }),
    "plans.a.en.unit is missing beside units",
  ],
  [
    "two highlights",
    () =>
      define({
        a: { ...texts, features: [], prices: {}, highlight: true },
        b: { ...texts, features: [], prices: {}, highlight: true },
      }),
    "plans may highlight one plan only",
  ],
])("%s is refused, and named", (_, make, why) => {
  expect(make).toThrow(why);
});

test("all that is wrong is named at once", () => {
  expect(() => withPrices({ x: { every: "month", amountMinor: -1 } }, { trialDays: -1 })).toThrow(
    /billing\/catalog\.ts can't be used:\n {2}plans\.pro\.prices\.x\.amountMinor .*\n {2}plans\.pro\.trialDays /,
  );
});

test("usage comes with a price that is sold; beside a retired one it is sold alone", () => {
  const companions = (retired: object) =>
    withUsage({ x: { ...month, ...retired }, y: { ...month, meter: "calls" } }).plans[0]?.prices.map(
      ({ isCompanion }) => isCompanion,
    );
  expect([companions({}), companions({ retired: true })]).toEqual([
    [false, true],
    [false, false],
  ]);
});
