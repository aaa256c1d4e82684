// Discounts of single items, coupons for some products, and amounts in several currencies.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type Stripe from "stripe";
import { at, clocked, emitted, firstItem, subscribe, type Clocked } from "./clocks.ts";
import { monthly, refused, startLocal, type Local } from "./support.ts";

let local: Local;
let stripe: Stripe;
let plan: Stripe.Price;
let extra: Stripe.Price;
beforeAll(async () => {
  local = await startLocal();
  stripe = local.stripe;
  [plan, extra] = await Promise.all([monthly(stripe, 3000), monthly(stripe, 1000)]);
});
afterAll(() => local.stop());

const START = "2027-04-01T00:00:00Z";
const expand = ["latest_invoice", "discounts"];
const invoiceOf = (subscription: Stripe.Subscription) => subscription.latest_invoice as Stripe.Invoice;
const off = async (params: Stripe.CouponCreateParams) => (await stripe.coupons.create(params)).id;
const make = (on: Pick<Clocked, "customer">, params: Partial<Stripe.SubscriptionCreateParams> = {}) =>
  subscribe(stripe, on, { items: [{ price: plan.id }, { price: extra.id }], expand, ...params });
const cents = (invoice: Stripe.Invoice) =>
  invoice.lines.data.map(({ amount, discount_amounts }) => [
    amount,
    ...(discount_amounts ?? []).map((one) => one.amount),
  ]);

describe("a discount of an item", () => {
  it("takes nothing off others, applies before those of the subscription, and says whose it is", async () => {
    const on = await clocked(stripe, START);
    const [half, ten] = [
      await off({ percent_off: 50, duration: "forever" }),
      await off({ percent_off: 10, duration: "forever" }),
    ];
    const made = await make(on, {
      items: [{ price: plan.id, discounts: [{ coupon: half }] }, { price: extra.id }],
      discounts: [{ coupon: ten }],
    });
    // 30 less 50 %, then 10 % of 15 and of 10
    expect(cents(invoiceOf(made))).toEqual([
      [3000, 1500, 150],
      [1000, 100],
    ]);
    const [id] = firstItem(made).discounts as string[];
    const [line] = invoiceOf(made).lines.data;
    expect([line?.discounts, invoiceOf(made).discounts?.length]).toEqual([[id], 1]);
    const item = await stripe.subscriptionItems.retrieve(firstItem(made).id, { expand: ["discounts"] });
    expect(item.discounts).toMatchObject([
      { object: "discount", subscription: made.id, subscription_item: item.id, source: { coupon: half } },
    ]);
    expect(await emitted(stripe, id ?? "")).toContain("customer.discount.created");
    const gone = await stripe.subscriptions.update(made.id, { items: [{ id: item.id, discounts: "" }] });
    expect(firstItem(gone).discounts).toEqual([]);
    expect(await emitted(stripe, id ?? "")).toContain("customer.discount.deleted");
  });

  it("for one invoice is gone after it, also when a proration uses it up", async () => {
    const on = await clocked(stripe, START);
    const once = await off({ percent_off: 50, duration: "once" });
    const made = await make(on, { items: [{ price: plan.id, discounts: [{ coupon: once }] }, { price: extra.id }] });
    expect(invoiceOf(made).total).toBe(2500);
    expect(firstItem(await stripe.subscriptions.retrieve(made.id)).discounts).toEqual([]);
    const [, second] = made.items.data;
    await on.to(at("2027-04-16T00:00:00Z"));
    const changed = await stripe.subscriptions.update(made.id, {
      items: [{ id: second?.id ?? "", quantity: 2, discounts: [{ coupon: once }] }],
      proration_behavior: "always_invoice",
      expand,
    });
    // 15 of 30 days: $5 back, and half of $10
    expect(invoiceOf(changed).total).toBe(0);
    expect(changed.items.data[1]?.discounts).toEqual([]);
  });

  it("is credited as it was billed, and prorations say which discounts are in them", async () => {
    const on = await clocked(stripe, START);
    const ten = await off({ percent_off: 10, duration: "forever" });
    const made = await make(on, { discounts: [{ coupon: ten }] });
    await on.to(at("2027-04-16T00:00:00Z"));
    await stripe.subscriptions.update(made.id, { items: [{ id: firstItem(made).id, quantity: 2 }] });
    const [charge, credit] = (await stripe.invoiceItems.list({ customer: on.customer.id, pending: true })).data;
    const [discount] = (made.discounts as Stripe.Discount[]).map(({ id }) => id);
    expect([charge, credit].map((one) => [one?.amount, one?.proration_details?.discount_amounts])).toEqual([
      [2700, [{ amount: 300, discount }]],
      [-1350, [{ amount: -150, discount }]],
    ]);
    for (const one of [charge, credit]) expect(one?.pricing?.unit_amount_decimal).toBeNull();
  });
});

