/** A file that was run without its types: whatever it holds, each error names the place, and none is a TypeError. */
import { expect, test } from "vitest";
import { defineCatalog } from "@/lib/billing/catalog-file/define";
import { FileError } from "@/lib/billing/catalog-file/file-error";
import { definePortal, type PortalFile } from "@/lib/billing/catalog-file/portal-file";
import { portal } from "@/billing/portal";
import { everythingAsWritten } from "../../../support/catalogs/everything";

type Place = (string | number)[];

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

/** Each place in a file: what is in braces and brackets, and all in it. */
const placesOf = (value: unknown, place: Place = []): Place[] => [
  ...(place.length > 0 ? [place] : []),
  ...(isObject(value)
    ? Object.entries(value).flatMap(([key, one]) => placesOf(one, [...place, Array.isArray(value) ? Number(key) : key]))
    : []),
];

const at = (file: unknown, place: Place): unknown =>
  place.reduce((value, part) => (value as Record<string, unknown>)[part], file);

const REMOVED = Symbol("removed");

/** The same file with something else in one place. */
function broken(file: unknown, [first, ...rest]: Place, value: unknown): unknown {
  if (first === undefined) return value;
  const copy = (Array.isArray(file) ? [...(file as unknown[])] : { ...(file as object) }) as Record<string, unknown>;
  const there = broken(copy[first], rest, value);
  if (there === REMOVED) delete copy[first];
  else copy[first] = there;
  return copy;
}

/** The problems that it's refused for; null where it's taken. */
function refusal(make: () => unknown): string[] | null {
  try {
    make();
    return null;
  } catch (error) {
    if (error instanceof FileError) return error.files.flatMap(({ problems }) => problems);
    throw error;
  }
}

const define = (file: unknown) => refusal(() => defineCatalog(file as typeof everythingAsWritten));
const portalOf = (file: unknown) => refusal(() => definePortal(file as PortalFile));

const named = (place: Place): string =>
  place.map((part, index) => (typeof part === "number" ? `[${part}]` : `${index > 0 ? "." : ""}${part}`)).join("");

/** The place of an interval or of an earlier id is the list that it's in. */
const asNamed = (place: Place): string => named(place).replace(/(\.every|\.was)\[\d+\]$/, "$1");

const FILES = [
  ["catalog", everythingAsWritten, define],
  ["portal", portal, portalOf],
] as const;

test.each(FILES)("what is never right is named in each place of the %s", (_, file, check) => {
  for (const place of placesOf(file)) {
    const problems = check(broken(file, place, () => 1));
    expect(problems?.[0]?.startsWith(`${asNamed(place)} `), `${named(place)}: ${String(problems)}`).toBe(true);
  }
});

test.each(FILES)("a field more is named in each place of the %s that has fields", (_, file, check) => {
  for (const place of placesOf(file)) {
    if (Array.isArray(at(file, place))) continue;
    const problems = check(broken(file, [...place, "tpyo"], () => 1));
    expect(problems?.[0]?.startsWith(asNamed(place)), `${named(place)}: ${String(problems)}`).toBe(true);
  }
});

const ODD = [
  REMOVED,
  null,
  undefined,
  "",
  "xyz",
  -1,
  0.5,
  Infinity,
  1e9,
  true,
  [],
  {},
  [null],
  { en: null },
  new Date(0),
];

