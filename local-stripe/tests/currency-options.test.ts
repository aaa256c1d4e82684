// A price in several currencies: made, changed, shown and billed, whatever its shape.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type Stripe from "stripe";
import { at, clocked, subscribe } from "./clocks.ts";
import { control, refused, startLocal, type Local } from "./support.ts";

let local: Local;
let stripe: Stripe;
beforeAll(async () => {
  local = await startLocal();
  stripe = local.stripe;
});
afterAll(() => local.stop());

const START = "2027-01-01T00:00:00Z";
const FEB = at("2027-02-01T00:00:00Z");
const expand = ["latest_invoice"];

const make = (params: Partial<Stripe.PriceCreateParams>) =>
  stripe.prices.create({
    currency: "usd",
    recurring: { interval: "month" },
    product_data: { name: "Plan" },
    ...params,
  });
const flat = (more: Partial<Stripe.PriceCreateParams> = {}) =>
  make({ unit_amount: 1000, currency_options: { eur: { unit_amount: 900 } }, ...more });
const tiers = (first: number, then: number): Stripe.PriceCreateParams.Tier[] => [
  { up_to: 2, unit_amount: first, flat_amount: 500 },
  { up_to: "inf", unit_amount: then },
];
const inTiers = (tiers_mode: "graduated" | "volume", more: Partial<Stripe.PriceCreateParams> = {}) =>
  make({
    billing_scheme: "tiered",
    tiers_mode,
    tiers: tiers(100, 70),
    currency_options: { eur: { tiers: tiers(90, 60) } },
    ...more,
  });
const optionsOf = async (id: string) =>
  (await stripe.prices.retrieve(id, { expand: ["currency_options"] })).currency_options ?? {};

describe("are billed in the subscription's currency", () => {
  it.each<[string, () => Promise<Stripe.Price>, number, number, number]>([
    ["flat", () => flat(), 3, 3000, 2700],
    ["packages, rounded up", () => flat({ transform_quantity: { divide_by: 10, round: "up" } }), 21, 3000, 2700],
    ["packages, rounded down", () => flat({ transform_quantity: { divide_by: 10, round: "down" } }), 29, 2000, 1800],
    ["graduated", () => inTiers("graduated"), 5, 2 * 100 + 500 + 3 * 70, 2 * 90 + 500 + 3 * 60],
    ["volume", () => inTiers("volume"), 5, 5 * 70, 5 * 60],
  ])("%s", async (_shape, price, quantity, usd, eur) => {
    const items = [{ price: (await price()).id, quantity }];
    for (const [currency, amount] of [
      ["usd", usd],
      ["eur", eur],
    ] as const) {
      const on = await clocked(stripe, START);
      const customer = on.customer.id;
      const preview = await stripe.invoices.createPreview({ customer, currency, subscription_details: { items } });
      const { latest_invoice } = await subscribe(stripe, on, { items, currency, expand });
      expect(preview).toMatchObject({ currency, total: amount });
      expect(latest_invoice).toMatchObject({ currency, total: amount, amount_paid: amount });
    }
  });

  it("what a meter counted, flat and by tiers beside a licensed item", async () => {
    const meter = await stripe.billing.meters.create({
      display_name: "Calls",
      event_name: "calls_in_euros",
      default_aggregation: { formula: "sum" },
    });
    const recurring = { interval: "month" as const, usage_type: "metered" as const, meter: meter.id };
    const prices = [await flat(), await flat({ recurring }), await inTiers("graduated", { recurring })];
    const on = await clocked(stripe, START);
    const { id } = await subscribe(stripe, on, {
      items: prices.map((price) => ({ price: price.id })),
      currency: "eur",
    });
    await control(local, "PUT", "/usage", { customer: on.customer.id, meter: meter.id, total: 4 });
    const preview = await stripe.invoices.createPreview({ subscription: id });
    await on.to(FEB + 7200);
    const { latest_invoice } = await stripe.subscriptions.retrieve(id, { expand });
    const total = 900 + 4 * 900 + (2 * 90 + 500 + 2 * 60);
    expect([preview, latest_invoice]).toMatchObject([{ total }, { currency: "eur", total, amount_paid: total }]);
  });
});

