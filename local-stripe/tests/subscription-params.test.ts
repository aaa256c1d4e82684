// What a subscription takes when it is created: its beginning, its end, its items, what its invoices say.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type Stripe from "stripe";
import { at, clocked, DAY, emitted, firstItem, HOUR, subscribe, type Clocked } from "./clocks.ts";
import { monthly, refused, startLocal, type Local } from "./support.ts";

let local: Local;
let stripe: Stripe;
let product: string;
let price: Stripe.Price;
let setup: Stripe.Price;
beforeAll(async () => {
  local = await startLocal();
  stripe = local.stripe;
  price = await monthly(stripe, 3100);
  product = (await stripe.products.create({ name: "Extra" })).id;
  setup = await stripe.prices.create({ currency: "usd", unit_amount: 500, product });
});
afterAll(() => local.stop());

const expand = ["latest_invoice"];
const invoiceOf = (subscription: Stripe.Subscription) => subscription.latest_invoice as Stripe.Invoice;
const linesOf = (invoice: Stripe.Invoice) =>
  invoice.lines.data.map(({ amount, period }) => [amount, period.start, period.end]);
const make = (on: Clocked, params: Partial<Stripe.SubscriptionCreateParams> = {}) =>
  subscribe(stripe, on, { items: [{ price: price.id }], expand, ...params });
const START = at("2027-03-01T00:00:00Z");

describe("backdate_start_date", () => {
  it.each([
    // Flexible billing has a line for each natural period, counted from the anchor, which is now
    {
      start: "2027-02-01",
      now: [
        [3100, "2027-02-01", "2027-03-01"],
        [3100, "2027-03-01", "2027-04-01"],
      ],
    },
    {
      start: "2027-01-15",
      // 17 of 31 days
      now: [
        [1700, "2027-01-15", "2027-02-01"],
        [3100, "2027-02-01", "2027-03-01"],
        [3100, "2027-03-01", "2027-04-01"],
      ],
    },
    { start: "2027-01-15", none: true, now: [[3100, "2027-03-01", "2027-04-01"]] },
    // Up to an anchor ahead: the running period is one of them
    {
      start: "2027-02-01",
      anchor: "2027-03-15",
      // 14 of 31, then 28 of 28 days
      now: [
        [1400, "2027-02-01", "2027-02-15"],
        [3100, "2027-02-15", "2027-03-15"],
      ],
      runs: ["2027-02-15", "2027-03-15"],
    },
  ])("from $start bills what has passed (%#)", async ({ start, none, anchor, now, runs }) => {
    const on = await clocked(stripe, "2027-03-01T00:00:00Z");
    const params = {
      backdate_start_date: at(start),
      ...(none ? { proration_behavior: "none" } : {}),
      ...(anchor ? { billing_cycle_anchor: at(anchor) } : {}),
    };
    const details = { items: [{ price: price.id }], start_date: at(start), ...params, backdate_start_date: undefined };
    const preview = await stripe.invoices.createPreview({
      customer: on.customer.id,
      subscription_details: {
        ...details,
        billing_cycle_anchor: anchor ? { type: "timestamp", timestamp: at(anchor) } : { type: "unchanged" },
      },
    });
    const made = await make(on, params);
    expect(linesOf(invoiceOf(made))).toEqual(now.map(([sum, from, to]) => [sum, at(String(from)), at(String(to))]));
    expect(linesOf(preview)).toEqual(linesOf(invoiceOf(made)));
    expect(made).toMatchObject({ start_date: at(start), created: START, status: "active" });
    const { current_period_start, current_period_end } = firstItem(made);
    expect([current_period_start, current_period_end]).toEqual((runs ?? ["2027-03-01", "2027-04-01"]).map(at));
  });

  it("is in the past, and is billed before a trial", async () => {
    const on = await clocked(stripe, "2027-03-01T00:00:00Z");
    expect(await refused(make(on, { backdate_start_date: START + 1 }))).toMatchObject({ param: "backdate_start_date" });
    const made = await make(on, { backdate_start_date: at("2027-02-01"), trial_period_days: 14 });
    expect(made).toMatchObject({ status: "trialing", trial_end: START + 14 * DAY });
    expect(linesOf(invoiceOf(made))).toEqual([
      [3100, at("2027-02-01"), START],
      [0, START, START + 14 * DAY],
    ]);
  });
});

