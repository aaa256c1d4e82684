// What the phases of a schedule may have: trials, coupons, added items, invoices that are sent, a start in the past.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type Stripe from "stripe";
import { at, clocked, DAY, emitted, firstItem, HOUR, subscribe, type Clocked } from "./clocks.ts";
import { monthly, refused, startLocal, type Local } from "./support.ts";

let local: Local;
let stripe: Stripe;
let price: string;
let setup: string;
beforeAll(async () => {
  local = await startLocal();
  stripe = local.stripe;
  const plan = await monthly(stripe, 3100);
  price = plan.id;
  setup = (await stripe.prices.create({ currency: "usd", unit_amount: 500, product: String(plan.product) })).id;
});
afterAll(() => local.stop());

const JAN = at("2027-01-01T00:00:00Z");
const FEB = at("2027-02-01T00:00:00Z");
const MAR = at("2027-03-01T00:00:00Z");
const items = () => [{ price }];
const retrieve = async (id: string | Stripe.Subscription | null) =>
  stripe.subscriptions.retrieve(String(id), { expand: ["latest_invoice", "discounts"] });
const invoiceOf = (subscription: Stripe.Subscription) => subscription.latest_invoice as Stripe.Invoice;
const pending = async (on: Clocked) =>
  (await stripe.invoiceItems.list({ customer: on.customer.id, pending: true })).data.map(({ amount }) => amount);
const create = (on: Clocked, phases: Stripe.SubscriptionScheduleCreateParams.Phase[], more = {}) =>
  stripe.subscriptionSchedules.create({ customer: on.customer.id, start_date: "now", phases, ...more });

/** A subscription of January with a schedule whose second phase has this. */
async function then(phase: Partial<Stripe.SubscriptionScheduleUpdateParams.Phase>, end_date = FEB) {
  const on = await clocked(stripe, "2027-01-01T00:00:00Z");
  const subscription = await subscribe(stripe, on, { items: items() });
  const { id } = await stripe.subscriptionSchedules.create({ from_subscription: subscription.id });
  const schedule = await stripe.subscriptionSchedules.update(id, {
    phases: [
      { items: items(), start_date: JAN, end_date },
      { items: items(), end_date: at("2027-06-01"), ...phase },
    ],
  });
  return { on, id: subscription.id, schedule };
}

describe("a phase with a trial", () => {
  it("at the first: free until its end, then billed", async () => {
    const on = await clocked(stripe, "2027-01-01T00:00:00Z");
    const made = await create(on, [
      { items: items(), trial_end: JAN + 14 * DAY, iterations: 2 } as object as { items: [] },
    ]);
    expect(made.phases).toMatchObject([{ trial_end: JAN + 14 * DAY, start_date: JAN, end_date: MAR }]);
    expect(await retrieve(made.subscription as string)).toMatchObject({
      status: "trialing",
      latest_invoice: { total: 0 },
    });
    await on.to(JAN + 14 * DAY + 2 * HOUR);
    expect(await retrieve(made.subscription as string)).toMatchObject({
      status: "active",
      latest_invoice: { total: 3100 },
    });
  });

  it("at a renewal, and within a period, where unused time is credited", async () => {
    const renewal = await then({ trial: true, end_date: MAR });
    await renewal.on.to(FEB + 2 * HOUR);
    const trial = await retrieve(renewal.id);
    expect(trial).toMatchObject({ status: "trialing", trial_start: FEB, trial_end: MAR });
    expect(invoiceOf(trial).total).toBe(3100);
    expect(await emitted(stripe, renewal.id)).not.toContain("subscription_schedule.completed");
    await renewal.on.to(MAR + 2 * HOUR);
    expect(await retrieve(renewal.id)).toMatchObject({
      status: "active",
      schedule: null,
      latest_invoice: { total: 3100 },
    });

    const middle = at("2027-01-11T00:00:00Z");
    const within = await then({ trial_end: FEB }, middle);
    await within.on.to(middle);
    expect(await retrieve(within.id)).toMatchObject({ status: "trialing", trial_end: FEB, trial_start: middle });
    // 21 of 31 days
    expect(await pending(within.on)).toEqual([-2100]);
  });

  it("ends when the running phase has none any more", async () => {
    const on = await clocked(stripe, "2027-01-01T00:00:00Z");
    const made = await create(on, [{ items: items(), trial_end: FEB, end_date: MAR }]);
    const phase = { items: items(), start_date: JAN, end_date: MAR };
    await stripe.subscriptionSchedules.update(made.id, { phases: [{ ...phase, trial_end: FEB }] });
    expect((await retrieve(made.subscription as string)).status).toBe("trialing");
    await stripe.subscriptionSchedules.update(made.id, { phases: [{ ...phase, trial_end: "now" }] });
    expect(await retrieve(made.subscription as string)).toMatchObject({
      status: "active",
      latest_invoice: { total: 3100 },
    });
  });
});

