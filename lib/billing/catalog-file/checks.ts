import { STEPS } from "@/lib/currencies";
import { own } from "@/lib/own";
import { METADATA } from "@/lib/stripe/metadata";
import { readCarried } from "../entitlements/carried";
import type { CatalogFile, FileCost, FilePlan, FilePrice } from "./catalog-file";
import { featureIdProblems, FeatureIds } from "./feature-ids";
import { planPriceProblems, type Refuse } from "./plan-prices";
import type { PlanTexts } from "./texts";

/** What a field alone doesn't show. Each problem names its field, as `plans.pro.prices.pro_month.tiers[1].upTo`. */
export function problemsOf(file: CatalogFile): string[] {
  const problems: string[] = [];
  const refuse = (field: string, why: string) => void problems.push(`${field} ${why}`);
  currencies(file, refuse);
  featureIdProblems(file.features, refuse);
  for (const { eventName } of file.meters)
    if (!/^[\w.-]{1,100}$/.test(eventName))
      refuse(`meters.${eventName}`, "must be named by 1 to 100 letters, digits, dots, dashes or underscores");
  for (const plan of file.plans) planProblems(plan, file, refuse);
  lookupKeys(file, refuse);
  if (file.plans.filter(({ isHighlighted }) => isHighlighted).length > 1)
    refuse("plans", "may highlight one plan only");
  // Tiers have the same steps in each currency.
  return [...new Set(problems)];
}

function currencies({ currencies: listed }: CatalogFile, refuse: Refuse): void {
  listed.forEach((currency, index) => {
    if (listed.indexOf(currency) !== index) refuse(`currencies[${index}]`, `names ${currency} again`);
  });
}

/** Stripe finds a price by it: a key that is there twice would go from one to the other at each set-up. */
function lookupKeys({ plans }: CatalogFile, refuse: Refuse): void {
  const seen = new Map<string, string>();
  for (const plan of plans) {
    const keys = [
      ...plan.prices.map(({ lookupKey }) => lookupKey),
      ...(plan.setupFee ? [plan.setupFee.lookupKey] : []),
    ];
    for (const key of keys) {
      const other = seen.get(key);
      if (other) refuse(`plans.${plan.key}`, `uses the lookup key ${key}, which plans.${other} has already`);
      if (!/^\S{1,200}$/.test(key))
        refuse(
          `plans.${plan.key}.prices`,
          `has the lookup key "${key}": it must have 1 to 200 characters without spaces`,
        );
      seen.set(key, plan.key);
    }
  }
}

/** Stripe's limits of metadata: https://docs.stripe.com/api/metadata. A value is one of ours too, or nobody's. */
function ownMetadata(field: string, metadata: Readonly<Record<string, string>>, refuse: Refuse): void {
  const ours = new Set<string>(Object.values(METADATA));
  for (const key of Object.keys(metadata)) {
    if (ours.has(key)) refuse(`${field}.metadata.${key}`, "is written by the set-up itself");
    if (!/^[^[\]]{1,40}$/.test(key))
      refuse(`${field}.metadata`, `has the key "${key}": it must have 1 to 40 characters, without brackets`);
  }
  if (Object.keys(metadata).length > 30) refuse(`${field}.metadata`, "may have up to 30 keys");
}

function planProblems(plan: FilePlan, file: CatalogFile, refuse: Refuse): void {
  const field = `plans.${plan.key}`;
  // JavaScript lists names that are numbers before all others, so they would lose their place on the pages.
  if (!/^(?!\d+$|__proto__$)[\w-]{1,100}$/.test(plan.key))
    refuse(field, "must be named by 1 to 100 letters, digits, dashes or underscores, and not by digits alone");
  unitProblems(field, plan, refuse);
  featureProblems(plan, file, refuse);
  ownMetadata(field, plan.metadata, refuse);
  for (const price of plan.prices) priceProblems(`${field}.prices.${price.lookupKey}`, price, file, refuse);
  if (plan.setupFee) firstCurrency(`${field}.setupFee.amountMinor`, plan.setupFee.amounts, file, refuse);
  for (const [currency, amount] of Object.entries(plan.setupFee?.amounts ?? {}))
    onceProblem(`${field}.setupFee.amountMinor.${currency}`, currency, amount, file, refuse);
  planPriceProblems(plan, refuse);
}

/** In a group the number is one of people, and called seats. */
function unitProblems(field: string, { texts, group, prices }: FilePlan, refuse: Refuse): void {
  const isCounted = prices.some(({ quantity }) => quantity.kind === "seats" && quantity.follows === "chosen");
  for (const [language, shown] of Object.entries(texts) as [string, PlanTexts["en"] | undefined][]) {
    const { unit, units } = shown ?? {};
    if ((unit !== undefined || units !== undefined) && (group !== null || !isCounted))
      refuse(`${field}.${language}.unit`, 'is only for add-ons with seats: "chosen"');
    else if (units !== undefined && unit === undefined) refuse(`${field}.${language}.unit`, "is missing beside units");
  }
}

