// What Stripe refuses, is refused: with its sentence where it is known, the field named, and nothing changed.
import { afterAll, beforeAll, expect, it } from "vitest";
import Stripe from "stripe";
import { startLocal, type Local } from "./support.ts";

let local: Local;
let stripe: Stripe;
const known = { customer: "", product: "", price: "", other: "", metered: "", cheap: "", subscription: "", off: "" };
beforeAll(async () => {
  local = await startLocal();
  stripe = local.stripe;
  known.product = (await stripe.products.create({ name: "Seats" })).id;
  const price = async (unit_amount: number, more: Stripe.PriceCreateParams.Recurring = { interval: "month" }) =>
    (await stripe.prices.create({ currency: "usd", product: known.product, unit_amount, recurring: more })).id;
  known.price = await price(1000);
  known.other = await price(2000);
  known.cheap = await price(49);
  const meter = await stripe.billing.meters.create({
    display_name: "Calls",
    event_name: "calls",
    default_aggregation: { formula: "sum" },
  });
  known.metered = await price(1, { interval: "month", usage_type: "metered", meter: meter.id });
  known.customer = (await stripe.customers.create({ email: "ada@example.com", payment_method: "pm_card_visa" })).id;
  await stripe.customers.update(known.customer, {
    invoice_settings: {
      default_payment_method: String((await stripe.customers.listPaymentMethods(known.customer)).data[0]?.id),
    },
  });
  const items = [{ price: known.price }, { price: known.other }];
  known.subscription = (await stripe.subscriptions.create({ customer: known.customer, items })).id;
  known.off = (await stripe.coupons.create({ percent_off: 100, duration: "once" })).id;
});
afterAll(() => local.stop());

type Tier = Stripe.PriceCreateParams.Tier;
type Call = () => Promise<unknown>;
const priced = (more: Partial<Stripe.PriceCreateParams>) =>
  stripe.prices.create({ currency: "usd", product: known.product, recurring: { interval: "month" }, ...more });
const tiered = (tiers: Tier[], more: Partial<Stripe.PriceCreateParams> = {}) =>
  priced({ billing_scheme: "tiered", tiers_mode: "graduated", tiers, ...more });
const every = (interval: "day" | "month" | "week" | "year", interval_count: number) => ({
  recurring: { interval, interval_count },
  unit_amount: 100,
});
const subscribe = (items: Stripe.SubscriptionCreateParams.Item[]) =>
  stripe.subscriptions.create({ customer: known.customer, items });
const checkout = (
  line: Stripe.Checkout.SessionCreateParams.LineItem,
  more: Partial<Stripe.Checkout.SessionCreateParams> = {},
) =>
  stripe.checkout.sessions.create({
    mode: "subscription",
    success_url: "https://shop.example",
    line_items: [line],
    ...more,
  });
const once = (unit_amount: number, currency = "usd") => ({
  price_data: { currency, product: known.product, unit_amount },
  quantity: 1,
});
const hook = (...types: string[]) =>
  stripe.webhookEndpoints.create({
    url: "https://shop.example",
    enabled_events: types as Stripe.WebhookEndpointCreateParams.EnabledEvent[],
  });
const itemOf = async (price: string) =>
  (await stripe.subscriptions.retrieve(known.subscription)).items.data.find((item) => item.price.id === price)?.id ??
  "";
const field = (length: number): Partial<Stripe.Checkout.SessionCreateParams> => ({
  custom_fields: [{ key: "note", label: { custom: "x".repeat(length), type: "custom" }, type: "text" }],
});

const ORDER = "Each tier's `up_to` must be greater than that of the tier before it.";
const LONG = "Maximum of three years interval allowed (3 years, 36 months, or 156 weeks).";
const METERED = "You cannot set the quantity for metered plans.";
const inf: Tier = { up_to: "inf", unit_amount: 1 };
const to = (up_to: number): Tier => ({ up_to, unit_amount: 1 });