describe("a phase with coupons", () => {
  it("redeems them when it begins, those of items and of promotion codes too, as the preview says", async () => {
    const coupon = (await stripe.coupons.create({ percent_off: 50, duration: "forever" })).id;
    const ten = (await stripe.coupons.create({ percent_off: 10, duration: "forever" })).id;
    const code = await stripe.promotionCodes.create({ promotion: { type: "coupon", coupon: ten }, code: "PHASE" });
    const { on, id } = await then({
      items: [{ price, discounts: [{ coupon }] }],
      discounts: [{ promotion_code: code.id }],
    });
    expect((await stripe.invoices.createPreview({ subscription: id })).total).toBe(1395);
    expect((await stripe.coupons.retrieve(coupon)).times_redeemed).toBe(0);
    await on.to(FEB + 2 * HOUR);
    const renewed = await retrieve(id);
    expect(invoiceOf(renewed)).toMatchObject({ total: 1395, status: "paid" });
    expect(renewed.discounts).toMatchObject([{ promotion_code: code.id, source: { coupon: ten } }]);
    expect(firstItem(renewed).discounts).toHaveLength(1);
    expect((await stripe.coupons.retrieve(coupon)).times_redeemed).toBe(1);
  });

  it("does not redeem them again when the running phase is updated", async () => {
    const coupon = (await stripe.coupons.create({ percent_off: 50, duration: "forever" })).id;
    const on = await clocked(stripe, "2027-01-01T00:00:00Z");
    const phase = {
      items: [{ price, discounts: [{ coupon }] }],
      discounts: [{ coupon }],
      start_date: JAN,
      end_date: MAR,
    };
    const { start_date: _none, ...first } = phase;
    const made = await create(on, [first]);
    const before = await retrieve(made.subscription as string);
    await stripe.subscriptionSchedules.update(made.id, { phases: [{ ...phase, metadata: { a: "b" } }] });
    const after = await retrieve(made.subscription as string);
    expect([after.discounts, firstItem(after).discounts]).toEqual([before.discounts, firstItem(before).discounts]);
    expect((await stripe.coupons.retrieve(coupon)).times_redeemed).toBe(2);
  });
});

it("a phase bills what it adds once, with its first invoice", async () => {
  const on = await clocked(stripe, "2027-01-01T00:00:00Z");
  const add_invoice_items = [{ price: setup, quantity: 2 }];
  const made = await create(on, [{ items: items(), add_invoice_items, end_date: MAR }]);
  expect(made.phases[0]?.add_invoice_items).toMatchObject([
    { price: setup, quantity: 2, period: { start: { type: "max_item_period_start" } }, discounts: [] },
  ]);
  expect(invoiceOf(await retrieve(made.subscription as string)).total).toBe(4100);
  const later = await then({ add_invoice_items });
  expect((await stripe.invoices.createPreview({ subscription: later.id })).total).toBe(4100);
  await later.on.to(FEB + 2 * HOUR);
  expect(invoiceOf(await retrieve(later.id)).total).toBe(4100);
  await later.on.to(MAR + 2 * HOUR);
  expect(invoiceOf(await retrieve(later.id)).total).toBe(3100);
});

it("a phase may send its invoices, and say what they say", async () => {
  const invoice_settings = { days_until_due: 10, footer: "Until further notice" };
  const { on, id } = await then({ collection_method: "send_invoice", invoice_settings });
  await on.to(FEB + 2 * HOUR);
  expect(await retrieve(id)).toMatchObject({
    collection_method: "send_invoice",
    days_until_due: 10,
    latest_invoice: { status: "open", footer: "Until further notice", due_date: FEB + 10 * DAY },
  });
  const on2 = await clocked(stripe, "2027-01-01T00:00:00Z");
  const default_settings = { collection_method: "send_invoice", invoice_settings: { days_until_due: 5 } };
  const made = await create(on2, [{ items: items() }], { default_settings });
  expect(made.default_settings).toMatchObject(default_settings);
  expect(await retrieve(made.subscription as string)).toMatchObject({
    collection_method: "send_invoice",
    days_until_due: 5,
  });
  const without = create(on2, [{ items: items() }], { default_settings: { collection_method: "send_invoice" } });
  expect((await refused(without)).param).toBe("phases[0][invoice_settings][days_until_due]");
});

it("what a schedule says for all phases changes the subscription at once", async () => {
  const { id, schedule } = await then({});
  const card = await stripe.paymentMethods.attach("pm_card_mastercard", { customer: String(schedule.customer) });
  await stripe.subscriptionSchedules.update(schedule.id, {
    default_settings: { default_payment_method: card.id, description: "Ours", invoice_settings: { footer: "F" } },
  });
  expect(await retrieve(id)).toMatchObject({
    default_payment_method: card.id,
    description: "Ours",
    invoice_settings: { footer: "F" },
  });
});