function featureProblems({ key, features }: FilePlan, file: CatalogFile, refuse: Refuse): void {
  const seen = new Set<string>();
  features.forEach((entry, index) => {
    const at = `plans.${key}.features[${index}]`;
    const { carried } = readCarried(entry);
    const [feature] = carried;
    if (!feature || carried.length > 1 || /\s/.test(entry))
      return refuse(
        at,
        `is "${entry}": it must be one feature, with a limit or without, which is a whole number from 0 to 999999999 in plain digits`,
      );
    const { featureId } = feature;
    if (!Object.hasOwn(file.features, featureId)) refuse(at, `is "${featureId}", which is no feature of this file`);
    if (seen.has(featureId)) refuse(at, `names ${featureId} again`);
    seen.add(featureId);
  });
  if (new FeatureIds(file.features).asWritten(features).length > 500)
    refuse(`plans.${key}.features`, "take more than the 500 characters that Stripe keeps");
}

const LONGEST = { day: 1095, week: 156, month: 36, year: 3 };

function priceProblems(field: string, price: FilePrice, file: CatalogFile, refuse: Refuse): void {
  // https://docs.stripe.com/api/prices/create#create_price-recurring-interval_count
  const longest = LONGEST[price.interval];
  if (!isWhole(price.intervalCount, 1, longest))
    refuse(`${field}.every`, `must be at most three years: 1 to ${longest} ${price.interval}s`);
  if (price.quantity.kind === "seats") {
    const { min, max } = price.quantity;
    if (min !== null && max !== null && max < min)
      refuse(`${field}.maxSeats`, `must be a whole number from ${min} to 999999`);
  }
  if (
    price.quantity.kind === "metered" &&
    !file.meters.some(({ eventName }) => price.quantity.kind === "metered" && eventName === price.quantity.meter)
  )
    refuse(`${field}.meter`, "must be one of the file's meters");
  firstCurrency(`${field}.amountMinor`, price.costs, file, refuse);
  for (const [currency, cost] of Object.entries(price.costs))
    if (price.quantity.kind === "one" && cost.tiers === null)
      onceProblem(`${field}.amountMinor.${currency}`, currency, cost.unitAmount, file, refuse);
    else costProblems(field, currency, cost, file, refuse);
  ownMetadata(field, price.metadata, refuse);
}

/** A price's own currency, which a checkout takes where no other is named. */
function firstCurrency(field: string, amounts: object, { currencies: [first] }: CatalogFile, refuse: Refuse): void {
  if (!Object.hasOwn(amounts, first)) refuse(`${field}.${first}`, "is missing: it is the file's first currency");
}

function costProblems(field: string, currency: string, cost: FileCost, file: CatalogFile, refuse: Refuse): void {
  if (cost.tiers === null)
    return amountProblem(`${field}.amountMinor.${currency}`, currency, cost.unitAmount, file, refuse);
  cost.tiers.forEach(({ upTo, unitAmount, flatAmount }, index) => {
    const at = `${field}.tiers[${index}]`;
    const before = Math.max(0, ...cost.tiers.slice(0, index).map((tier) => tier.upTo ?? 0));
    const isLast = index === cost.tiers.length - 1;
    if (isLast ? upTo !== null : upTo === null || !isWhole(upTo, before + 1, 1_000_000_000))
      refuse(
        `${at}.upTo`,
        isLast ? 'must be "rest", as the last tier takes it' : `must be a whole number above ${before}`,
      );
    amountProblem(`${at}.unitAmountMinor.${currency}`, currency, unitAmount, file, refuse);
    if (flatAmount !== null) amountProblem(`${at}.flatAmountMinor.${currency}`, currency, flatAmount, file, refuse);
  });
}

/** An amount that is charged as it is, where others are multiplied first: pages would show another than Stripe charges. */
function onceProblem(field: string, currency: string, amount: string, file: CatalogFile, refuse: Refuse): void {
  const step = own(STEPS, currency) ?? 1;
  if (/^\d+\.\d+$/.test(amount)) refuse(field, "must be a whole number: Stripe rounds what is charged once");
  else if (Number.isInteger(Number(amount)) && Number(amount) % step !== 0)
    refuse(field, `must be a multiple of ${step}: Stripe charges no smaller part of it`);
  else amountProblem(field, currency, amount, file, refuse);
}

function amountProblem(field: string, currency: string, amount: string, file: CatalogFile, refuse: Refuse): void {
  if (!file.currencies.includes(currency)) refuse(field, "is in a currency that the file does not name");
  else if (amount === "?") refuse(field, "is missing: another tier is sold in this currency");
}

const isWhole = (value: number, from: number, to: number): boolean =>
  Number.isInteger(value) && value >= from && value <= to;