const refused: [name: string, call: Call, param: string, message: string | RegExp, code?: string][] = [
  ["tiers out of order", () => tiered([to(5), to(3), inf]), "tiers[1][up_to]", ORDER],
  ["equal tiers", () => tiered([to(5), to(5), inf]), "tiers[1][up_to]", ORDER],
  ["inf in between", () => tiered([to(5), inf, inf]), "tiers[2][up_to]", ORDER],
  ["no last tier", () => tiered([to(5), to(7)]), "tiers", "The last tier's `up_to` must be `inf`."],
  [
    "a tier without amount",
    () => tiered([{ up_to: 5 }, inf]),
    "tiers",
    "An entry in the tiers array is missing an amount.",
  ],
  [
    "a currency's tiers out of order",
    () => tiered([inf], { currency_options: { eur: { tiers: [to(5), to(3), inf] } } }),
    "currency_options[eur][tiers][1][up_to]",
    ORDER,
  ],
  [
    "tiers of packages",
    () => tiered([inf], { transform_quantity: { divide_by: 10, round: "up" } }),
    "tiers",
    "You may only specify one of these parameters: tiers, transform_quantity.",
  ],
  ["4 years", () => priced(every("year", 4)), "recurring[interval_count]", LONG],
  ["37 months", () => priced(every("month", 37)), "recurring[interval_count]", LONG],
  ["157 weeks", () => priced(every("week", 157)), "recurring[interval_count]", LONG],
  ["1096 days", () => priced(every("day", 1096)), "recurring[interval_count]", LONG],
  [
    "4 years in checkout",
    () => checkout({ price_data: { currency: "usd", product: known.product, ...every("year", 4) }, quantity: 1 }),
    "line_items[0][price_data][recurring][interval_count]",
    LONG,
  ],
  [
    "a price twice",
    () => subscribe([{ price: known.price }, { price: known.price }]),
    "items[1][price]",
    /^Cannot add multiple subscription items with the same plan: price_/,
  ],
  [
    "the price of another item",
    async () =>
      stripe.subscriptions.update(known.subscription, {
        items: [{ id: await itemOf(known.other), price: known.price }],
      }),
    "items[0][price]",
    /^Cannot add multiple subscription items with the same plan: price_/,
  ],
  [
    "one more item of a price",
    () => stripe.subscriptionItems.create({ subscription: known.subscription, price: known.price }),
    "price",
    /^Cannot add multiple subscription items with the same plan: price_/,
  ],
  ["quantity of usage", () => subscribe([{ price: known.metered, quantity: 2 }]), "items[0][quantity]", METERED],
  [
    "quantity of added usage",
    () => stripe.subscriptionItems.create({ subscription: known.subscription, price: known.metered, quantity: 2 }),
    "quantity",
    METERED,
  ],
  [
    "quantity of usage in checkout",
    () => checkout({ price: known.metered, quantity: 1 }),
    "line_items[0]",
    "Quantity should not be specified where usage_type is `metered`. Remove quantity from `line_items[0]`",
  ],
  [
    "quantity 0",
    () => checkout({ price: known.price, quantity: 0 }),
    "line_items[0][quantity]",
    "This value must be greater than or equal to 1.",
    "parameter_invalid_integer",
  ],
  [
    "quantity of a million",
    () => checkout({ price: known.price, quantity: 1_000_000 }),
    "line_items[0][quantity]",
    "This value must be less than or equal to 999999 (it currently is '1000000').",
    "parameter_invalid_integer",
  ],
  [
    "a total too small",
    () => checkout(once(49), { mode: "payment" }),
    "line_items",
    "The Checkout Session's total amount due must add up to at least $0.50 usd",
    "amount_too_small",
  ],
  [
    "a total too small in pounds",
    () => checkout(once(29, "gbp"), { mode: "payment" }),
    "line_items",
    "The Checkout Session's total amount due must add up to at least £0.30 gbp",
    "amount_too_small",
  ],
  [
    "a subscription too small",
    () => checkout({ price: known.cheap, quantity: 1 }),
    "line_items",
    "The Checkout Session's total amount due must add up to at least $0.50 usd",
    "amount_too_small",
  ],
  [
    "a long label",
    () => checkout({ price: known.price, quantity: 1 }, field(51)),
    "custom_fields[0][label][custom]",
    /must be at most 50 characters$/,
  ],
  [
    "an unknown event",
    () => hook("invoice.paid", "invoice.payed"),
    "enabled_events[1]",
    /^Invalid enabled_events\[1\]: must be one of \*, account/,
  ],
  [
    "an unknown event later",
    async () => {
      const id = "we_none";
      await stripe.webhookEndpoints.update(id, {
        enabled_events: ["customer.gone"] as unknown as Stripe.WebhookEndpointUpdateParams.EnabledEvent[],
      });
    },
    "enabled_events[0]",
    /^Invalid enabled_events\[0\]: must be one of /,
  ],
  ["no email", () => stripe.customers.create({ email: "foo" }), "email", "Invalid email address: foo", "email_invalid"],
  [
    "no email later",
    () => stripe.customers.update(known.customer, { email: "a@b@c.d" }),
    "email",
    "Invalid email address: a@b@c.d",
    "email_invalid",
  ],
  [
    "no email in checkout",
    () => checkout({ price: known.price, quantity: 1 }, { customer_email: "foo" }),
    "customer_email",
    "Invalid email address: foo",
    "email_invalid",
  ],
  [
    "a foreign item",
    () =>
      stripe.invoices.createPreview({
        subscription: known.subscription,
        subscription_details: { items: [{ id: "si_foreign", quantity: 2 }] },
      }),
    "subscription_details[items][0][id]",
    "No such subscription_item: 'si_foreign'",
    "resource_missing",
  ],
];

