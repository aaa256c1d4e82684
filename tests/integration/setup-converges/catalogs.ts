/** Random catalogues, as small as can be: few names, keys and amounts, so that two of them have much in common. */
import fc from "fast-check";
import type { CatalogFile } from "@/lib/billing/catalog-file/catalog-file";
import { defineCatalog } from "@/lib/billing/catalog-file/define";
import type { PlanEntry, PriceEntry } from "@/lib/billing/catalog-file/types";

type Codes = readonly ["usd", "eur"];
type Tax = "inclusive" | "exclusive" | undefined;

export type DrawnPrice = {
  key: number;
  every: "month" | "year" | readonly [3, "month"];
  kind: "flat" | "members" | "chosen" | "tiers" | "package" | "metered" | "decimal";
  amount: number;
  euros: number | null;
  min: number | undefined;
  tax: Tax;
  hidden: boolean;
  retired: boolean;
};

export type DrawnPlan = {
  key: "a" | "b" | "c";
  name: string;
  group: string | undefined;
  features: string[];
  trialDays: number | undefined;
  fee: { amount: number; euros: number } | null;
  retired: boolean;
  prices: DrawnPrice[];
};

export type DrawnCatalog = { plans: DrawnPlan[]; meterName: string };

const price: fc.Arbitrary<DrawnPrice> = fc.record({
  key: fc.nat({ max: 5 }),
  every: fc.constantFrom<DrawnPrice["every"][]>("month", "year", [3, "month"]),
  kind: fc.constantFrom("flat", "flat", "members", "chosen", "tiers", "package", "metered", "decimal"),
  amount: fc.constantFrom(100, 200, 0),
  euros: fc.constantFrom(null, null, 90, 180),
  min: fc.constantFrom(undefined, 3),
  tax: fc.constantFrom(undefined, undefined, "inclusive", "exclusive"),
  hidden: fc.boolean(),
  retired: fc.constantFrom(false, false, false, true),
});

const plan = (key: DrawnPlan["key"]): fc.Arbitrary<DrawnPlan> =>
  fc.record({
    key: fc.constant(key),
    name: fc.constantFrom("One", "Two"),
    group: fc.constantFrom(undefined, "plan", "plan"),
    features: fc.subarray(["export", "chat:3", "sso"]),
    trialDays: fc.constantFrom(undefined, 0, 7),
    fee: fc.option(fc.record({ amount: fc.constantFrom(500, 600), euros: fc.constantFrom(450, 550) }), { freq: 3 }),
    retired: fc.constantFrom(false, false, false, true),
    prices: fc.uniqueArray(price, { maxLength: 3, selector: ({ every, kind }) => `${every} ${kind === "metered"}` }),
  });

/** Lookup keys are one file's: of two prices with one key the first has it. */
const ownKeys = (plans: DrawnPlan[]): DrawnPlan[] => {
  const seen = new Set<number>();
  return plans.map((one) => ({
    ...one,
    prices: one.prices.filter(({ key }) => !seen.has(key) && seen.add(key)),
  }));
};

export const anyCatalog: fc.Arbitrary<DrawnCatalog> = fc.record({
  plans: fc
    .subarray(["a", "b", "c"] as const, { minLength: 1 })
    .chain((keys) => fc.tuple(...keys.map(plan)))
    .map(ownKeys),
  meterName: fc.constantFrom("Calls", "API calls"),
});

export const lookupKey = (prefix: string, { key }: Pick<DrawnPrice, "key">): string => `${prefix}_k${key}`;
export const feeLookupKey = (prefix: string, { key }: Pick<DrawnPlan, "key">): string => `${prefix}_${key}_fee`;

/** In tiers, ten units cost twice as much and the rest once, with a flat 50. */
export function entryOf({
  every,
  kind,
  amount,
  euros,
  min,
  tax,
  hidden,
  retired,
}: DrawnPrice): PriceEntry<Codes, "calls"> {
  const amountMinor = euros === null ? amount : { usd: amount, eur: euros };
  const details = {
    every,
    ...(tax && { taxBehavior: tax }),
    ...(hidden && { hidden }),
    ...(retired && { retired }),
  };
  const seats = {
    seats: kind === "chosen" ? ("chosen" as const) : ("members" as const),
    ...(min && { minSeats: min }),
  };
  switch (kind) {
    case "flat":
      return { ...details, amountMinor };
    case "decimal":
      return { ...details, ...seats, amountMinor: "0.5" };
    case "members":
    case "chosen":
      return { ...details, ...seats, amountMinor };
    case "package":
      return { ...details, ...seats, amountMinor, package: { size: 10, round: "up" as const } };
    case "metered":
      return { ...details, meter: "calls", amountMinor };
    case "tiers":
      return {
        ...details,
        ...seats,
        tiersMode: "graduated",
        tiers: [
          { upTo: 10, unitAmountMinor: amountMinor },
          { upTo: "rest", unitAmountMinor: amountMinor, flatAmountMinor: 50 },
        ].map((tier) => (euros === null ? tier : { ...tier, flatAmountMinor: { usd: 50, eur: 45 } })) as never,
      };
  }
}

export function fileOf(prefix: string, { plans, meterName }: DrawnCatalog): CatalogFile {
  const entries = plans.map(({ key, name, fee, prices, group, trialDays, retired, features }): [string, PlanEntry] => [
    key,
    {
      en: { name, description: `The plan ${name}.` },
      features,
      ...(group && { group }),
      ...(trialDays !== undefined && { trialDays }),
      ...(retired && { retired }),
      ...(fee && {
        setupFee: {
          en: { name: `${name}: set-up` },
          lookupKey: feeLookupKey(prefix, { key }),
          amountMinor: { usd: fee.amount, eur: fee.euros },
        },
      }),
      prices: Object.fromEntries(prices.map((one) => [lookupKey(prefix, one), entryOf(one)])),
    } as PlanEntry,
  ]);
  return defineCatalog({
    features: Object.fromEntries(["export", "chat", "sso"].map((id) => [id, { en: { title: id, sentence: id } }])),
    currencies: ["usd", "eur"],
    meters: { calls: { en: { name: meterName, unit: "call" }, aggregation: "sum" } },
    plans: Object.fromEntries(entries) as Record<string, PlanEntry<string, ["usd", "eur"], "calls">>,
  });
}

/** Whether the checks let it pass: a metered price must be sold in the currencies of the one it stands beside. */
export function isPossible(drawn: DrawnCatalog): boolean {
  try {
    fileOf("x", drawn);
    return true;
  } catch {
    return false;
  }
}
