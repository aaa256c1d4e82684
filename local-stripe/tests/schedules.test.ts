import { afterAll, beforeAll, expect, it } from "vitest";
import type Stripe from "stripe";
import { changeInPortal, previewInPortal, waitsUntil } from "../src/billing/subscriptions/portal-change.ts";
import { scheduledChange } from "../src/billing/subscriptions/schedules.ts";
import type { Context } from "../src/conventions/context.ts";
import { at, clocked, firstItem, subscribe, emitted } from "./clocks.ts";
import { monthly, startLocal, type Local } from "./support.ts";

let local: Local;
beforeAll(async () => void (local = await startLocal()));
afterAll(() => local.stop());

async function portal(
  conditions: ("decreasing_item_amount" | "shortening_interval")[],
  proration_behavior: "always_invoice" | "none" = "always_invoice",
) {
  const { stripe } = local;
  const on = await clocked(stripe, "2027-01-01T00:00:00Z");
  const subscription = await subscribe(stripe, on, { items: [{ price: (await monthly(stripe, 3000)).id }] });
  const features = {
    subscription_update: {
      enabled: true,
      proration_behavior,
      schedule_at_period_end: { conditions: conditions.map((type) => ({ type })) },
    },
  };
  const { id } = await stripe.billingPortal.configurations.create({ features });
  await on.to(at("2027-01-16T12:00:00Z"));
  const work = <T>(
    price: string,
    what: (
      ctx: Context,
      ...rest: Parameters<typeof changeInPortal> extends [Context, ...infer Rest] ? Rest : never
    ) => T,
  ) =>
    local.server.app.act(local.server.url, (ctx) =>
      what(
        ctx,
        ctx.store.get("billing_portal.configuration", id) ?? expect.fail(),
        ctx.store.get("subscription", subscription.id) ?? expect.fail(),
        ctx.store.get("price", price) ?? expect.fail(),
      ),
    );
  return { on, subscription, work };
}
const expand = ["latest_invoice", "schedule"];

it("a cheaper plan waits for the period’s end, a dearer one does not", async () => {
  const { stripe } = local;
  const { on, subscription, work } = await portal(["decreasing_item_amount"]);
  const [cheaper, dearer] = [await monthly(stripe, 1000), await monthly(stripe, 5000)];
  expect(work(cheaper.id, waitsUntil)).toBe(at("2027-02-01T00:00:00Z"));
  expect(work(dearer.id, waitsUntil)).toBeUndefined();
  expect(work(dearer.id, previewInPortal)).toMatchObject({ total: 1000 });
  work(cheaper.id, changeInPortal);
  const planned = await stripe.subscriptions.retrieve(subscription.id, { expand });
  expect(firstItem(planned).price.unit_amount).toBe(3000);
  expect(planned.schedule).toMatchObject({
    object: "subscription_schedule",
    status: "active",
    end_behavior: "release",
    phases: [
      { end_date: at("2027-02-01T00:00:00Z") },
      { start_date: at("2027-02-01T00:00:00Z"), items: [{ price: cheaper.id }] },
    ],
  });
  expect(
    local.server.app.act(local.server.url, (ctx) =>
      scheduledChange(ctx, ctx.store.get("subscription", subscription.id) ?? expect.fail()),
    ),
  ).toMatchObject({ at: at("2027-02-01T00:00:00Z"), quantity: 1 });
  expect(await stripe.invoices.createPreview({ subscription: subscription.id })).toMatchObject({ total: 1000 });
  await on.to(at("2027-02-01T01:00:00Z"));
  const changed = await stripe.subscriptions.retrieve(subscription.id, { expand });
  expect(changed).toMatchObject({ schedule: null, status: "active", latest_invoice: { total: 1000, status: "paid" } });
  expect(firstItem(changed)).toMatchObject({
    id: firstItem(subscription).id,
    price: { id: cheaper.id },
    current_period_end: at("2027-03-01T00:00:00Z"),
  });
  const id = (planned.schedule as Stripe.SubscriptionSchedule).id;
  expect(await emitted(stripe, `"id":"${id}"`)).toEqual([
    "subscription_schedule.created",
    "subscription_schedule.released",
  ]);
  expect(await stripe.subscriptionSchedules.retrieve(id)).toMatchObject({
    status: "released",
    released_subscription: subscription.id,
  });
});

it("a shorter interval waits, and is released for another change or by the end", async () => {
  const { stripe } = local;
  const { on, subscription, work } = await portal(["shortening_interval"], "none");
  const week = await stripe.prices.create({
    currency: "usd",
    unit_amount: 1000,
    recurring: { interval: "week" },
    product_data: { name: "Week" },
  });
  const dearer = await monthly(stripe, 5000);
  work(week.id, changeInPortal);
  work(dearer.id, changeInPortal);
  const now = await stripe.subscriptions.retrieve(subscription.id);
  expect([now.schedule, firstItem(now).price.id]).toEqual([null, dearer.id]);
  work(week.id, changeInPortal);
  const schedules = await stripe.subscriptionSchedules.list({ customer: on.customer.id });
  expect(schedules.data.map(({ status }) => status)).toEqual(["active", "released"]);
  expect(await stripe.subscriptionSchedules.release(schedules.data[0]?.id ?? "")).toMatchObject({ status: "released" });
  work(week.id, changeInPortal);
  await on.to(at("2027-02-01T01:00:00Z"));
  const weekly = await stripe.subscriptions.retrieve(subscription.id);
  expect(firstItem(weekly)).toMatchObject({ price: { id: week.id }, current_period_end: at("2027-02-08T00:00:00Z") });
  expect((await stripe.subscriptions.cancel(subscription.id)).schedule).toBeNull();
});