describe("billing_cycle_anchor", () => {
  it("charges the time until then in part, or nothing with proration_behavior=none", async () => {
    const on = await clocked(stripe, "2027-03-01T00:00:00Z");
    const anchor = at("2027-03-15T00:00:00Z");
    const part = await make(on, { billing_cycle_anchor: anchor });
    // 14 of the 28 days before the anchor
    expect(invoiceOf(part)).toMatchObject({ total: 1550, status: "paid" });
    expect(part).toMatchObject({ billing_cycle_anchor: anchor, status: "active" });
    const free = await make(on, { billing_cycle_anchor: anchor, proration_behavior: "none" });
    expect(free).toMatchObject({ status: "active", latest_invoice: null });
    expect((await refused(make(on, { billing_cycle_anchor: at("2027-04-02") }))).message).toContain("cannot be later");
  });

  it("after a trial is kept: the time until then is billed in part", async () => {
    const on = await clocked(stripe, "2027-03-01T00:00:00Z");
    const made = await make(on, { billing_cycle_anchor: at("2027-04-01"), trial_end: at("2027-03-17T00:00:00Z") });
    expect(made).toMatchObject({ status: "trialing", billing_cycle_anchor: at("2027-04-01") });
    await on.to(at("2027-03-17T02:00:00Z"));
    const paid = await stripe.subscriptions.retrieve(made.id, { expand });
    expect(paid).toMatchObject({ status: "active", billing_cycle_anchor: at("2027-04-01") });
    // 15 of 31 days
    expect(linesOf(invoiceOf(paid))).toEqual([[1500, at("2027-03-17"), at("2027-04-01")]]);
  });

  it.each([
    [{ day_of_month: 31 }, "2027-02-10T12:00:00Z", "2027-02-28T12:00:00Z"],
    [{ day_of_month: 5, hour: 8, minute: 30, second: 0 }, "2027-02-10T12:00:00Z", "2027-03-05T08:30:00Z"],
    [{ day_of_month: 10, hour: 11 }, "2027-02-10T12:00:00Z", "2027-03-10T11:00:00Z"],
    [{ day_of_month: 1, month: 6, hour: 0 }, "2027-02-10T12:00:00Z", "2027-03-01T00:00:00Z"],
  ])("by config %o from %s is %s", async (billing_cycle_anchor_config, now, then) => {
    const on = await clocked(stripe, now);
    const made = await make(on, { billing_cycle_anchor_config });
    expect(new Date(made.billing_cycle_anchor * 1000).toISOString().replace(".000", "")).toBe(then);
    expect(made.billing_cycle_anchor_config).toMatchObject(billing_cycle_anchor_config);
    const both = { billing_cycle_anchor_config, billing_cycle_anchor: at(then) };
    expect(await refused(make(on, both))).toMatchObject({ param: "billing_cycle_anchor_config" });
  });
});

