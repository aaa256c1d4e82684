// Random subscriptions: what is sold, to whom, and what happens to it within its first period.
import fc from "fast-check";
import { CURRENCIES, PLACES, type Currency, type Pricing } from "./calculator.ts";

const DAY = 86_400;

export interface Item {
  pricing: Pricing;
  quantity: number;
  metered: boolean;
  behavior: "exclusive" | "inclusive";
}
export interface Coupon {
  percent: string | null;
  amount: number | null;
  duration: "once" | "repeating" | "forever";
  months: number;
}

const decimal = fc
  .tuple(fc.nat({ max: 5000 }), fc.option(fc.integer({ min: 1, max: 9_999 })))
  .map(([units, fraction]) => (fraction === null ? String(units) : `${units}.${String(fraction).padStart(4, "0")}`));

const tiers = fc
  .tuple(
    fc.uniqueArray(fc.integer({ min: 1, max: 40 }), { minLength: 0, maxLength: 3 }),
    fc.array(
      // A tier has an amount of either kind, or both
      fc.oneof(fc.tuple(decimal, decimal), fc.tuple(decimal, fc.constant(null)), fc.tuple(fc.constant(null), decimal)),
      { minLength: 4, maxLength: 4 },
    ),
  )
  .map(([bounds, amounts]) =>
    [...bounds.sort((a, b) => a - b), null].map((upTo, index) => {
      const [unit = "0", flat = "0"] = amounts[index] ?? [];
      return { upTo, unit, flat };
    }),
  );

const pricing: fc.Arbitrary<Pricing> = fc.oneof(
  decimal.map((amount) => ({ kind: "unit" as const, amount })),
  fc.record({
    kind: fc.constant("package" as const),
    amount: decimal,
    size: fc.integer({ min: 2, max: 12 }),
    round: fc.constantFrom("up" as const, "down" as const),
  }),
  fc.record({ kind: fc.constantFrom("graduated" as const, "volume" as const), tiers }),
);

const item: fc.Arbitrary<Item> = fc.record({
  pricing,
  quantity: fc.integer({ min: 1, max: 60 }),
  metered: fc.nat({ max: 3 }).map((one) => one === 0),
  behavior: fc.constantFrom("exclusive" as const, "inclusive" as const),
});

const coupon: fc.Arbitrary<Coupon> = fc
  .record({
    percent: fc.option(fc.integer({ min: 1, max: 10_000 }).map((hundredths) => String(hundredths / 100))),
    amount: fc.integer({ min: 1, max: 5000 }),
    duration: fc.constantFrom("once" as const, "repeating" as const, "forever" as const),
    months: fc.integer({ min: 1, max: 2 }),
  })
  .map((one) => ({ ...one, amount: one.percent === null ? one.amount : null }));

export interface Story {
  currency: Currency;
  /** Its prices are in another currency, and have this one as an option. */
  abroad: boolean;
  place: (typeof PLACES)[number] | null;
  /** By given rates instead of automatically. */
  byHand: boolean;
  items: Item[];
  /** Bought once, with the first invoice. */
  once: Item | null;
  coupon: Coupon | null;
  /** In steps of the currency: credit, or what is owed. */
  balance: number;
  usage: number;
  what: "nothing" | "quantity" | "schedule";
  proration: "always_invoice" | "create_prorations" | "none";
  wait: number;
  quantity: number;
}

export const story: fc.Arbitrary<Story> = fc.record({
  currency: fc.constantFrom(...(Object.keys(CURRENCIES) as Currency[])),
  abroad: fc.nat({ max: 2 }).map((one) => one === 0),
  place: fc.option(fc.constantFrom(...PLACES), { freq: 4 }),
  byHand: fc.nat({ max: 3 }).map((one) => one === 0),
  items: fc.array(item, { minLength: 1, maxLength: 3 }),
  once: fc.option(
    item.map((one) => ({ ...one, metered: false })),
    { freq: 2 },
  ),
  coupon: fc.option(coupon),
  balance: fc.integer({ min: -20_000, max: 500 }),
  usage: fc.nat({ max: 200 }),
  what: fc.constantFrom("nothing" as const, "quantity" as const, "quantity" as const, "schedule" as const),
  proration: fc.constantFrom("always_invoice" as const, "create_prorations" as const, "none" as const),
  wait: fc.integer({ min: 1, max: 30 * DAY }),
  quantity: fc.integer({ min: 1, max: 60 }),
});
