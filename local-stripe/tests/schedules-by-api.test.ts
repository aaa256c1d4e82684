// Schedules that the API writes: their phases on the clock, and what they keep others from doing.
import { afterAll, beforeAll, expect, it } from "vitest";
import type Stripe from "stripe";
import { at, clocked, emitted, firstItem, lastEvent, subscribe, type Clocked } from "./clocks.ts";
import { control, monthly, refused, startLocal, type Local } from "./support.ts";

let local: Local;
beforeAll(async () => void (local = await startLocal()));
afterAll(() => local.stop());

const JAN = at("2027-01-01T00:00:00Z");
const FEB = at("2027-02-01T00:00:00Z");
const MAR = at("2027-03-01T00:00:00Z");
const APR = at("2027-04-01T00:00:00Z");

/** $30 a month, with a schedule that takes it to $10 in February. */
async function downgrade(more: Stripe.SubscriptionScheduleUpdateParams = {}) {
  const { stripe } = local;
  const on = await clocked(stripe, "2027-01-01T00:00:00Z");
  const dear = (await monthly(stripe, 3000)).id;
  const cheap = (await monthly(stripe, 1000)).id;
  const subscription = await subscribe(stripe, on, { items: [{ price: dear }] });
  const made = await stripe.subscriptionSchedules.create({ from_subscription: subscription.id });
  const schedule = await stripe.subscriptionSchedules.update(made.id, {
    phases: [
      { items: [{ price: dear, quantity: 1 }], start_date: JAN, end_date: FEB },
      { items: [{ price: cheap, quantity: 1 }], duration: { interval: "month" } },
    ],
    metadata: { planned_by: "us" },
    ...more,
  });
  return { on, subscription, schedule, made, dear, cheap };
}

const retrieve = (id: string) => local.stripe.subscriptions.retrieve(id, { expand: ["latest_invoice"] });
const schedules = (types: string[]) => types.filter((type) => type.startsWith("subscription_schedule"));

it("is made from a subscription: one phase, what it has until its period ends", async () => {
  const { stripe } = local;
  const { made, subscription, schedule, dear, cheap } = await downgrade();
  expect(made).toMatchObject({
    status: "active",
    subscription: subscription.id,
    customer: subscription.customer,
    end_behavior: "release",
    current_phase: { start_date: JAN, end_date: FEB },
    phases: [
      {
        start_date: JAN,
        end_date: FEB,
        items: [{ price: dear, quantity: 1 }],
        proration_behavior: "create_prorations",
      },
    ],
  });
  expect((await retrieve(subscription.id)).schedule).toBe(made.id);
  expect(schedule).toMatchObject({ metadata: { planned_by: "us" }, phases: [{}, { start_date: FEB, end_date: MAR }] });
  expect(schedule.phases[1]?.items[0]?.price).toBe(cheap);
  const twice = await refused(stripe.subscriptionSchedules.create({ from_subscription: subscription.id }));
  expect(twice).toMatchObject({ statusCode: 400, param: "from_subscription" });
  const more = stripe.subscriptionSchedules.create({ from_subscription: subscription.id, end_behavior: "cancel" });
  expect((await refused(more)).param).toBe("end_behavior");
});

it("changes the subscription with its renewal, and is released when its last phase ends", async () => {
  const { stripe } = local;
  const { on, subscription, schedule } = await downgrade();
  const preview = await stripe.invoices.createPreview({ subscription: subscription.id });
  expect(preview.total).toBe(1000);
  await on.to(FEB - 1);
  expect(firstItem(await retrieve(subscription.id)).price.unit_amount).toBe(3000);
  const since = await lastEvent(stripe);
  await on.to(FEB + 7200);
  const renewed = await retrieve(subscription.id);
  expect(firstItem(renewed)).toMatchObject({
    id: firstItem(subscription).id,
    price: { unit_amount: 1000 },
    current_period_start: FEB,
    current_period_end: MAR,
  });
  expect(renewed).toMatchObject({ schedule: schedule.id, latest_invoice: { total: 1000, status: "paid" } });
  expect(await stripe.subscriptionSchedules.retrieve(schedule.id)).toMatchObject({
    status: "active",
    current_phase: { start_date: FEB, end_date: MAR },
  });
  expect(schedules(await emitted(stripe, schedule.id, since))).toEqual(["subscription_schedule.updated"]);
  const then = await lastEvent(stripe);
  await on.to(MAR + 7200);
  expect(await retrieve(subscription.id)).toMatchObject({ schedule: null, status: "active" });
  expect(await stripe.subscriptionSchedules.retrieve(schedule.id)).toMatchObject({
    status: "released",
    current_phase: null,
    subscription: null,
    released_subscription: subscription.id,
    released_at: MAR,
  });
  expect(schedules(await emitted(stripe, schedule.id, then))).toEqual([
    "subscription_schedule.expiring",
    "subscription_schedule.released",
  ]);
});

