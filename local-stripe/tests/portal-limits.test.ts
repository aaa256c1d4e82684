// What Stripe's portal takes into its configuration, and which subscriptions it doesn't change.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type Stripe from "stripe";
import { clocked, subscribe, type Clocked } from "./clocks.ts";
import { open } from "./pages.ts";
import { monthly, refused, startLocal, type Local } from "./support.ts";

let local: Local;
let stripe: Stripe;
let plan: Stripe.Price;
let other: Stripe.Price;
let metered: Stripe.Price;
let tiered: Stripe.Price;
let configuration: string;
beforeAll(async () => {
  local = await startLocal();
  stripe = local.stripe;
  const meter = await stripe.billing.meters.create({
    display_name: "Calls",
    event_name: "calls",
    default_aggregation: { formula: "sum" },
  });
  const make = (params: Partial<Stripe.PriceCreateParams>, name: string) =>
    stripe.prices.create({
      currency: "usd",
      recurring: { interval: "month" },
      product_data: { name },
      ...params,
    });
  plan = await make({ unit_amount: 1000 }, "Plan");
  other = await make({ unit_amount: 2000 }, "Other");
  metered = await make(
    { unit_amount: 1, recurring: { interval: "month", usage_type: "metered", meter: meter.id } },
    "Metered",
  );
  tiered = await make(
    {
      billing_scheme: "tiered",
      tiers_mode: "volume",
      tiers: [{ up_to: "inf", unit_amount: 900 }],
    },
    "Tiered",
  );
  configuration = (await configure([plan, other, metered, tiered].map(listed))).id;
});
afterAll(() => local.stop());

type Listed = Stripe.BillingPortal.ConfigurationCreateParams.Features.SubscriptionUpdate.Product;
const listed = ({ product, id }: Stripe.Price): Listed => ({ product: String(product), prices: [id] });
const configure = (products: Listed[]) =>
  stripe.billingPortal.configurations.create({
    features: {
      subscription_cancel: { enabled: true },
      subscription_update: { enabled: true, default_allowed_updates: ["price", "quantity"], products },
    },
  });
const PRODUCTS = "features[subscription_update][products]";

describe("a configuration refuses", () => {
  it.each<[string, () => Promise<Listed[]>, string, RegExp]>([
    [
      "more than ten products",
      async () => {
        const all: Listed[] = [];
        for (let index = 0; index < 11; index += 1) all.push(listed(await monthly(stripe)));
        return all;
      },
      PRODUCTS,
      /exceeded maximum 10 allowed elements/,
    ],
    [
      "two prices of one interval",
      async () => {
        const product = String(plan.product);
        const again = await stripe.prices.create({
          currency: "eur",
          unit_amount: 900,
          recurring: { interval: "month" },
          product,
        });
        return [{ product, prices: [plan.id, again.id] }];
      },
      PRODUCTS,
      /^For each product, its price must have unique billing intervals\.$/,
    ],
    [
      "a price that is not recurring",
      async () => [
        listed(await stripe.prices.create({ currency: "usd", unit_amount: 500, product_data: { name: "Once" } })),
      ],
      `${PRODUCTS}[0][prices][0]`,
      /only accepts prices with `type=recurring`/,
    ],
    [
      "an inactive price",
      async () => [listed(await stripe.prices.update((await monthly(stripe)).id, { active: false }))],
      `${PRODUCTS}[0][prices][0]`,
      /^The price specified is inactive\. This field only accepts active prices\.$/,
    ],
    [
      "a price of another product",
      async () => [{ product: String(plan.product), prices: [other.id] }],
      `${PRODUCTS}[0][prices][0]`,
      /does not belong to the product/,
    ],
  ])("%s", async (_what, products, param, message) => {
    const error = await refused(configure(await products()));
    expect([error.statusCode, error.param, error.message]).toEqual([400, param, expect.stringMatching(message)]);
  });
});

type Case = [what: string, begin: (on: Clocked) => Promise<Stripe.Subscription>, why: string];
const cases: Case[] = [
  [
    "several items",
    (on) => subscribe(stripe, on, { items: [{ price: plan.id }, { price: other.id }] }),
    "it has several items",
  ],
  [
    "a metered price beside",
    (on) => subscribe(stripe, on, { items: [{ price: plan.id }, { price: metered.id }] }),
    "it has several items",
  ],
  [
    "a metered price",
    (on) => subscribe(stripe, on, { items: [{ price: metered.id }] }),
    "its price is metered or tiered",
  ],
  [
    "a tiered price",
    (on) => subscribe(stripe, on, { items: [{ price: tiered.id }] }),
    "its price is metered or tiered",
  ],
  [
    "a schedule",
    async (on) => {
      const begun = await subscribe(stripe, on, { items: [{ price: plan.id }] });
      await stripe.subscriptionSchedules.create({ from_subscription: begun.id });
      return begun;
    },
    "it is managed by a subscription schedule",
  ],
  [
    "invoices that are sent",
    (on) =>
      subscribe(stripe, on, { items: [{ price: plan.id }], collection_method: "send_invoice", days_until_due: 7 }),
    "its invoices are sent",
  ],
];

describe("a subscription with", () => {
  it.each(cases)("%s can be canceled, and not updated", async (_what, begin, why) => {
    const on = await clocked(stripe, "2027-01-01T00:00:00Z");
    const { id, items } = await begin(on);
    const session = (flow_data?: Stripe.BillingPortal.SessionCreateParams.FlowData) =>
      stripe.billingPortal.sessions.create({
        customer: on.customer.id,
        configuration,
        return_url: "http://localhost:3000/",
        ...(flow_data ? { flow_data } : {}),
      });
    const message = `This subscription cannot be updated because ${why}.`;
    const chosen = { subscription: id };
    expect(await refused(session({ type: "subscription_update", subscription_update: chosen }))).toMatchObject({
      message,
      param: "flow_data[subscription_update][subscription]",
    });
    const change = { ...chosen, items: [{ id: items.data[0]?.id ?? "", price: other.id, quantity: 3 }] };
    expect(
      await refused(session({ type: "subscription_update_confirm", subscription_update_confirm: change })),
    ).toMatchObject({ message, param: "flow_data[subscription_update_confirm][subscription]" });
    const { url } = await session();
    const home = (await open(url)).text;
    expect([home.includes("Cancel"), home.includes("/update")]).toEqual([true, false]);
    expect((await open(`${url}/subscriptions/${id}/update`)).text).toContain("No other plans are available.");
    await session({ type: "subscription_cancel", subscription_cancel: chosen });
  });
});

it("offers no metered and no tiered price to change to, and says when updates are off", async () => {
  const on = await clocked(stripe, "2027-01-01T00:00:00Z");
  const { id } = await subscribe(stripe, on, { items: [{ price: plan.id }] });
  const { url } = await stripe.billingPortal.sessions.create({ customer: on.customer.id, configuration });
  const page = (await open(`${url}/subscriptions/${id}/update`)).text;
  expect([other, metered, tiered].map((price) => page.includes(price.id))).toEqual([true, false, false]);
  const off = await stripe.billingPortal.configurations.create({
    features: { subscription_update: { enabled: false } },
  });
  const flow_data = { type: "subscription_update" as const, subscription_update: { subscription: id } };
  const session = stripe.billingPortal.sessions.create({ customer: on.customer.id, configuration: off.id, flow_data });
  expect((await refused(session)).message).toBe(
    "This subscription cannot be updated because the subscription update feature in the portal configuration is disabled.",
  );
});