it("are shown only when they are asked for, and in no event", async () => {
  const { id, ...made } = await inTiers("graduated");
  await stripe.prices.update(id, { nickname: "Shown", currency_options: { gbp: { tiers: tiers(80, 50) } } });
  const { data } = await stripe.events.list({ types: ["price.created", "price.updated"], limit: 2 });
  const listed = (await stripe.prices.list({ limit: 1 })).data[0];
  for (const price of [made, listed, await stripe.prices.retrieve(id), ...data.map((event) => event.data.object)]) {
    expect(price).not.toHaveProperty("currency_options");
    expect(price).not.toHaveProperty("tiers");
  }
  expect(data.map(({ data: { object } }) => (object as Stripe.Price).id)).toEqual([id, id]);
  const all = (await stripe.prices.list({ limit: 1, expand: ["data.currency_options.eur.tiers"] })).data[0];
  expect(Object.keys(all?.currency_options ?? {}).sort()).toEqual(["eur", "gbp", "usd"]);
  expect(all?.currency_options?.gbp?.tiers?.map(({ unit_amount }) => unit_amount)).toEqual([80, 50]);
});

describe("can be changed", () => {
  it("another currency, other amounts, a tax behavior that was unspecified; what is not named stays", async () => {
    const { id } = await flat();
    await stripe.prices.update(id, { currency_options: { gbp: { unit_amount: 800, tax_behavior: "inclusive" } } });
    await stripe.prices.update(id, { currency_options: { eur: { tax_behavior: "exclusive" } } });
    expect(await optionsOf(id)).toMatchObject({
      usd: { unit_amount: 1000, tax_behavior: "unspecified" },
      eur: { unit_amount: 900, tax_behavior: "exclusive" },
      gbp: { unit_amount: 800, tax_behavior: "inclusive" },
    });
    await stripe.prices.update(id, { tax_behavior: "exclusive", currency_options: { eur: { unit_amount: 950 } } });
    expect(await optionsOf(id)).toMatchObject({
      usd: { unit_amount: 1000, tax_behavior: "exclusive" },
      eur: { unit_amount: 950, tax_behavior: "exclusive" },
    });
  });

  it("tiers, and all of it removed", async () => {
    const { id } = await inTiers("volume");
    await stripe.prices.update(id, { currency_options: { eur: { tiers: tiers(85, 55) } } });
    const tiersOf = async () =>
      (await stripe.prices.retrieve(id, { expand: ["currency_options.eur.tiers"] })).currency_options?.eur?.tiers;
    expect((await tiersOf())?.map(({ unit_amount }) => unit_amount)).toEqual([85, 55]);
    await stripe.prices.update(id, { currency_options: "" });
    expect(Object.keys(await optionsOf(id))).toEqual(["usd"]);
  });
});

const OWN = /^You are specifying an update to a currency option that matches the top-level currency for this price\./;
it.each<[string, () => Promise<unknown>, string, RegExp]>([
  [
    "the price's own currency",
    async () => stripe.prices.update((await flat()).id, { currency_options: { usd: { unit_amount: 1 } } }),
    "currency_options[usd]",
    OWN,
  ],
  [
    "the price's own currency, at once",
    () => flat({ currency_options: { usd: { unit_amount: 1 } } }),
    "currency_options[usd]",
    OWN,
  ],
  [
    "another tax behavior",
    async () => {
      const { id } = await flat({ currency_options: { eur: { unit_amount: 900, tax_behavior: "inclusive" } } });
      return stripe.prices.update(id, { currency_options: { eur: { tax_behavior: "exclusive" } } });
    },
    "currency_options[eur][tax_behavior]",
    /can't be changed once it is inclusive/,
  ],
  [
    "another tax behavior of the price",
    async () => stripe.prices.update((await flat({ tax_behavior: "inclusive" })).id, { tax_behavior: "unspecified" }),
    "tax_behavior",
    /can't be changed once it is inclusive/,
  ],
  [
    "no amount",
    () => flat({ currency_options: { eur: { tax_behavior: "exclusive" } } }),
    "currency_options[eur][unit_amount]",
    /^Prices require an `unit_amount`/,
  ],
  [
    "tiers of a price without any",
    () => flat({ currency_options: { eur: { tiers: tiers(1, 1) } } }),
    "currency_options[eur][tiers]",
    /unless `billing_scheme=tiered`/,
  ],
  [
    "an amount of a price with tiers",
    () => inTiers("volume", { currency_options: { eur: { unit_amount: 900 } } }),
    "currency_options[eur][unit_amount]",
    /if `billing_scheme=tiered`/,
  ],
  [
    "no tiers",
    () => inTiers("volume", { currency_options: { eur: { tax_behavior: "exclusive" } } }),
    "currency_options[eur][tiers]",
    /Missing required param/,
  ],
  [
    "no currency",
    () => flat({ currency_options: { xyz: { unit_amount: 1 } } }),
    "currency_options[xyz]",
    /Invalid currency/,
  ],
])("are refused: %s", async (_what, call, param, message) => {
  const error = await refused(call());
  expect([error.statusCode, error.param, error.message]).toEqual([400, param, expect.stringMatching(message)]);
});
