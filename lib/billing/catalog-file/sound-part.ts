import { languages } from "@/lib/languages.mjs";
import { isGiven, type Problem } from "./problem";
import type { FeatureEntry } from "./texts";
import type { CatalogEntry, Currencies, MeterEntry } from "./types";

export type AnyCatalogEntry = CatalogEntry<Record<string, FeatureEntry>, Currencies, Record<string, MeterEntry>>;

type Path = PropertyKey[];

const NAMED = { en: { name: "?", description: "", title: "?", sentence: "", unit: "?" } };

/**
 * What is left of a file without the fields that have problems, so that checks.ts can say the rest at once. What a field
 * refers to stays: a feature with a problem is still one of the file's.
 * @returns null where nothing can be said: what plans refer to, features, meters and currencies, isn't there
 */
export function soundPart(entry: unknown, problems: Problem[]): AnyCatalogEntry | null {
  const isSound = (path: Path) =>
    !problems.some((problem) => path.every((part, index) => problem.path[index] === part));
  /** The fields without a problem of their own or further down. */
  const sound = (value: unknown, path: Path) =>
    Object.fromEntries(Object.entries(isGiven(value) ? value : {}).filter(([key]) => isSound([...path, key])));
  const each = (value: unknown, make: (one: unknown, key: string) => unknown) =>
    Object.fromEntries(Object.entries(isGiven(value) ? value : {}).map(([key, one]) => [key, make(one, key)]));

  if (!isGiven(entry) || !isGiven(entry.features) || !isGiven(entry.meters ?? {})) return null;
  if (!hasTexts(entry.currencies) || entry.currencies.length === 0) return null;
  const { taxBehavior } = sound(entry, []);
  return {
    taxBehavior,
    currencies: entry.currencies,
    features: each(entry.features, (one, key) => ({ ...NAMED, ...sound(one, ["features", key]) })),
    meters: each(entry.meters, (one, key) => ({ ...NAMED, aggregation: "sum", ...sound(one, ["meters", key]) })),
    plans: each(entry.plans, (one, key) => {
      const { features, prices, ...plan } = isGiven(one) ? one : {};
      const left = sound(prices, ["plans", key, "prices"]);
      // Whether a plan's texts suit its prices can't be said without one of them.
      const isWhole = Object.keys(left).length === Object.keys(isGiven(prices) ? prices : {}).length;
      return {
        ...NAMED,
        ...sound(isWhole ? plan : withoutTexts(plan), ["plans", key]),
        features: Array.isArray(features) ? features.map((id) => (typeof id === "string" ? id : "")) : [],
        prices: left,
      };
    }),
  } as unknown as AnyCatalogEntry;
}

const withoutTexts = (plan: object) =>
  Object.fromEntries(Object.entries(plan).filter(([key]) => !languages.some((language) => language === key)));

const hasTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((one) => typeof one === "string");
