import type { CatalogFile, FileCost, FilePlan, FilePrice, FileSetupFee, FileTier } from "./catalog-file";
import { problemsOf } from "./checks";
import { refuseProblems } from "./file-error";
import { placeOf, problemLine } from "./problem";
import { catalogShapeProblems } from "./shape-problems";
import { soundPart, type AnyCatalogEntry } from "./sound-part";
import type { FeatureEntry } from "./texts";
import type {
  Amount,
  Amounts,
  CatalogEntry,
  Currencies,
  Every,
  MeterEntry,
  PlanEntry,
  PriceEntry,
  SetupFeeEntry,
  Tier,
} from "./types";

/**
 * The plans as code, checked and written out.
 * @throws FileError that names every field that can't be right
 */
export function defineCatalog<
  const F extends Readonly<Record<string, FeatureEntry>>,
  const C extends Currencies,
  const M extends Readonly<Record<string, MeterEntry>> = Record<never, never>,
>(entry: CatalogEntry<F, C, M>): CatalogFile {
  const shape = catalogShapeProblems(entry);
  const readable = shape.length === 0 ? (entry as unknown as AnyCatalogEntry) : soundPart(entry, shape);
  const file = readable && writtenOut(readable);
  // A place is named once.
  const places = shape.map((problem) => `${placeOf(problem)} `);
  const further = (file ? problemsOf(file) : []).filter((line) => !places.some((place) => line.startsWith(place)));
  refuseProblems("billing/catalog.ts", [...shape.map(problemLine), ...further]);
  if (!file) throw new Error("Without a problem there is a file.");
  return file;
}

function writtenOut({ features, currencies, meters, plans, taxBehavior }: AnyCatalogEntry): CatalogFile {
  const context = { currency: currencies[0], taxBehavior: taxBehavior ?? null };
  return {
    features,
    currencies: [...currencies] as [string, ...string[]],
    meters: Object.entries(meters ?? {}).map(([eventName, { aggregation, ...texts }]) => ({
      eventName,
      texts,
      aggregation,
    })),
    plans: Object.entries(plans).map(([key, plan]) => planOf(key, plan, context)),
  };
}

type Context = { currency: string; taxBehavior: "inclusive" | "exclusive" | null };

function planOf(key: string, plan: PlanEntry, context: Context): FilePlan {
  const {
    group = null,
    features,
    prices = {},
    setupFee,
    trialDays = null,
    trialWithoutCard = null,
    talkToUs = null,
    taxCode = null,
    highlight = false,
    retired = false,
    metadata = {},
    ...texts
  } = plan;
  const entries = Object.entries(prices);
  const written = entries.map(([lookupKey, price]) => priceOf(lookupKey, price, { ...context, name: texts.en.name }));
  // Beside one that is retired, usage that isn't is sold alone.
  const isBeside = ({ interval, intervalCount, isRetired }: FilePrice) =>
    written.some(
      (one) =>
        one.quantity.kind !== "metered" &&
        one.interval === interval &&
        one.intervalCount === intervalCount &&
        (isRetired || !one.isRetired),
    );
  return {
    key,
    texts,
    group,
    features,
    prices: written.map((price) => ({
      ...price,
      isRetired: price.isRetired || retired,
      isCompanion: price.quantity.kind === "metered" && isBeside(price),
    })),
    setupFee: setupFee ? feeOf(setupFee, context) : null,
    trialDays,
    trialWithoutCard,
    talkToUs,
    taxCode,
    isHighlighted: highlight,
    isRetired: retired,
    metadata,
  };
}

function priceOf(
  lookupKey: string,
  price: PriceEntry,
  { currency, taxBehavior, name }: Context & { name: string },
): FilePrice {
  const [intervalCount, interval] = everyOf(price.every);
  return {
    lookupKey,
    nickname: price.nickname ?? `${name} ${rhythmOf(intervalCount, interval)}`,
    interval,
    intervalCount,
    currency,
    costs: costsOf(price, currency),
    tiersMode: price.tiers ? price.tiersMode : null,
    package: price.package ?? null,
    quantity: quantityOf(price),
    isCompanion: false,
    taxBehavior: price.taxBehavior ?? taxBehavior,
    isHidden: price.hidden ?? false,
    isRetired: price.retired ?? false,
    metadata: price.metadata ?? {},
  };
}

