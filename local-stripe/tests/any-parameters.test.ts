// Any parameters of a subscription and its changes: answered or refused, never failing; every invoice adds up, and every test
// clock comes to rest. (The shapes of what is answered are checked when the server stops.)
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import Stripe from "stripe";
import { at, clocked, DAY, HOUR, type Clocked } from "./clocks.ts";
import { startLocal, type Local } from "./support.ts";

let local: Local;
let stripe: Stripe;
const prices: string[] = [];
const coupons: string[] = [];
let once = "";
beforeAll(async () => {
  local = await startLocal();
  stripe = local.stripe;
  const product = (await stripe.products.create({ name: "Starter" })).id;
  const sold = { currency: "usd", product };
  for (const [unit_amount, interval] of [
    [3000, "month"],
    [0, "month"],
    [29_000, "year"],
    [700, "week"],
  ] as const) {
    const currency_options = { eur: { unit_amount: unit_amount + 1 } };
    prices.push((await stripe.prices.create({ ...sold, unit_amount, recurring: { interval }, currency_options })).id);
  }
  for (const duration of ["once", "forever"] as const) {
    coupons.push((await stripe.coupons.create({ percent_off: 33.33, duration })).id);
    const amount = { amount_off: 700, currency: "usd", currency_options: { eur: { amount_off: 600 } } };
    coupons.push((await stripe.coupons.create({ ...amount, duration })).id);
  }
  const currency_options = { eur: { unit_amount: 400 } };
  once = (await stripe.prices.create({ ...sold, unit_amount: 450, currency_options })).id;
});
afterAll(() => local.stop());

const START = at("2027-01-31T00:00:00Z");
const maybe = <T>(some: fc.Arbitrary<T>) => fc.option(some, { nil: undefined, freq: 2 });
const anyPrice = fc.nat(3).map((index) => () => prices[index]);
const discounts = fc
  .array(fc.nat(3), { maxLength: 2 })
  .map((list) => () => list.map((index) => ({ coupon: coupons[index] })));
const quantity = maybe(fc.integer({ min: 0, max: 4 }));
const common = {
  discounts: maybe(discounts),
  proration_behavior: maybe(fc.constantFrom("create_prorations", "always_invoice", "none")),
  payment_behavior: maybe(fc.constantFrom("default_incomplete", "error_if_incomplete", "pending_if_incomplete")),
  add_invoice_items: maybe(fc.constant(() => [{ price: once, quantity: 2 }])),
};
const ahead = fc.integer({ min: 1, max: 60 * DAY });
const begin = fc.record({
  ...common,
  items: fc.uniqueArray(fc.record({ price: fc.nat(3), quantity, discounts: maybe(discounts) }), {
    minLength: 1,
    maxLength: 3,
    selector: ({ price }) => price,
  }),
  currency: maybe(fc.constantFrom("usd", "eur")),
  backdate_start_date: maybe(fc.integer({ min: START - 200 * DAY, max: START - 1 })),
  billing_cycle_anchor: maybe(fc.integer({ min: START + 1, max: START + 28 * DAY })),
  cancel_at: maybe(fc.oneof(fc.constantFrom("max_period_end", "min_period_end"), ahead)),
  trial_period_days: maybe(fc.integer({ min: 1, max: 40 })),
  collection_method: maybe(fc.constant("send_invoice")),
});
const change = fc.record({
  ...common,
  item: fc.nat(3),
  price: maybe(anyPrice),
  quantity,
  deleted: maybe(fc.constant(true)),
  cancel_at: maybe(fc.oneof(fc.constantFrom("max_period_end", ""), ahead)),
  billing_cycle_anchor: maybe(fc.constantFrom({ type: "now" }, { type: "unchanged" })),
  trial_end: maybe(fc.oneof(fc.constant("now"), ahead)),
  wait: fc.integer({ min: 1, max: 12 * DAY }),
});

/** What is only known once the catalogue is there is a function; what is undefined is left out. */
function known(value: unknown): unknown {
  if (typeof value === "function") return (value as () => unknown)();
  if (Array.isArray(value)) return value.map(known);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, one]) => one !== undefined)
      .map(([key, one]) => [key, known(one)]),
  );
}

async function unlessRefused<T>(call: Promise<T>): Promise<T | undefined> {
  return call.catch((error: unknown) => {
    if (error instanceof Stripe.errors.StripeError && error.statusCode !== 500) return undefined;
    throw error;
  });
}

async function expectSums(on: Clocked) {
  for (const invoice of (await stripe.invoices.list({ customer: on.customer.id, limit: 100 })).data) {
    const lines = (await stripe.invoices.listLineItems(invoice.id ?? "", { limit: 100 })).data;
    const off = lines.flatMap((line) => line.discount_amounts ?? []).reduce((sum, { amount }) => sum + amount, 0);
    expect(lines.reduce((sum, { amount }) => sum + amount, 0) - off).toBe(invoice.total);
    expect(invoice.amount_due).toBe(Math.max(0, invoice.total + invoice.starting_balance));
  }
}

it("are answered or refused, and what is billed adds up", async () => {
  await fc.assert(
    fc.asyncProperty(begin, fc.array(change, { maxLength: 3 }), async (first, changes) => {
      const on = await clocked(stripe, "2027-01-31T00:00:00Z");
      const later = (given: unknown, now: number) => (typeof given === "number" ? now + given : given);
      const items = first.items.map((item) => ({ ...item, price: prices[item.price] }));
      const params = known({
        ...first,
        items,
        cancel_at: later(first.cancel_at, START),
        customer: on.customer.id,
        ...(first.collection_method ? { days_until_due: 3 } : {}),
      });
      const made = await unlessRefused(stripe.subscriptions.create(params as Stripe.SubscriptionCreateParams));
      if (!made) return;
      let now = START;
      for (const { item: index, price, quantity: wanted, deleted, wait, ...rest } of changes) {
        await on.to((now += wait));
        const item = (await stripe.subscriptions.retrieve(made.id)).items.data[index];
        const data = deleted ? { id: item?.id, deleted } : { id: item?.id, price, quantity: wanted };
        const update = { ...rest, cancel_at: later(rest.cancel_at, now), trial_end: later(rest.trial_end, now) };
        const { add_invoice_items: invoice_items, payment_behavior: _any, discounts: others, ...details } = update;
        const preview = { subscription: made.id, invoice_items, discounts: others };
        const shown = known({ ...preview, subscription_details: { ...details, items: [data] } });
        await unlessRefused(stripe.invoices.createPreview(shown as Stripe.InvoiceCreatePreviewParams));
        const changed = known({ ...update, items: [data] });
        await unlessRefused(stripe.subscriptions.update(made.id, changed as Stripe.SubscriptionUpdateParams));
      }
      for (let weeks = 0; weeks < 5; weeks += 1) await on.to((now += 13 * DAY) + HOUR);
      await expectSums(on);
      await stripe.testHelpers.testClocks.del(on.clock.id);
    }),
    {
      numRuns: Number(process.env.PARAMETERS_RUNS ?? 5),
      seed: Number(process.env.PARAMETERS_SEED ?? 20261130),
      endOnFailure: true,
    },
  );
}, 600_000);
