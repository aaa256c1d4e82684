import fc from "fast-check";
import type Stripe from "stripe";
import { afterAll, beforeAll, expect, test } from "vitest";
import { amountFor } from "@/lib/amounts";
import { amountSql } from "@/lib/billing/catalog/amount-sql";
import { type PricedRow, pricedFields, pricedFieldsIn, readPriced } from "@/lib/billing/catalog/priced";
import { syncObject } from "@/lib/billing/mirror/sync";
import { startMirror } from "../support/mirror";

// What is owed is calculated in pages, in SQL, and by local Stripe's own calculator. All say the same of any price.

let mirror: Awaited<ReturnType<typeof startMirror>>;
let customer: string;
beforeAll(async () => {
  mirror = await startMirror();
  customer = (await mirror.stripe.customers.create({})).id;
});
afterAll(() => mirror?.stop());

/** With the step of its amounts. */
const CURRENCIES = { usd: 1, eur: 1, jpy: 1, kwd: 10, isk: 100 };
type Currency = keyof typeof CURRENCIES;
const ALL = Object.keys(CURRENCIES) as Currency[];

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

const anyPrice = fc
  .record({ shape, currencies: fc.shuffledSubarray(ALL, { minLength: 1, maxLength: 3 }) })
  .chain(({ shape: { of, more }, currencies }) =>
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

/** What local Stripe bills for it each month. */
async function billed(price: string, currency: string, quantity: number): Promise<number> {
  const { subtotal } = await mirror.stripe.invoices.createPreview({
    customer,
    currency,
    subscription_details: { items: [{ price, quantity }] },
  });
  return subtotal;
}

const PRICE = `
  SELECT json_build_object(${pricedFields("p")}) AS price, json_build_object(${pricedFieldsIn("p", "$2::text")}) AS "inCurrency",
    ${amountSql({ price: "p", currency: "$2::text", quantity: "$3::bigint" })} AS amount
  FROM price p WHERE p.id = $1`;

async function calculated(price: string, currency: string | null, quantity: number): Promise<(number | null)[]> {
  const { rows } = await mirror.database.pool.query<{ price: PricedRow; inCurrency: PricedRow; amount: string | null }>(
    PRICE,
    [price, currency, quantity],
  );
  const [row] = rows;
  if (!row) throw new Error(`No price ${price} is mirrored.`);
  const [whole, inCurrency] = [readPriced(row.price), readPriced(row.inCurrency)];
  return [
    row.amount === null ? null : Number(row.amount),
    amountFor(whole, quantity, currency),
    amountFor(inCurrency, quantity, currency),
  ];
}

test("any price costs in each of its currencies what Stripe bills, and nothing that is known in another", async () => {
  await fc.assert(
    fc.asyncProperty(anyPrice, fc.nat(60), async ({ params, currencies }, quantity) => {
      const { product } = mirror.price;
      const { id } = await mirror.stripe.prices.create({
        product: String(product),
        recurring: { interval: "month" },
        ...params,
      });
      await syncObject("price", id);
      for (const currency of currencies) {
        const owed = await billed(id, currency, quantity);
        expect(await calculated(id, currency, quantity), `${quantity} in ${currency}`).toEqual([owed, owed, owed]);
        if (currency === currencies[0]) expect(await calculated(id, null, quantity)).toEqual([owed, owed, owed]);
      }
      expect(await calculated(id, "gbp", quantity)).toEqual([null, null, null]);
    }),
    { numRuns: 30 },
  );
});