describe("add_invoice_items", () => {
  it("are billed with the first invoice, with discounts of their own, in a trial too", async () => {
    const on = await clocked(stripe, "2027-03-01T00:00:00Z");
    const coupon = (await stripe.coupons.create({ amount_off: 100, currency: "usd" })).id;
    const add_invoice_items = [
      { price: setup.id, quantity: 2, discounts: [{ coupon }] },
      { price_data: { currency: "usd", product, unit_amount: 50 }, metadata: { a: "b" }, discountable: false },
    ];
    const made = await make(on, { add_invoice_items, trial_period_days: 7 });
    const invoice = invoiceOf(made);
    // The subtotal is after discounts of single items
    expect(invoice).toMatchObject({ subtotal: 950, total: 950, status: "paid" });
    expect(invoice.lines.data.map(({ amount, parent, discounts }) => [amount, parent?.type, discounts.length])).toEqual(
      [
        [1000, "invoice_item_details", 1],
        [50, "invoice_item_details", 0],
        [0, "subscription_item_details", 0],
      ],
    );
    expect(invoice.lines.data[1]).toMatchObject({
      metadata: { a: "b" },
      period: { start: START, end: START + 7 * DAY },
      parent: { invoice_item_details: { proration: false, subscription: made.id } },
    });
    const items = (await stripe.invoiceItems.list({ customer: on.customer.id })).data;
    expect(items.map((one) => [one.amount, one.invoice, one.proration])).toEqual([
      [50, invoice.id, false],
      [1000, invoice.id, false],
    ]);
    expect(await emitted(stripe, items[0]?.id ?? "")).toContain("invoiceitem.created");
  });

  it("wait for the next invoice when they come with a change, or are billed by it", async () => {
    const on = await clocked(stripe, "2027-03-01T00:00:00Z");
    const made = await make(on);
    await stripe.subscriptions.update(made.id, { add_invoice_items: [{ price: setup.id }] });
    expect((await stripe.invoiceItems.list({ pending: true, customer: on.customer.id })).data).toMatchObject([
      { amount: 500, parent: { subscription_details: { subscription: made.id } } },
    ]);
    const now = await stripe.subscriptions.update(made.id, {
      add_invoice_items: [{ price: setup.id }],
      proration_behavior: "always_invoice",
      expand,
    });
    expect(invoiceOf(now)).toMatchObject({ total: 1000, status: "paid" });
    await stripe.subscriptions.update(made.id, { add_invoice_items: [{ price: setup.id, quantity: 3 }] });
    await on.to(at("2027-04-01T02:00:00Z"));
    expect(invoiceOf(await stripe.subscriptions.retrieve(made.id, { expand })).total).toBe(3100 + 1500);
  });

  it.each([
    [{ quantity: 1 }, "add_invoice_items[0][price]"],
    [{ price: "setup", price_data: { currency: "usd", product: "p" } }, "add_invoice_items[0][price_data]"],
    [{ price: "monthly" }, "add_invoice_items[0][price]"],
    [{ price_data: { currency: "eur", product: "product", unit_amount: 1 } }, "add_invoice_items[0][price]"],
    [{ price_data: { currency: "usd", product: "product" } }, "add_invoice_items[0][price_data][unit_amount]"],
    [
      { price: "setup", period: { start: { type: "timestamp" }, end: { type: "min_item_period_end" } } },
      "add_invoice_items[0][period][start][timestamp]",
    ],
  ])("%o is refused", async (item, param) => {
    const names: Record<string, string> = { setup: setup.id, monthly: price.id, product };
    const given = JSON.parse(JSON.stringify(item), (_key, value: unknown) => names[String(value)] ?? value) as object;
    const on = { customer: await stripe.customers.create({ payment_method: "pm_card_visa" }) };
    const params = { items: [{ price: price.id }], add_invoice_items: [given] };
    expect(await refused(subscribe(stripe, on, params))).toMatchObject({ statusCode: 400, param });
  });
});