it("refuses a cancellation beside it, and is released or canceled by request", async () => {
  const { stripe } = local;
  const { on, subscription, schedule } = await downgrade();
  for (const params of [{ cancel_at_period_end: true }, { cancel_at: MAR }, { cancel_at_period_end: false }]) {
    const error = await refused(stripe.subscriptions.update(subscription.id, params));
    expect(error.statusCode).toBe(400);
    expect(error.message).toContain(`managed by the subscription schedule \`${schedule.id}\``);
  }
  expect(await stripe.subscriptionSchedules.release(schedule.id)).toMatchObject({ status: "released" });
  expect((await refused(stripe.subscriptionSchedules.release(schedule.id))).statusCode).toBe(400);
  await on.to(FEB + 7200);
  expect(firstItem(await retrieve(subscription.id)).price.unit_amount).toBe(3000);

  const other = await downgrade();
  const since = await lastEvent(stripe);
  const canceled = await stripe.subscriptionSchedules.cancel(other.schedule.id, { invoice_now: false, prorate: false });
  expect(canceled).toMatchObject({ status: "canceled", canceled_at: JAN });
  expect((await retrieve(other.subscription.id)).status).toBe("canceled");
  expect(schedules(await emitted(stripe, other.schedule.id, since))).toEqual(["subscription_schedule.canceled"]);
});

it("ends with its subscription: canceled by request, aborted for want of payment", async () => {
  const { stripe } = local;
  const asked = await downgrade();
  await stripe.subscriptions.cancel(asked.subscription.id);
  expect((await stripe.subscriptionSchedules.retrieve(asked.schedule.id)).status).toBe("canceled");

  const { on, subscription, schedule } = await downgrade();
  await control(local, "POST", "/declines", { customer: on.customer.id, times: 4 });
  const since = await lastEvent(stripe);
  await on.to(FEB + 16 * 86_400);
  expect(await retrieve(subscription.id)).toMatchObject({
    status: "canceled",
    cancellation_details: { reason: "payment_failed" },
  });
  expect(schedules(await emitted(stripe, schedule.id, since))).toContain("subscription_schedule.aborted");
});

it("with end_behavior=cancel the subscription ends with it", async () => {
  const { stripe } = local;
  const { on, subscription, schedule } = await downgrade({ end_behavior: "cancel" });
  expect(await retrieve(subscription.id)).toMatchObject({ cancel_at: MAR, cancel_at_period_end: false });
  await on.to(FEB + 7200);
  await on.to(MAR + 7200);
  expect(await retrieve(subscription.id)).toMatchObject({ status: "canceled", ended_at: MAR });
  expect(await stripe.subscriptionSchedules.retrieve(schedule.id)).toMatchObject({
    status: "completed",
    completed_at: MAR,
  });
  // A release takes the end back that the schedule set, unless it is to stay
  for (const [preserve_cancel_date, cancel_at] of [
    [false, null],
    [true, MAR],
  ] as const) {
    const one = await downgrade({ end_behavior: "cancel" });
    await stripe.subscriptionSchedules.release(one.schedule.id, { preserve_cancel_date });
    expect((await retrieve(one.subscription.id)).cancel_at).toBe(cancel_at);
  }
});

it("changes within a period as its phases say", async () => {
  const { stripe } = local;
  const middle = at("2027-01-16T12:00:00Z");
  const begin = (proration_behavior: "always_invoice" | "none") =>
    downgrade().then(async (one) => {
      await stripe.subscriptionSchedules.update(one.schedule.id, {
        phases: [
          { items: [{ price: one.cheap }], start_date: JAN, end_date: middle },
          { items: [{ price: one.dear, quantity: 3 }], end_date: APR, proration_behavior },
        ],
        proration_behavior: "none",
      });
      // The request changes the current phase now
      expect(firstItem(await retrieve(one.subscription.id)).price.id).toBe(one.cheap);
      await one.on.to(middle);
      return one;
    });
  const billed = await begin("always_invoice");
  const after = await retrieve(billed.subscription.id);
  expect(firstItem(after)).toMatchObject({ quantity: 3, price: { unit_amount: 3000 } });
  // $30 were billed for January, and half of it is left
  expect(after.latest_invoice).toMatchObject({ total: 4500 - 1500, status: "paid" });
  const free = await begin("none");
  expect(await retrieve(free.subscription.id)).toMatchObject({ latest_invoice: { total: 3000 } });
});