it("a coupon for some products is for their lines only, prorations and added items included", async () => {
  const on = await clocked(stripe, START);
  const coupon = await off({ percent_off: 50, duration: "forever", applies_to: { products: [String(extra.product)] } });
  const shown = await stripe.coupons.retrieve(coupon, { expand: ["applies_to"] });
  expect(shown.applies_to).toEqual({ products: [extra.product] });
  expect(await stripe.coupons.retrieve(coupon)).not.toHaveProperty("applies_to");
  const setup = await stripe.prices.create({ currency: "usd", unit_amount: 400, product: String(extra.product) });
  const made = await make(on, { discounts: [{ coupon }], add_invoice_items: [{ price: setup.id }] });
  expect(cents(invoiceOf(made))).toEqual([[400, 200], [3000], [1000, 500]]);
  await on.to(at("2027-04-16T00:00:00Z"));
  const items = made.items.data.map(({ id }) => ({ id, quantity: 2 }));
  await stripe.subscriptions.update(made.id, { items });
  const pending = (await stripe.invoiceItems.list({ customer: on.customer.id, pending: true })).data;
  expect(pending.map(({ amount }) => amount)).toEqual([500, 3000, -250, -1500]);
  const none = stripe.coupons.create({ percent_off: 5, applies_to: { products: ["prod_none"] } });
  expect(await refused(none)).toMatchObject({ param: "applies_to[products][0]", code: "resource_missing" });
});

it("several discounts apply one after the other, in their order", async () => {
  const on = await clocked(stripe, START);
  const [half, five] = [await off({ percent_off: 50 }), await off({ amount_off: 500, currency: "usd" })];
  const items = [{ price: plan.id }];
  expect(invoiceOf(await make(on, { items, discounts: [{ coupon: half }, { coupon: five }] })).total).toBe(1000);
  expect(invoiceOf(await make(on, { items, discounts: [{ coupon: five }, { coupon: half }] })).total).toBe(1250);
});

it("discounts are taken off by DELETE: a subscription's last one; a customer has none", async () => {
  const on = await clocked(stripe, START);
  const made = await make(on, { discounts: [{ coupon: await off({ percent_off: 5, duration: "forever" }) }] });
  expect(await stripe.subscriptions.deleteDiscount(made.id)).toMatchObject({ deleted: true, subscription: made.id });
  const [again, customer] = await Promise.all([
    refused(stripe.subscriptions.deleteDiscount(made.id)),
    refused(stripe.customers.deleteDiscount(on.customer.id)),
  ]);
  expect(again).toMatchObject({ statusCode: 404, code: "resource_missing" });
  expect(customer.message).toBe(`No active discount for customer: ${on.customer.id}`);
  expect((await refused(stripe.customers.deleteDiscount("cus_none"))).statusCode).toBe(404);
});