describe("cancel_at", () => {
  it.each([
    ["max_billed_until", "2028-03-01"],
    ["max_period_end", "2028-03-01"],
    ["min_period_end", "2027-04-01"],
  ] as const)("%s is %s", async (cancel_at, end) => {
    const on = await clocked(stripe, "2027-03-01T00:00:00Z");
    const yearly = await stripe.prices.create({
      currency: "usd",
      unit_amount: 36500,
      recurring: { interval: "year" },
      product,
    });
    const made = await make(on, { items: [{ price: price.id }, { price: yearly.id }], cancel_at });
    expect(made).toMatchObject({ cancel_at: at(end), cancel_at_period_end: false });
  });

  it("within the period bills up to it, gives back what was billed beyond, and takes that again when it is taken back", async () => {
    const on = await clocked(stripe, "2027-03-01T00:00:00Z");
    const cancel_at = at("2027-03-11T00:00:00Z");
    const short = await make(on, { cancel_at });
    expect(linesOf(invoiceOf(short))).toEqual([[1000, START, cancel_at]]);
    expect(invoiceOf(await make(on, { cancel_at, proration_behavior: "none" })).total).toBe(3100);
    const pending = async () =>
      (await stripe.invoiceItems.list({ pending: true, customer: on.customer.id })).data.map(({ amount }) => amount);
    const whole = await make(on);
    await stripe.subscriptions.update(whole.id, { cancel_at });
    expect(await pending()).toEqual([-2100]);
    await stripe.subscriptions.update(whole.id, { cancel_at: "" });
    expect(await pending()).toEqual([2100, -2100]);
    await stripe.subscriptions.update(whole.id, { cancel_at, proration_behavior: "none" });
    expect(await pending()).toEqual([2100, -2100]);
    // In a later period the renewal bills up to it, whatever the proration behavior
    await stripe.subscriptions.update(whole.id, { cancel_at: at("2027-04-11"), proration_behavior: "none" });
    await on.to(at("2027-04-01T02:00:00Z"));
    expect(invoiceOf(await stripe.subscriptions.retrieve(whole.id, { expand })).total).toBe(1033);
    await on.to(at("2027-04-11T00:00:00Z"));
    expect(await stripe.subscriptions.retrieve(whole.id)).toMatchObject({
      status: "canceled",
      ended_at: at("2027-04-11"),
    });
  });
});

describe("what invoices and payments are given", () => {
  it("invoice_settings, payment_settings and description, on create and on update", async () => {
    const on = await clocked(stripe, "2027-03-01T00:00:00Z");
    const invoice_settings = { description: "Thanks", footer: "Bye", custom_fields: [{ name: "PO", value: "7" }] };
    const payment_settings = {
      payment_method_types: ["card"],
      payment_method_options: { card: { request_three_d_secure: "any" } },
    } as const;
    const made = await make(on, {
      invoice_settings,
      payment_settings: { ...payment_settings, payment_method_types: ["card"] },
    });
    expect(made).toMatchObject({
      invoice_settings: { ...invoice_settings, issuer: { type: "self" }, account_tax_ids: null },
      payment_settings: { ...payment_settings, save_default_payment_method: "off" },
    });
    expect(invoiceOf(made)).toMatchObject({ ...invoice_settings, payment_settings });
    const changed = await stripe.subscriptions.update(made.id, {
      invoice_settings: { footer: "", custom_fields: "" } as Stripe.SubscriptionUpdateParams.InvoiceSettings,
      payment_settings: { payment_method_options: { card: "" } },
    });
    expect(changed.invoice_settings).toMatchObject({ description: "Thanks", footer: null, custom_fields: null });
    expect(changed.payment_settings?.payment_method_options?.card).toBeNull();
  });

  it("save_default_payment_method=on_subscription keeps what paid", async () => {
    const payment_settings = { save_default_payment_method: "on_subscription" } as const;
    const on = await clocked(stripe, "2027-03-01T00:00:00Z");
    const card = (await stripe.customers.retrieve(on.customer.id)) as Stripe.Customer;
    const paid = await make(on, { payment_settings });
    expect((await stripe.subscriptions.retrieve(paid.id)).default_payment_method).toBe(
      card.invoice_settings.default_payment_method,
    );
    const waits = await make(on, { payment_settings, payment_behavior: "default_incomplete" });
    expect(waits).toMatchObject({ status: "incomplete", default_payment_method: null });
    const other = await stripe.paymentMethods.attach("pm_card_mastercard", { customer: on.customer.id });
    await stripe.invoices.pay(invoiceOf(waits).id ?? "", { payment_method: other.id });
    expect(await stripe.subscriptions.retrieve(waits.id)).toMatchObject({
      status: "active",
      default_payment_method: other.id,
    });
  });

  it("default_incomplete in a trial asks for a method by a setup intent", async () => {
    const on = await clocked(stripe, "2027-03-01T00:00:00Z", "");
    const payment_settings = { save_default_payment_method: "on_subscription" } as const;
    const params = { payment_behavior: "default_incomplete", trial_period_days: 7, payment_settings } as const;
    const made = await make(on, { ...params, expand: ["pending_setup_intent"] });
    const intent = made.pending_setup_intent as Stripe.SetupIntent;
    expect(intent).toMatchObject({ status: "requires_payment_method", customer: on.customer.id, usage: "off_session" });
    await stripe.setupIntents.confirm(intent.id, { payment_method: "pm_card_visa" });
    const after = await stripe.subscriptions.retrieve(made.id);
    expect(after).toMatchObject({ pending_setup_intent: null, status: "trialing" });
    expect(after.default_payment_method).toMatch(/^pm_/);
    const withCard = await clocked(stripe, "2027-03-01T00:00:00Z");
    expect(await make(withCard, params)).toMatchObject({ pending_setup_intent: null });
  });
});

