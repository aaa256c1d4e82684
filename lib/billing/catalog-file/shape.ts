import { z } from "zod";
import { byName, fields, inLanguages, matching, must, oneOf, shownText, text, whole, yes } from "./kinds";
import type { Amount, Amounts, Currencies } from "./types";

// What billing/catalog.ts may say, field by field, checked when the file is loaded: a command runs it without its types.
// tests/unit/billing/catalog-file/shape-types.test.ts holds it to types.ts. What fields say together: together.ts, checks.ts.

const AMOUNT =
  'must be an amount in the smallest unit: a whole number from 0 to 99999999 (900 is $9.00), or a fraction as a text ("0.2", up to 12 decimals)';

/** https://docs.stripe.com/api/prices/create#create_price-unit_amount_decimal */
const isAmount = (value: unknown): value is Amount =>
  typeof value === "number"
    ? Number.isInteger(value) && value >= 0 && value <= 99_999_999
    : typeof value === "string" && /^(0|[1-9]\d{0,7})(\.\d{1,12})?$/.test(value);

const isObject = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Each currency's amount is a place of its own. */
const amounts = z
  .custom<Amounts<Currencies>>((value) => isObject(value) || isAmount(value), AMOUNT)
  .superRefine((value, context) => {
    if (!isObject(value)) return;
    for (const [currency, amount] of Object.entries(value))
      if (amount !== undefined && !isAmount(amount))
        context.addIssue({ code: "custom", path: [currency], message: AMOUNT, input: amount });
  });

/** https://docs.stripe.com/api/metadata */
const metadata = byName(
  "texts",
  text.refine((value) => value.length >= 1 && value.length <= 500, "must have 1 to 500 characters"),
);

const INTERVALS = ["day", "week", "month", "year"] as const;
const EVERY = must('"day", "week", "month" or "year", or several of them: [3, "month"]');

const tier = fields("a tier", {
  upTo: z.union(
    [z.int().min(1).max(1_000_000_000), z.literal("rest")],
    must('a whole number, or "rest" in the last one'),
  ),
  unitAmountMinor: amounts.optional(),
  flatAmountMinor: amounts.optional(),
});

export const price = fields("a price", {
  every: z.union([z.enum(INTERVALS), z.tuple([z.int(), z.enum(INTERVALS)]).readonly()], EVERY),
  amountMinor: amounts.optional(),
  seats: oneOf(["members", "chosen"]).optional(),
  minSeats: whole(1, 999_999).optional(),
  maxSeats: whole(1, 999_999).optional(),
  meter: text.optional(),
  package: fields("a package", { size: whole(2, 1_000_000_000), round: oneOf(["up", "down"]) }).optional(),
  tiersMode: oneOf(["graduated", "volume"]).optional(),
  tiers: z.tuple([tier], tier, must("a list of tiers, one at least")).readonly().optional(),
  nickname: shownText.optional(),
  taxBehavior: oneOf(["inclusive", "exclusive"]).optional(),
  hidden: yes.optional(),
  retired: yes.optional(),
  metadata: metadata.optional(),
});

const inOneName = fields("a text", { name: shownText });

export const setupFee = fields("a set-up fee", {
  lookupKey: text,
  amountMinor: amounts,
  ...inLanguages(inOneName),
});

export const plan = fields("a plan", {
  ...inLanguages(
    fields("a plan's texts", {
      name: shownText,
      description: text,
      unit: shownText.optional(),
      units: shownText.optional(),
    }),
  ),
  group: matching(/^\S{1,100}$/, "a text of 1 to 100 characters without spaces").optional(),
  features: z.array(text, must("a list of features")).readonly(),
  prices: byName("prices", price).optional(),
  setupFee: setupFee.optional(),
  trialDays: whole(0, 729).optional(),
  trialWithoutCard: oneOf(["cancel", "pause"]).optional(),
  talkToUs: fields("a way to reach you", {
    contact: matching(/^(mailto:|https?:\/\/|\/)\S+$/, "mailto:…, https://… or a path"),
  }).optional(),
  taxCode: matching(/^txcd_\d{8}$/, "a tax code of Stripe's: txcd_ and eight digits").optional(),
  highlight: yes.optional(),
  retired: yes.optional(),
  metadata: metadata.optional(),
});

export const meter = fields("a meter", {
  aggregation: oneOf(["sum", "count", "last"]),
  ...inLanguages(fields("a meter's texts", { name: shownText, unit: shownText, units: shownText.optional() })),
});

export const feature = fields("a feature", {
  was: z.union([text, z.array(text).readonly()], must("an id, or a list of ids")).optional(),
  ...inLanguages(fields("a feature's texts", { title: shownText, sentence: text })),
});

const KNOWN_CURRENCIES = new Set(Intl.supportedValuesOf("currency").map((code) => code.toLowerCase()));
const CODE = 'a lower-case ISO code, such as "usd"';

const currency = z.string(must(CODE)).refine((code) => KNOWN_CURRENCIES.has(code), must(CODE));

export const catalogShape = fields("a catalog", {
  features: byName("features", feature),
  currencies: z.tuple([currency], currency, must('a list of currencies, one at least: ["usd"]')).readonly(),
  meters: byName("meters", meter).optional(),
  taxBehavior: oneOf(["inclusive", "exclusive"]).optional(),
  plans: byName("plans", plan),
});