it("shows a direct change in its current phase, and keeps what comes later", async () => {
  const { stripe } = local;
  const { on, subscription, schedule } = await downgrade();
  await stripe.subscriptions.update(subscription.id, {
    items: [{ id: firstItem(subscription).id, quantity: 4 }],
    proration_behavior: "none",
  });
  const { phases } = await stripe.subscriptionSchedules.retrieve(schedule.id);
  expect(phases.map(({ items }) => items[0]?.quantity)).toEqual([4, 1]);
  await on.to(FEB + 7200);
  expect(firstItem(await retrieve(subscription.id)).quantity).toBe(1);
});

it("keeps the discounts that a phase names, and no others", async () => {
  const { stripe } = local;
  const coupon = (await stripe.coupons.create({ percent_off: 50, duration: "forever" })).id;
  const { on, subscription, schedule, dear, cheap } = await downgrade();
  const discounted = await stripe.subscriptions.update(subscription.id, { discounts: [{ coupon }] });
  const phases = (discounts: { discount: string }[]) => [
    {
      items: [{ price: dear }],
      start_date: JAN,
      end_date: FEB,
      discounts: [{ discount: String(discounted.discounts[0]) }],
    },
    { items: [{ price: cheap }], end_date: MAR, discounts },
  ];
  await stripe.subscriptionSchedules.update(schedule.id, {
    phases: phases([{ discount: String(discounted.discounts[0]) }]),
  });
  expect((await stripe.invoices.createPreview({ subscription: subscription.id })).total).toBe(500);
  await stripe.subscriptionSchedules.update(schedule.id, { phases: phases([]) });
  expect((await stripe.invoices.createPreview({ subscription: subscription.id })).total).toBe(1000);
  await on.to(FEB + 7200);
  expect(await retrieve(subscription.id)).toMatchObject({ discounts: [], latest_invoice: { total: 1000 } });
});

async function planned(on: Clocked, start_date: number | "now") {
  return local.stripe.subscriptionSchedules.create({
    customer: on.customer.id,
    start_date,
    phases: [
      {
        items: [{ price: (await monthly(local.stripe, 3000)).id }],
        duration: { interval: "month", interval_count: 2 },
      },
    ],
  });
}

it("begins a subscription, at once or later, whose first invoice is a draft for an hour", async () => {
  const { stripe } = local;
  const on = await clocked(stripe, "2027-01-01T00:00:00Z");
  const later = await planned(on, FEB);
  expect(later).toMatchObject({ status: "not_started", subscription: null, current_phase: null });
  await on.to(FEB);
  const started = await stripe.subscriptionSchedules.retrieve(later.id);
  expect(started).toMatchObject({ status: "active", current_phase: { start_date: FEB, end_date: APR } });
  const begun = await retrieve(String(started.subscription));
  expect(begun).toMatchObject({ status: "active", schedule: later.id, latest_invoice: { status: "draft" } });
  await on.to(FEB + 7200);
  expect(await retrieve(begun.id)).toMatchObject({ latest_invoice: { status: "paid", amount_paid: 3000 } });
  expect((await planned(on, "now")).status).toBe("active");
  const dropped = await planned(on, APR);
  expect((await stripe.subscriptionSchedules.cancel(dropped.id)).status).toBe("canceled");
});

it("refuses phases that make no sense, and names the field", async () => {
  const { stripe } = local;
  const { schedule, dear } = await downgrade();
  const items = [{ price: dear }];
  const wrong: [Stripe.SubscriptionScheduleUpdateParams.Phase[], string][] = [
    [[{ items, end_date: FEB }], "phases[0][start_date]"],
    [[{ items, start_date: FEB, end_date: MAR }], "phases[0][start_date]"],
    [[{ items, start_date: JAN }, { items }], "phases[0][end_date]"],
    [[{ items, start_date: JAN, end_date: FEB, duration: { interval: "month" } }], "phases[0][end_date]"],
    [[{ items, start_date: JAN, end_date: JAN }], "phases[0][end_date]"],
    [[{ items: [{ price: "price_none" }], start_date: JAN, end_date: FEB }], "phases[0][items][0][price]"],
    [
      [
        { items, start_date: JAN, end_date: FEB },
        { items, start_date: MAR },
      ],
      "phases[1][start_date]",
    ],
  ];
  for (const [phases, param] of wrong) {
    const error = await refused(stripe.subscriptionSchedules.update(schedule.id, { phases }));
    expect(error).toMatchObject({ statusCode: 400, param });
  }
});