describe("items", () => {
  it("may name the data of a price, and several of one interval are one period", async () => {
    const on = await clocked(stripe, "2027-03-01T00:00:00Z");
    const price_data = { currency: "usd", product, recurring: { interval: "month" }, unit_amount: 700 } as const;
    const made = await make(on, { items: [{ price: price.id }, { price_data, quantity: 2 }] });
    expect(invoiceOf(made).total).toBe(3100 + 1400);
    const inline = made.items.data[1]?.price;
    expect(inline).toMatchObject({ active: false, unit_amount: 700, recurring: { interval: "month" }, product });
    const item = firstItem(made).id;
    const preview = await stripe.invoices.createPreview({
      subscription: made.id,
      subscription_details: { items: [{ id: item, price_data: { ...price_data, unit_amount: 6200 } }] },
    });
    // A preview leaves no price behind
    const shown = preview.lines.data[1]?.pricing?.price_details?.price;
    expect((await refused(stripe.prices.retrieve(String(shown)))).statusCode).toBe(404);
    const updated = await stripe.subscriptions.update(made.id, {
      items: [{ id: item, price_data: { ...price_data, unit_amount: 6200 } }],
    });
    expect((await stripe.prices.list({ product, limit: 100 })).data.every(({ active }) => active)).toBe(true);
    expect(firstItem(updated)).toMatchObject({ id: item, price: { unit_amount: 6200 } });
    expect(preview.lines.data.map(({ amount }) => amount)).toEqual([-3100, 6200, 6200, 1400]);
  });

  it.each([
    [
      [{ price: "p", price_data: { currency: "usd", product: "x", recurring: { interval: "month" } } }],
      "items[0][price_data]",
    ],
    [[{ quantity: 1 }], "items[0][price]"],
    [
      [{ price_data: { currency: "usd", product: "none", recurring: { interval: "month" }, unit_amount: 1 } }],
      "items[0][price_data][product]",
    ],
    [[{ price_data: { currency: "usd", product: "x" } }], "items[0][price_data][recurring]"],
  ])("%o is refused", async (items, param) => {
    const on = { customer: await stripe.customers.create() };
    const create = subscribe(stripe, on, { items: items as Stripe.SubscriptionCreateParams.Item[] });
    expect(await refused(create)).toMatchObject({ statusCode: 400, param });
  });

  it("one at a time, with a price of its own data, a discount and prorations", async () => {
    const on = await clocked(stripe, "2027-03-01T00:00:00Z");
    const made = await make(on);
    await on.to(at("2027-03-11T00:00:00Z"));
    const coupon = (await stripe.coupons.create({ percent_off: 50, duration: "forever" })).id;
    const price_data = { currency: "usd", product, recurring: { interval: "month" }, unit_amount: 3100 } as const;
    const added = await stripe.subscriptionItems.create({
      subscription: made.id,
      price_data,
      quantity: 2,
      discounts: [{ coupon }],
      proration_behavior: "always_invoice",
    });
    // 21 of 31 days of 2 × $31, half off
    expect(invoiceOf(await stripe.subscriptions.retrieve(made.id, { expand })).total).toBe(2100);
    expect(added.discounts).toHaveLength(1);
    expect(await stripe.subscriptionItems.update(added.id, { discounts: "" })).toMatchObject({ discounts: [] });
    expect((await refused(stripe.subscriptionItems.create({ subscription: made.id }))).param).toBe("price");
    await stripe.subscriptionItems.del(added.id, { clear_usage: true, proration_behavior: "none" });
    expect((await stripe.subscriptions.retrieve(made.id)).items.data).toHaveLength(1);
    await stripe.subscriptions.cancel(made.id);
    const late = stripe.subscriptionItems.create({ subscription: made.id, price: price.id });
    expect((await refused(late)).message).toBe(`No such subscription: '${made.id}'`);
  });
});

