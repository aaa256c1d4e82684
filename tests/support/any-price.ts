import fc from "fast-check";
import type Stripe from "stripe";

// Prices of any shape, in several currencies, as Stripe takes them.

/** With the step of its amounts. */
const CURRENCIES = { usd: 1, eur: 1, jpy: 1, kwd: 10, isk: 100 };
export type Currency = keyof typeof CURRENCIES;
export const ALL = Object.keys(CURRENCIES) as Currency[];

const whole = (currency: Currency) => fc.nat(9_999).map((n) => String(n * CURRENCIES[currency]));
const amount = (currency: Currency) =>
  fc.oneof(
    whole(currency),
    fc.constantFrom("0.5", "12.5", "1250.5", "0.000000000001", "1.005", "33.333333333333", "499.999999999999"),
  );

type Tier = { up_to: number | "inf"; unit_amount_decimal?: string; flat_amount_decimal?: string };
type Cost = { unit_amount_decimal: string } | { tiers: Tier[] };

const flatCost = (currency: Currency): fc.Arbitrary<Cost> =>
  amount(currency).map((unit) => ({ unit_amount_decimal: unit }));
/** The steps are those of the price, whatever the currency. */
const tieredCost =
  (steps: number[]) =>
  (currency: Currency): fc.Arbitrary<Cost> =>
    fc
      .tuple(
        ...[...steps, "inf" as const].map((up_to) =>
          fc.record({ unit: fc.option(amount(currency)), once: fc.option(whole(currency)) }).map(
            ({ unit, once }): Tier => ({
              up_to,
              ...(unit === null && once === null ? { unit_amount_decimal: "0" } : {}),
              ...(unit !== null && { unit_amount_decimal: unit }),
              ...(once !== null && { flat_amount_decimal: once }),
            }),
          ),
        ),
      )
      .map((tiers) => ({ tiers }));

const shape = fc.oneof(
  fc.constant({ of: flatCost, more: {} }),
  fc
    .record({ divide_by: fc.integer({ min: 2, max: 30 }), round: fc.constantFrom("up" as const, "down" as const) })
    .map((transform_quantity) => ({ of: flatCost, more: { transform_quantity } })),
  fc
    .record({
      tiers_mode: fc.constantFrom("graduated" as const, "volume" as const),
      steps: fc.uniqueArray(fc.integer({ min: 1, max: 40 }), { maxLength: 3 }),
    })
    .map(({ tiers_mode, steps }) => ({
      of: tieredCost(steps.toSorted((a, b) => a - b)),
      more: { billing_scheme: "tiered" as const, tiers_mode },
    })),
);

/** @param currencies the price's own first */
export const anyPrice = (currencies: fc.Arbitrary<Currency[]>) =>
  fc.record({ shape, currencies }).chain(({ shape: { of, more }, currencies }) =>
    fc.tuple(...currencies.map(of)).map(([first, ...others]) => ({
      currencies,
      params: {
        currency: currencies[0],
        ...first,
        ...more,
        ...(others.length > 0 && {
          currency_options: Object.fromEntries(others.map((cost, at) => [currencies[at + 1], cost])),
        }),
      } as unknown as Omit<Stripe.PriceCreateParams, "currency"> & { currency: string },
    })),
  );