describe("one price in several currencies", () => {
  const sold = () =>
    stripe.prices.create({
      currency: "usd",
      unit_amount: 3000,
      recurring: { interval: "month" },
      product_data: { name: "World" },
      currency_options: { eur: { unit_amount: 2700 }, jpy: { unit_amount: 4000 } },
    });

  it("bills what it costs in the currency: at first, when it changes, when it renews", async () => {
    const on = await clocked(stripe, START);
    const price = await sold();
    const coupon = await off({
      amount_off: 600,
      currency: "usd",
      duration: "forever",
      currency_options: { eur: { amount_off: 300 } },
    });
    const params = { items: [{ price: price.id }], currency: "eur", discounts: [{ coupon }] };
    const made = await make(on, params);
    expect(made).toMatchObject({
      currency: "eur",
      items: { data: [{ price: { currency: "usd", unit_amount: 3000 } }] },
    });
    expect(invoiceOf(made)).toMatchObject({ currency: "eur", subtotal: 2700, total: 2400, status: "paid" });
    const [line] = invoiceOf(made).lines.data;
    expect(line).toMatchObject({ currency: "eur", description: "1 × World (at €27.00 / month)" });
    expect(String(line?.pricing?.unit_amount_decimal)).toBe("2700");
    expect(await stripe.customers.retrieve(on.customer.id)).toMatchObject({ currency: "eur" });
    await on.to(at("2027-04-16T00:00:00Z"));
    const change = [{ id: firstItem(made).id, quantity: 3 }];
    const preview = await stripe.invoices.createPreview({
      subscription: made.id,
      subscription_details: { items: change, proration_behavior: "always_invoice" },
    });
    const changed = await stripe.subscriptions.update(made.id, {
      items: change,
      proration_behavior: "always_invoice",
      expand,
    });
    // Half of 3 × 27 less 3, and half of 24 back
    expect(invoiceOf(changed)).toMatchObject({ currency: "eur", total: 3900 - 1200 });
    expect(preview).toMatchObject({ currency: "eur", total: 2700 });
    await on.to(at("2027-05-01T02:00:00Z"));
    const renewed = await stripe.subscriptions.retrieve(made.id, { expand });
    expect(invoiceOf(renewed)).toMatchObject({ currency: "eur", total: 8100 - 300, status: "paid" });
  });

  it("follows the customer where nothing is asked for, and refuses what isn't sold", async () => {
    const on = await clocked(stripe, START);
    const price = await sold();
    const items = [{ price: price.id }];
    expect(await make(on, { items, currency: "jpy" })).toMatchObject({ currency: "jpy" });
    expect(await make(on, { items })).toMatchObject({ currency: "jpy", latest_invoice: { total: 4000 } });
    expect((await refused(make(on, { items, currency: "usd" }))).message).toContain("You cannot combine currencies");
    expect(await refused(make(on, { items, currency: "gbp" }))).toMatchObject({
      message:
        "The price specified only supports `usd`, `eur`, `jpy`. This doesn't match the expected currency: `gbp`.",
    });
    const coupon = await off({ amount_off: 100, currency: "usd" });
    const discounts = [{ coupon }];
    expect((await refused(make(on, { items, currency: "jpy", discounts }))).param).toBe("discounts[0][coupon]");
    const preview = { customer: on.customer.id, currency: "jpy", subscription_details: { items } };
    expect(await stripe.invoices.createPreview(preview)).toMatchObject({ currency: "jpy", total: 4000 });
  });

  it("takes new amounts and further currencies", async () => {
    const price = await sold();
    await stripe.prices.update(price.id, {
      currency_options: { eur: { unit_amount: 2800 }, gbp: { unit_amount: 2500 } },
    });
    const { currency_options } = await stripe.prices.retrieve(price.id, { expand: ["currency_options"] });
    expect(
      Object.entries(currency_options ?? {})
        .map(([name, one]) => [name, one.unit_amount])
        .sort(),
    ).toEqual([
      ["eur", 2800],
      ["gbp", 2500],
      ["jpy", 4000],
      ["usd", 3000],
    ]);
    const own = stripe.prices.update(price.id, { currency_options: { usd: { unit_amount: 1 } } });
    expect(await refused(own)).toMatchObject({ param: "currency_options[usd]" });
    const coupon = await stripe.coupons.create({ amount_off: 100, currency: "usd" });
    await stripe.coupons.update(coupon.id, { currency_options: { eur: { amount_off: 90 } } });
    expect((await stripe.coupons.retrieve(coupon.id, { expand: ["currency_options"] })).currency_options).toEqual({
      eur: { amount_off: 90 },
      usd: { amount_off: 100 },
    });
    const percent = stripe.coupons.create({ percent_off: 5, currency_options: { eur: { amount_off: 90 } } });
    expect(await refused(percent)).toMatchObject({ param: "currency_options" });
  });
});

