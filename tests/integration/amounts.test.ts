import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { amountFor } from "@/lib/amounts";
import { amountSql } from "@/lib/billing/catalog/amount-sql";
import { type PricedRow, pricedFields, pricedFieldsIn, readPriced } from "@/lib/billing/catalog/priced";
import { syncObject } from "@/lib/billing/mirror/sync";
import { ALL, anyPrice } from "../support/any-price";
import { startMirror } from "../support/mirror";

// What is owed is calculated in pages, in SQL, and by local Stripe's own calculator. All say the same of any price.

let mirror: Awaited<ReturnType<typeof startMirror>>;
let customer: string;
beforeAll(async () => {
  mirror = await startMirror();
  customer = (await mirror.stripe.customers.create({})).id;
});
afterAll(() => mirror?.stop());

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
    fc.asyncProperty(
      anyPrice(fc.shuffledSubarray(ALL, { minLength: 1, maxLength: 3 })),
      fc.nat(60),
      async ({ params, currencies }, quantity) => {
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
      },
    ),
    { numRuns: 30 },
  );
});
