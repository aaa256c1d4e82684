import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import fc from "fast-check";
import Stripe from "stripe";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createDatabase, type TestDatabase } from "../../support/integration";
import { eventOf } from "../../support/webhook";

// Whatever Stripe may send, today or in years to come, has to fit. At Stripe's address prices alone are answered for, whose
// events don't say all: every other object is taken from its event, or the test fails.

const SECRET = "whsec_legal";
let database: TestDatabase;
type PriceAtStripe = {
  tiers?: object[] | undefined;
  currency_options?: Record<string, { tiers?: object[] | undefined }> | undefined;
};
/** The prices at Stripe, by path. */
const prices = new Map<string, PriceAtStripe>();
const answersForPrices = createServer(({ url = "" }, response) => {
  const { pathname, searchParams } = new URL(url, "http://stripe.localhost");
  const found = prices.get(pathname);
  const answer = found ? asAskedFor(found, [...searchParams.values()]) : {};
  response.writeHead(found ? 200 : 500, { "content-type": "application/json" }).end(JSON.stringify(answer));
});

/** Stripe leaves out what is not asked for by its path: https://docs.stripe.com/expand#includable-properties */
const asAskedFor = ({ tiers, currency_options: options, ...price }: PriceAtStripe, paths: string[]): PriceAtStripe => ({
  ...price,
  ...(paths.includes("tiers") && { tiers }),
  ...(options &&
    paths.includes("currency_options") && {
      currency_options: Object.fromEntries(
        Object.entries(options).map(([currency, { tiers: inCurrency, ...option }]) => [
          currency,
          { ...option, ...(paths.includes(`currency_options.${currency}.tiers`) && { tiers: inCurrency }) },
        ]),
      ),
    }),
});
let handle: (object: Stripe.Event.Data.Object, type: string) => Promise<string>;

beforeAll(async () => {
  database = await createDatabase();
  await new Promise<void>((listens) => answersForPrices.listen(0, "127.0.0.1", listens));
  Object.assign(process.env, {
    DATABASE_URL: database.url,
    STRIPE_API_SECRET: "sk_test_legal",
    STRIPE_API_BASE: `http://127.0.0.1:${(answersForPrices.address() as AddressInfo).port}`,
    STRIPE_WEBHOOK_SECRET: SECRET,
    NEXTAUTH_SECRET: "a secret of enough characters",
  });
  await database.pool.query("INSERT INTO customer (id, metadata, as_of) VALUES ('cus_ours', '{}', now())");
  const { handleDelivery } = await import("@/lib/billing/mirror/deliveries");
  handle = async (object, type) => {
    const payload = JSON.stringify(eventOf(type, object));
    return handleDelivery(payload, Stripe.webhooks.generateTestHeaderString({ payload, secret: SECRET }));
  };
});
afterAll(async () => {
  await (await import("@/lib/db")).disconnect();
  await database.drop();
  answersForPrices.close();
});

const anyText = fc.string({ unit: "binary", maxLength: 40 });
const word = fc.stringMatching(/^[a-z_]{1,20}$/);
const second = fc.integer({ min: 0, max: 4_102_444_800 });
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
const amount = fc.integer({ min: -99_999_999_999, max: 99_999_999_999 });
const metadata = fc.dictionary(anyText, anyText, { maxKeys: 5 });
const currency = fc.oneof(fc.constantFrom("usd", "jpy", "kwd"), fc.stringMatching(/^[a-z]{3,4}$/));

const product = fc.record({
  name: anyText,
  description: maybe(anyText),
  active: fc.boolean(),
  created: second,
  metadata,
});

const decimal = maybe(fc.constantFrom("0.000000000001", "12.5", "99999999999999.123456789012"));
const tiers = fc.option(
  fc.array(fc.record({ up_to: maybe(fc.nat()), unit_amount_decimal: decimal, flat_amount_decimal: decimal }), {
    maxLength: 4,
  }),
  { nil: undefined },
);
const price = fc.record({
  active: fc.boolean(),
  currency,
  type: word,
  billing_scheme: fc.constantFrom("per_unit", "tiered", "by_mood"),
  unit_amount: maybe(amount),
  unit_amount_decimal: decimal,
  tiers,
  currency_options: fc.option(
    fc.dictionary(currency, fc.record({ unit_amount: maybe(amount), unit_amount_decimal: decimal, tiers })),
    { nil: undefined },
  ),
  transform_quantity: maybe(fc.record({ divide_by: fc.integer({ min: 1 }), round: fc.constantFrom("up", "down") })),
  tax_behavior: maybe(word),
  custom_unit_amount: maybe(fc.constant({ minimum: 100, maximum: null, preset: null })),
  tiers_mode: maybe(fc.constantFrom("graduated", "volume")),
  recurring: maybe(
    fc.record({
      interval: word,
      interval_count: fc.integer({ min: 1, max: 1000 }),
      usage_type: word,
      meter: maybe(word),
    }),
  ),
  nickname: maybe(anyText),
  lookup_key: maybe(anyText),
  created: second,
  metadata,
});