it("a promotion code has a least order in each currency", async () => {
  const promotion = { type: "coupon", coupon: await off({ percent_off: 10 }) } as const;
  const restrictions = {
    minimum_amount: 5000,
    minimum_amount_currency: "usd",
    currency_options: { eur: { minimum_amount: 2000 } },
  };
  const code = await stripe.promotionCodes.create({ promotion, code: "LEAST", restrictions });
  const shown = await stripe.promotionCodes.retrieve(code.id, { expand: ["restrictions.currency_options"] });
  expect(shown.restrictions.currency_options).toEqual({ eur: { minimum_amount: 2000 }, usd: { minimum_amount: 5000 } });
  const price = await stripe.prices.create({
    currency: "usd",
    unit_amount: 3000,
    recurring: { interval: "month" },
    product_data: { name: "World" },
    currency_options: { eur: { unit_amount: 3000 } },
  });
  const order = async (currency: string) =>
    make(await clocked(stripe, START), {
      items: [{ price: price.id }],
      currency,
      discounts: [{ promotion_code: code.id }],
    });
  expect((await refused(order("usd"))).code).toBe("promotion_code_minimum_amount");
  expect(invoiceOf(await order("eur")).total).toBe(2700);
});

it("itemized prorations show their discounts beside their amounts, which come to the same", async () => {
  const on = await clocked(stripe, START);
  const ten = await off({ percent_off: 10, duration: "forever" });
  const billing_mode = { type: "flexible", flexible: { proration_discounts: "itemized" } } as const;
  const made = await make(on, { discounts: [{ coupon: ten }], billing_mode });
  expect(made.billing_mode).toMatchObject(billing_mode);
  await on.to(at("2027-04-16T00:00:00Z"));
  const changed = await stripe.subscriptions.update(made.id, {
    items: [{ id: firstItem(made).id, quantity: 2 }],
    proration_behavior: "always_invoice",
    expand,
  });
  expect(cents(invoiceOf(changed))).toEqual([
    [-1500, -150],
    [3000, 300],
  ]);
  expect(invoiceOf(changed)).toMatchObject({ subtotal: 1500, total: 1350, amount_paid: 1350 });
  const back = await stripe.subscriptions.migrate(made.id, {
    billing_mode: { type: "flexible", flexible: { proration_discounts: "included" } },
  });
  expect(back.billing_mode.flexible).toEqual({ proration_discounts: "included" });
});

it("a preview may be of what recurs only, and have items of its own", async () => {
  const on = await clocked(stripe, START);
  const made = await make(on);
  await stripe.subscriptions.update(made.id, { items: [{ id: firstItem(made).id, quantity: 2 }] });
  const setup = await stripe.prices.create({ currency: "usd", unit_amount: 400, product: String(extra.product) });
  const invoice_items = [{ price: setup.id }];
  const of = { subscription: made.id, invoice_items };
  const recurring = await stripe.invoices.createPreview({ ...of, preview_mode: "recurring" });
  expect(recurring.lines.data.map(({ amount, period }) => [amount, period.start])).toEqual([
    [6000, at("2027-05-01")],
    [1000, at("2027-05-01")],
  ]);
  const next = await stripe.invoices.createPreview(of);
  expect(next.total).toBe(3000 + 400 + 7000);
  const created = await stripe.invoices.createPreview({
    customer: on.customer.id,
    subscription_details: { items: [{ price: plan.id }] },
    invoice_items,
  });
  expect(created.total).toBe(3400);
});