it.each(refused)("refuses %s", async (_name, call, param, message, code) => {
  const before = await stripe.events.list({ limit: 1 });
  const error = await call().then(
    () => undefined,
    (thrown: unknown) => thrown as Stripe.errors.StripeError,
  );
  expect(error).toMatchObject({ statusCode: 400, param, type: "StripeInvalidRequestError" });
  if (typeof message === "string") expect(error?.message).toBe(message);
  else expect(error?.message).toMatch(message);
  expect(error?.code).toBe(code);
  const after = await stripe.events.list({ limit: 1 });
  expect(after.data[0]?.id).toBe(before.data[0]?.id);
});

const taken: [name: string, call: Call][] = [
  [
    "free tiers, then a flat amount",
    () =>
      tiered([
        { up_to: 5, unit_amount: 0 },
        { up_to: "inf", flat_amount_decimal: Stripe.Decimal.from("0.5") },
      ]),
  ],
  ["3 years", () => priced(every("year", 3))],
  ["36 months", () => priced(every("month", 36))],
  ["156 weeks", () => priced(every("week", 156))],
  ["1095 days", () => priced(every("day", 1095))],
  ["usage without quantity", () => checkout({ price: known.metered })],
  ["the largest quantity", () => checkout({ price: known.cheap, quantity: 999_999 })],
  ["the least total", () => checkout(once(50), { mode: "payment" })],
  [
    "a small price in a trial",
    () => checkout({ price: known.cheap, quantity: 1 }, { subscription_data: { trial_period_days: 7 } }),
  ],
  [
    "a small price at no cost",
    () => checkout({ price: known.cheap, quantity: 1 }, { discounts: [{ coupon: known.off }] }),
  ],
  ["a label of 50", () => checkout({ price: known.price, quantity: 1 }, field(50))],
  ["all events", () => hook("*")],
  ["an email", () => stripe.customers.create({ email: "o'neil+shop@mail.example.com" })],
];

it.each(taken)("takes %s", async (_name, call) => {
  await expect(call()).resolves.toBeDefined();
});

const described: [string, Partial<Stripe.PriceCreateParams>, number, ...string[]][] = [
  ["whole", { unit_amount: 1000 }, 2, "2 × Seats (at $10.00 / month)"],
  ["decimal", { unit_amount_decimal: Stripe.Decimal.from("0.25") }, 1003, "1003 × Seats (at $0.0025 / month)"],
  [
    "tiers",
    {
      billing_scheme: "tiered",
      tiers_mode: "graduated",
      tiers: [
        { up_to: 10, unit_amount: 900 },
        { up_to: "inf", unit_amount: 500 },
      ],
    },
    23,
    "10 × Seats (Tier 1 at $9.00 / month)",
    "13 × Seats (Tier 2 at $5.00 / month)",
  ],
  [
    "packages",
    { unit_amount: 500, transform_quantity: { divide_by: 100, round: "up" } },
    250,
    "250 × Seats (at $5.00 per 100 / month)",
  ],
];

it.each(described)("describes a line by its true price: %s", async (_name, amounts, quantity, ...descriptions) => {
  const { id } = await priced(amounts);
  const preview = await stripe.invoices.createPreview({
    customer: known.customer,
    subscription_details: { items: [{ price: id, quantity }] },
  });
  expect(preview.lines.data.map(({ description }) => description)).toEqual(descriptions);
});