describe("refusals and words of old", () => {
  it.each([
    [{ payment_behavior: "pending_if_incomplete" }, "payment_behavior"],
    [{ application_fee_percent: 5 }, "application_fee_percent"],
    [{ transfer_data: { destination: "acct_1" } }, "transfer_data[destination]"],
    [{ on_behalf_of: "acct_1" }, "on_behalf_of"],
    [{ default_source: "card_1" }, "default_source"],
    [{ billing_mode: { type: "classic" } }, "billing_mode[type]"],
    [{ trial_from_plan: true, trial_end: 2_000_000_000 }, "trial_end"],
    [{ trial_end: 4_000_000_000 }, "trial_end"],
    [{ items: [] }, "items"],
    [{ currency: "eur" }, "items"],
    [{ payment_settings: { payment_method_types: ["carrier_pigeon"] } }, "payment_settings[payment_method_types][0]"],
  ])("%o is refused", async (params, param) => {
    const customer = await stripe.customers.create();
    const all = { customer: customer.id, items: [{ price: price.id }], ...params };
    expect(await refused(stripe.subscriptions.create(all as Stripe.SubscriptionCreateParams))).toMatchObject({
      statusCode: 400,
      param,
    });
  });

  it("trial_from_plan takes the days of the price, and billing_cycle_anchor=now may be a word", async () => {
    const on = await clocked(stripe, "2027-03-01T00:00:00Z");
    const recurring = { interval: "month", trial_period_days: 5 } as const;
    const trial = await stripe.prices.create({ currency: "usd", unit_amount: 900, recurring, product });
    const items = [{ price: trial.id }];
    expect(await make(on, { items, trial_from_plan: true })).toMatchObject({ trial_end: START + 5 * DAY });
    const made = await make(on, { items });
    expect(made).toMatchObject({ status: "active" });
    await on.to(START + HOUR);
    const moved = {
      billing_cycle_anchor: "now",
      proration_behavior: "none",
    } as unknown as Stripe.SubscriptionUpdateParams;
    expect(await stripe.subscriptions.update(made.id, moved)).toMatchObject({ billing_cycle_anchor: START + HOUR });
  });

  it("a trial that leaves the anchor unchanged bills up to it", async () => {
    const on = await clocked(stripe, "2027-03-01T00:00:00Z");
    const made = await make(on);
    const trial_settings = { end_behavior: { billing_cycle_anchor: "unchanged" } } as const;
    const trial = await stripe.subscriptions.update(made.id, {
      trial_end: at("2027-03-17T00:00:00Z"),
      trial_settings,
      proration_behavior: "none",
    });
    expect(trial).toMatchObject({ billing_cycle_anchor: START, trial_settings });
    await on.to(at("2027-03-17T02:00:00Z"));
    const after = await stripe.subscriptions.retrieve(made.id, { expand });
    expect(linesOf(invoiceOf(after))).toEqual([[1500, at("2027-03-17"), at("2027-04-01")]]);
  });
});