const everyOf = (every: Every) => (typeof every === "string" ? ([1, every] as const) : every);

const RHYTHMS = { day: "Daily", week: "Weekly", month: "Monthly", year: "Yearly" } as const;

const rhythmOf = (count: number, interval: keyof typeof RHYTHMS): string =>
  count === 1 ? RHYTHMS[interval] : count === 3 && interval === "month" ? "Quarterly" : `every ${count} ${interval}s`;

function quantityOf(price: PriceEntry): FilePrice["quantity"] {
  if (price.meter !== undefined) return { kind: "metered", meter: price.meter };
  if (price.seats === undefined) return { kind: "one" };
  return { kind: "seats", follows: price.seats, min: price.minSeats ?? null, max: price.maxSeats ?? null };
}

function costsOf(price: PriceEntry, first: string): FilePrice["costs"] {
  if (price.tiers === undefined)
    return Object.fromEntries(
      amountsOf(price.amountMinor, first).map(([currency, unitAmount]): [string, FileCost] => [
        currency,
        { unitAmount, tiers: null },
      ]),
    );
  return Object.fromEntries(
    currenciesOfTiers(price.tiers, first).map((currency): [string, FileCost] => [
      currency,
      { unitAmount: null, tiers: price.tiers.map((tier) => tierIn(tier, currency, first)) },
    ]),
  );
}

/** Those that any tier names: one that lacks an amount in it is a problem that checks.ts names. */
function currenciesOfTiers(tiers: readonly Tier<Currencies>[], first: string): string[] {
  const named = tiers.flatMap(({ unitAmountMinor, flatAmountMinor }) =>
    [unitAmountMinor, flatAmountMinor].flatMap((amounts) =>
      amounts === undefined ? [] : amountsOf(amounts, first).map(([currency]) => currency),
    ),
  );
  return [...new Set([first, ...named])];
}

function tierIn(
  { upTo, unitAmountMinor, flatAmountMinor }: Tier<Currencies>,
  currency: string,
  first: string,
): FileTier {
  return {
    upTo: upTo === "rest" ? null : upTo,
    unitAmount: amountIn(unitAmountMinor ?? 0, currency, first),
    flatAmount: flatAmountMinor === undefined ? null : amountIn(flatAmountMinor, currency, first),
  };
}

/** Nothing costs nothing in every currency. "?" where another amount lacks the currency. */
const amountIn = (amounts: Amounts<Currencies>, currency: string, first: string): string =>
  amounts === 0 ? "0" : (amountsOf(amounts, first).find(([named]) => named === currency)?.[1] ?? "?");

function amountsOf(amounts: Amounts<Currencies>, first: string): [currency: string, amount: string][] {
  const byCurrency: Record<string, Amount | undefined> = typeof amounts === "object" ? amounts : { [first]: amounts };
  const named = Object.entries(byCurrency).flatMap(([currency, amount]): [string, string][] =>
    amount === undefined ? [] : [[currency, plain(amount)]],
  );
  return named.toSorted(([a], [b]) => Number(b === first) - Number(a === first));
}

/** "0.20" and "0.2" are one amount. */
const plain = (amount: Amount): string =>
  typeof amount === "string" && /^\d+\.\d*0$/.test(amount) ? amount.replace(/\.?0+$/, "") : String(amount);

const feeOf = (
  { lookupKey, amountMinor, ...texts }: SetupFeeEntry,
  { currency, taxBehavior }: Context,
): FileSetupFee => ({
  texts,
  lookupKey,
  currency,
  amounts: Object.fromEntries(amountsOf(amountMinor, currency)),
  taxBehavior,
});