test.each(FILES)(
  "whatever is in a place of the %s, it's taken, or refused with lines that name places",
  (_, file, check) => {
    // Of neighbors each gets other ones.
    for (const [index, place] of placesOf(file).entries())
      for (const value of ODD.filter((_one, odd) => odd % 4 === index % 4))
        for (const line of check(broken(file, place, value)) ?? [])
          expect(line, named(place)).toMatch(/^(\[?\w[\w.[\]-]*|the file) \S/);
  },
);

const PRICES = ["plans", "solo", "prices", "solo_month"];
const YEARS = ["plans", "studio", "prices", "studio_year"];
const TEAM = ["plans", "team", "prices", "team_month"];

test.each<[Place, unknown, string]>([
  [[...TEAM, "seats"], "member", 'must be "members" or "chosen", not "member"'],
  [[...TEAM, "seats"], REMOVED, "plans.team.prices.team_month.minSeats doesn't go without seats"],
  [[...PRICES, "amountMinor", "usd"], 12.5, 'or a fraction as a text ("0.2", up to 12 decimals), not 12.5'],
  [[...PRICES, "amountMinor", "usd"], "05.5", 'or a fraction as a text ("0.2", up to 12 decimals), not "05.5"'],
  [[...PRICES, "nickname"], "", 'must not be empty, not ""'],
  [[...PRICES, "amountMinor", "usd"], -1, "a whole number from 0 to 99999999 (900 is $9.00)"],
  [[...PRICES, "amountMinor", "usd"], 100_000_000, "a whole number from 0 to 99999999 (900 is $9.00)"],
  [[...PRICES, "amountMinor", "usd"], REMOVED, "is missing: it is the file's first currency"],
  [[...PRICES, "amountMinor", "gbp"], 100, "is in a currency that the file does not name"],
  [[...PRICES, "amountMinor"], REMOVED, "is missing: a price has amountMinor, or tiers"],
  [[...PRICES, "amount"], 100, "is no field of a price, which has every, amountMinor, seats"],
  [[...PRICES, "package"], { size: 5, round: "up" }, "needs seats or meter: a flat price has no units"],
  [[...PRICES, "hidden"], false, "must be true, or left out, not false"],
  [["plans", "solo", "prices"], REMOVED, "is missing: a plan has prices, or talkToUs"],
  [["currencies", 1], "xyz", 'must be a lower-case ISO code, such as "usd", not "xyz"'],
  [["currencies", 1], "EUR", 'must be a lower-case ISO code, such as "usd", not "EUR"'],
  [
    ["plans", "enterprise", "prices", "enterprise_year", "hidden"],
    REMOVED,
    "a plan with talkToUs has hidden prices only",
  ],
  [[...YEARS, "tiers", 0, "upTo"], "rest", "must be a whole number above 0"],
  [[...YEARS, "tiers", 1, "upTo"], 10, 'must be "rest", as the last tier takes it'],
  [[...YEARS, "tiers"], [], "tiers[0] is missing: it must be a tier: { upTo: … }"],
  [[...YEARS, "package"], { size: 5, round: "up" }, "doesn't go with tiers"],
  [[...YEARS, "amountMinor"], 100, "doesn't go with tiers"],
  [[...YEARS, "tiersMode"], REMOVED, 'is missing: tiers need "graduated" or "volume"'],
  [["plans", "solo", "features", 0], "bords", 'is "bords", which is no feature of this file'],
  [["plans", "solo", "features", 1], "boards:3", "names boards again"],
  [["plans", "solo", "features"], REMOVED, "is missing: it must be a list of features"],
  [["plans", "solo", "fr"], { name: "Solo", description: "" }, "is no field of a plan, which has en, de, group"],
  [["plans", "solo", "en"], REMOVED, "is missing: it must be a plan's texts: { name: … }"],
  [["plans", "solo", "en", "name"], " ", 'must not be empty, not " "'],
  [["plans", "solo", "trialDays"], "14", 'must be a whole number from 0 to 729, not "14"'],
  [["features", "export", "en", "titel"], "CSV", "is no field of a feature's texts, which has title, sentence"],
  [["meters", "api_calls", "aggregation"], "max", 'must be "sum", "count" or "last", not "max"'],
  [["plans", "2024"], { en: { name: "A", description: "" }, features: [], prices: {} }, "not by digits alone"],
])("%j with %j is refused", (place, value, why) => {
  const problems = define(broken(everythingAsWritten, place, value));
  expect(problems?.join("\n")).toContain(why);
  expect(problems?.[0]).toContain(named(value === REMOVED && place.at(-1) === "seats" ? place.slice(0, -1) : place));
});

test("a plan whose key is the name of every object's prototype doesn't vanish", () => {
  // Not a field, but the object's prototype.
  const plans = { __proto__: everythingAsWritten.plans.solo };
  expect(define({ ...everythingAsWritten, plans })).toEqual([
    "plans must be written in braces, without the name __proto__",
  ]);
});

test("all that is wrong is named at once, also what only the whole file shows", () => {
  let file: unknown = everythingAsWritten;
  for (const [place, value] of [
    [["currencies", 1], "xyz"],
    [["features", "sso", "en"], "SSO"],
    [["plans", "free", "highlight"], true],
    [["plans", "solo", "trialDays"], -1],
    [["plans", "solo", "features", 0], "bords"],
    [["plans", "team", "setupFee", "lookupKey"], "solo_month"],
    [[...TEAM, "seats"], "member"],
    [["plans", "build", "prices", "build_calls_month", "meter"], "cals"],
  ] as [Place, unknown][])
    file = broken(file, place, value);
  const problems = define(file) ?? [];
  for (const place of [
    "currencies[1] ",
    "features.sso.en ",
    "plans may highlight",
    "plans.solo.trialDays ",
    "plans.solo.features[0] ",
    "plans.team uses the lookup key solo_month",
    "plans.team.prices.team_month.seats ",
    "plans.build.prices.build_calls_month.meter ",
  ])
    expect(
      problems.filter((line) => line.startsWith(place)),
      place,
    ).toHaveLength(1);
});