it("a start in the past bills what has passed, as the first phase says", async () => {
  for (const [proration_behavior, lines] of [
    ["create_prorations", [3100, 3100]],
    ["none", [3100]],
  ] as const) {
    const on = await clocked(stripe, "2027-02-01T00:00:00Z");
    const made = await create(on, [{ items: items(), end_date: MAR, proration_behavior }], { start_date: JAN });
    expect(made).toMatchObject({ status: "active", current_phase: { start_date: JAN, end_date: MAR } });
    const begun = await retrieve(made.subscription as string);
    expect(begun).toMatchObject({ start_date: JAN, created: FEB });
    expect(invoiceOf(begun).lines.data.map(({ amount }) => amount)).toEqual(lines);
    const over = create(on, [{ items: items(), end_date: FEB }], { start_date: JAN });
    expect((await refused(over)).param).toBe("phases[0][end_date]");
  }
});

it("a phase that ends the subscription within a period is billed up to that end", async () => {
  const on = await clocked(stripe, "2027-01-01T00:00:00Z");
  const made = await create(on, [{ items: items(), end_date: at("2027-02-15") }], { end_behavior: "cancel" });
  await on.to(FEB + 2 * HOUR);
  // 14 of 28 days
  expect(invoiceOf(await retrieve(made.subscription as string)).total).toBe(1550);
  await on.to(at("2027-02-15"));
  expect(await stripe.subscriptionSchedules.retrieve(made.id)).toMatchObject({ status: "completed" });
  expect((await retrieve(made.subscription as string)).status).toBe("canceled");
});

it("phases may have the data of a price, and a currency of one price's options", async () => {
  const on = await clocked(stripe, "2027-01-01T00:00:00Z");
  const world = await stripe.prices.create({
    currency: "usd",
    unit_amount: 3000,
    recurring: { interval: "month" },
    product_data: { name: "World" },
    currency_options: { eur: { unit_amount: 2700 } },
  });
  const price_data = { currency: "eur", product: String(world.product), recurring: { interval: "month" } } as const;
  const made = await create(on, [
    { items: [{ price: world.id }], currency: "eur", end_date: FEB },
    { items: [{ price_data: { ...price_data, unit_amount: 100 } }], currency: "eur", end_date: MAR },
  ]);
  expect(made.phases.map(({ currency }) => currency)).toEqual(["eur", "eur"]);
  expect(invoiceOf(await retrieve(made.subscription as string))).toMatchObject({ currency: "eur", total: 2700 });
  await on.to(FEB + 2 * HOUR);
  expect(invoiceOf(await retrieve(made.subscription as string))).toMatchObject({ currency: "eur", total: 100 });
});

it("schedules are listed by what became of them", async () => {
  const on = await clocked(stripe, "2027-01-01T00:00:00Z");
  const customer = on.customer.id;
  const open = await create(on, [{ items: items() }], { start_date: FEB });
  const canceled = await stripe.subscriptionSchedules.cancel(
    (await create(on, [{ items: items() }], { start_date: MAR })).id,
  );
  const released = await stripe.subscriptionSchedules.release((await create(on, [{ items: items() }])).id);
  const list = async (params: Stripe.SubscriptionScheduleListParams) =>
    (await stripe.subscriptionSchedules.list({ customer, ...params })).data.map(({ id }) => id);
  expect(await list({ scheduled: true })).toEqual([open.id]);
  expect(await list({ canceled_at: { gte: JAN } })).toEqual([canceled.id]);
  expect(await list({ released_at: { gte: JAN } })).toEqual([released.id]);
  expect(await list({ completed_at: { gte: JAN } })).toEqual([]);
});

it.each([
  [{ trial: true, trial_end: JAN + DAY }, "phases[0][trial]"],
  [{ trial_end: at("2028-01-01") }, "phases[0][trial_end]"],
  [{ iterations: 2, end_date: MAR }, "phases[0][end_date]"],
  [{ discounts: [{ coupon: "none" }] }, "phases[0][discounts][0][coupon]"],
  [{ discounts: [{ promotion_code: "none" }] }, "phases[0][discounts][0][promotion_code]"],
  [{ add_invoice_items: [{ price: "none" }] }, "phases[0][add_invoice_items][0][price]"],
  [{ on_behalf_of: "acct_1" }, "on_behalf_of"],
  [{ currency: "eur" }, "items"],
])("a phase with %o is refused", async (phase, param) => {
  const on = await clocked(stripe, "2027-01-01T00:00:00Z");
  const error = await refused(
    create(on, [{ items: items(), ...phase } as Stripe.SubscriptionScheduleCreateParams.Phase]),
  );
  expect(error).toMatchObject({ statusCode: 400, param });
});