const item = fc.record({
  quantity: fc.option(fc.nat(), { nil: undefined }),
  current_period_start: fc.option(second, { nil: undefined }),
  current_period_end: fc.option(second, { nil: undefined }),
});

const subscription = fc.record({
  status: fc.oneof(fc.constantFrom("active", "paused", "incomplete_expired", "unpaid"), word),
  currency,
  created: second,
  start_date: second,
  trial_start: maybe(second),
  trial_end: maybe(second),
  cancel_at: maybe(second),
  cancel_at_period_end: fc.boolean(),
  canceled_at: maybe(second),
  ended_at: maybe(second),
  default_payment_method: maybe(word),
  latest_invoice: maybe(word),
  discounts: fc.array(word),
  metadata: fc.oneof(metadata, fc.record({ workspace_id: anyText, user_id: anyText })),
  items: fc.array(item, { maxLength: 10 }),
});

const invoice = fc.record({
  number: maybe(anyText),
  status: maybe(word),
  billing_reason: maybe(word),
  currency,
  total: amount,
  amount_due: amount,
  amount_paid: amount,
  amount_remaining: amount,
  attempt_count: fc.nat(),
  next_payment_attempt: maybe(second),
  created: second,
  parent: maybe(fc.constant({ type: "quote_details", subscription_details: null })),
});

type AnyPrice = typeof price extends fc.Arbitrary<infer P> ? P : never;

/** Those of each currency; tiers where the price has any. */
function optionsOf({ currency: own, currency_options: others = {}, billing_scheme, ...amounts }: AnyPrice) {
  const known = ({ tiers: steps, unit_amount }: Pick<AnyPrice, "tiers" | "unit_amount">) => ({
    unit_amount_minor: unit_amount,
    ...(billing_scheme === "tiered" && { tiers: steps ?? null }),
  });
  const all = Object.entries({ ...others, [own]: amounts });
  return Object.fromEntries(all.map(([currency, option]) => [currency, known(option)]));
}

const numbered = (prefix: string) => `${prefix}_${randomUUID()}`;
const stored = async (table: string, id: string) =>
  (await database.pool.query<Record<string, unknown>>(`SELECT * FROM ${table} WHERE id = $1`, [id])).rows[0];

test("any product, price, subscription and invoice that Stripe may have is taken as it is", async () => {
  await fc.assert(
    fc.asyncProperty(product, price, subscription, invoice, async (aProduct, aPrice, aSubscription, anInvoice) => {
      const ids = {
        product: numbered("prod"),
        price: numbered("price"),
        subscription: numbered("sub"),
        invoice: numbered("in"),
      };
      const items = aSubscription.items.map((one, index) => ({
        ...one,
        id: `si_${index}_${ids.subscription}`,
        price: { id: ids.price, product: ids.product },
      }));
      const objects = {
        product: { ...aProduct, id: ids.product },
        price: { ...aPrice, id: ids.price, product: ids.product },
        subscription: {
          ...aSubscription,
          id: ids.subscription,
          customer: "cus_ours",
          items: { data: items, has_more: false },
        },
        invoice: { ...anInvoice, id: ids.invoice, customer: "cus_ours" },
      };
      prices.set(`/v1/prices/${ids.price}`, objects.price);
      for (const [kind, object] of Object.entries(objects)) {
        const type = kind === "subscription" ? "customer.subscription.updated" : `${kind}.created`;
        expect(await handle(object as unknown as Stripe.Event.Data.Object, type)).toBe("processed");
      }
      expect(await stored("product", ids.product)).toMatchObject({ active: aProduct.active });
      expect(await stored("price", ids.price)).toMatchObject({
        currency: aPrice.currency,
        currency_options: optionsOf(aPrice),
      });
      expect(await stored("subscription", ids.subscription)).toMatchObject({
        status: aSubscription.status,
        workspace_id: null,
      });
      expect(await stored("invoice", ids.invoice)).toMatchObject({ total_minor: String(anInvoice.total) });
      const { rowCount } = await database.pool.query("SELECT FROM subscription_item WHERE subscription_id = $1", [
        ids.subscription,
      ]);
      expect(rowCount).toBe(items.length);
    }),
    { numRuns: 100 },
  );
});

test("a text that PostgreSQL can't hold loses the bad characters, and nothing else", async () => {
  const id = numbered("prod");
  const object = { id, name: "a\0b\uD800c 😀 \\u0000", active: true, created: 1, metadata: { features: "chat\0" } };
  expect(await handle(object as unknown as Stripe.Event.Data.Object, "product.created")).toBe("processed");
  expect(await stored("product", id)).toMatchObject({ name: "a\uFFFDb\uFFFDc 😀 \\u0000" });
});
