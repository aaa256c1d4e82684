// Why a subscription is paused, and how each pause ends.
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import type Stripe from "stripe";
import { at, clocked, DAY, emitted, firstItem, HOUR, lastEvent, subscribe, type Clocked } from "./clocks.ts";
import { control, monthly, refused, startLocal, type Local } from "./support.ts";

let local: Local;
beforeAll(async () => void (local = await startLocal(/subscription.type is "moon_phase"/)));
afterAll(() => local.stop());
beforeEach(async () => {
  await control(local, "PUT", "/billing", {
    after_retries: "cancel",
    pause_after_first_failure: false,
    resume_when_paid: false,
  });
});

const FEB = at("2027-02-01T00:00:00Z");
const HALF = at("2027-01-16T12:00:00Z");
const expand = ["latest_invoice"];
const retrieve = (id: string) => local.stripe.subscriptions.retrieve(id, { expand });
const reason = (subscription: Stripe.Subscription) => subscription.status_details?.paused.subscription.type;
const decline = ({ customer }: Clocked, times: number) =>
  control(local, "POST", "/declines", { customer: customer.id, times });

async function begin() {
  const on = await clocked(local.stripe, "2027-01-01T00:00:00Z");
  const { id } = await subscribe(local.stripe, on, { items: [{ price: (await monthly(local.stripe, 3000)).id }] });
  return { on, id };
}

it("by request: unused time is credited, nothing is billed, and it begins anew when it is resumed and paid", async () => {
  const { stripe } = local;
  const { on, id } = await begin();
  await on.to(HALF);
  const since = await lastEvent(stripe);
  const paused = await stripe.subscriptions.pause(id);
  expect(paused).toMatchObject({
    status: "paused",
    status_details: { paused: { type: "subscription", transitioned_at: HALF } },
  });
  expect(reason(paused)).toBe("pause_requested");
  expect(await emitted(stripe, id, since)).toEqual([
    "invoiceitem.created",
    "customer.subscription.updated",
    "customer.subscription.paused",
  ]);
  await on.to(FEB + 10 * DAY);
  expect((await stripe.invoices.list({ subscription: id })).data).toHaveLength(1);
  const preview = await stripe.invoices.createPreview({ subscription: id, subscription_details: { resume_at: "now" } });
  expect(preview.total).toBe(3000 - 1500);
  const resumed = await stripe.subscriptions.resume(id, { payment_behavior: "resume_on_payment_success", expand });
  expect(resumed).toMatchObject({
    status: "active",
    billing_cycle_anchor: FEB + 10 * DAY,
    latest_invoice: { total: 1500, status: "paid" },
  });
  expect(resumed.status_details).toBeUndefined();
});

it("by request, with the credit invoiced at once or none, and not twice", async () => {
  const { stripe } = local;
  const invoiced = await begin();
  await invoiced.on.to(HALF);
  await stripe.subscriptions.pause(invoiced.id, { invoicing_behavior: "invoice" });
  expect(await retrieve(invoiced.id)).toMatchObject({ latest_invoice: { total: -1500, status: "paid" } });
  expect(await stripe.customers.retrieve(invoiced.on.customer.id)).toMatchObject({ balance: -1500 });
  // The same period goes on, and its rest is paid for again, with the credit
  const again = await stripe.subscriptions.resume(invoiced.id, { billing_cycle_anchor: { type: "unchanged" }, expand });
  expect(again).toMatchObject({ status: "active", latest_invoice: { total: 1500, amount_due: 0, status: "paid" } });

  const none = await begin();
  await none.on.to(HALF);
  await stripe.subscriptions.pause(none.id, { bill_for: { unused_time_from: { type: "none" } } });
  // Nothing was given back, so nothing is billed again
  const same = await stripe.subscriptions.resume(none.id, { billing_cycle_anchor: { type: "unchanged" } });
  expect(same.status).toBe("active");
  expect((await stripe.invoices.list({ subscription: none.id })).data).toHaveLength(1);
});

it("can't be asked for in another status or beside a schedule", async () => {
  const { stripe } = local;
  const { id } = await begin();
  await stripe.subscriptionSchedules.create({ from_subscription: id });
  expect((await refused(stripe.subscriptions.pause(id))).statusCode).toBe(400);
  const on = await clocked(stripe, "2027-01-01T00:00:00Z");
  const trial = await subscribe(stripe, on, { trial_period_days: 14 });
  expect((await refused(stripe.subscriptions.pause(trial.id))).statusCode).toBe(400);
});

it("after the first failed renewal: the invoice stays collectible, and a resumption in its rhythm bills nothing", async () => {
  const { stripe } = local;
  await control(local, "PUT", "/billing", { pause_after_first_failure: true });
  const { on, id } = await begin();
  await decline(on, 1);
  await on.to(FEB + 2 * HOUR);
  const paused = await retrieve(id);
  expect(paused).toMatchObject({ status: "paused", latest_invoice: { status: "open", attempt_count: 1 } });
  expect(reason(paused)).toBe("first_payment_failure");
  await stripe.invoices.pay((paused.latest_invoice as Stripe.Invoice).id ?? "");
  expect((await retrieve(id)).status).toBe("paused");
  const resumed = await stripe.subscriptions.resume(id, {
    billing_cycle_anchor: { type: "unchanged" },
    proration_behavior: "none",
    expand,
  });
  expect(resumed).toMatchObject({ status: "active", latest_invoice: { status: "paid", total: 3000 } });
  expect(firstItem(resumed).current_period_end).toBe(at("2027-03-01T00:00:00Z"));
  expect((await stripe.invoices.list({ subscription: id })).data).toHaveLength(2);
});

it("after the last failed attempt; where it can't be paused it is canceled", async () => {
  const { stripe } = local;
  await control(local, "PUT", "/billing", { after_retries: "pause", resume_when_paid: true });
  const { on, id } = await begin();
  await decline(on, 4);
  await on.to(FEB + 16 * DAY);
  const paused = await retrieve(id);
  expect(paused).toMatchObject({ status: "paused", latest_invoice: { status: "open", next_payment_attempt: null } });
  expect(reason(paused)).toBe("final_payment_failure");
  const since = await lastEvent(stripe);
  await stripe.invoices.pay((paused.latest_invoice as Stripe.Invoice).id ?? "");
  const resumed = await retrieve(id);
  expect(resumed.status).toBe("active");
  expect(firstItem(resumed).current_period_end).toBe(at("2027-03-01T00:00:00Z"));
  expect(await emitted(stripe, id, since)).toContain("customer.subscription.resumed");

  const managed = await begin();
  await stripe.subscriptionSchedules.create({ from_subscription: managed.id, expand: [] }).then(({ id: schedule }) =>
    stripe.subscriptionSchedules.update(schedule, {
      phases: [
        {
          items: [{ price: resumed.items.data[0]?.price.id ?? "" }],
          start_date: at("2027-01-01T00:00:00Z"),
          end_date: at("2027-06-01T00:00:00Z"),
        },
      ],
      proration_behavior: "none",
    }),
  );
  await decline(managed.on, 4);
  await managed.on.to(FEB + 16 * DAY);
  expect((await retrieve(managed.id)).status).toBe("canceled");
});

it("resumed on attempt (the default) is charged by a payment of its invoice: active, or past due", async () => {
  const { stripe } = local;
  for (const [declined, status] of [
    [0, "active"],
    [1, "past_due"],
  ] as const) {
    const { on, id } = await begin();
    await stripe.subscriptions.pause(id, { bill_for: { unused_time_from: { type: "none" } } });
    await on.to(FEB);
    const resumed = await stripe.subscriptions.resume(id, { expand });
    const invoice = resumed.latest_invoice as Stripe.Invoice;
    expect(resumed.status).toBe("paused");
    expect(invoice).toMatchObject({ status: "open", attempted: false, amount_due: 3000 });
    if (declined) await decline(on, declined);
    await stripe.invoices.pay(invoice.id ?? "").catch(() => undefined);
    const after = await retrieve(id);
    expect(after.status).toBe(status);
    expect(after.status_details).toBeUndefined();
    expect((after.latest_invoice as Stripe.Invoice).next_payment_attempt).toBeNull();
  }
});

it("resumed on success stays paused while attempts fail, and is active when one succeeds", async () => {
  const { stripe } = local;
  const { on, id } = await begin();
  await stripe.subscriptions.pause(id, { bill_for: { unused_time_from: { type: "none" } } });
  await on.to(FEB);
  await decline(on, 1);
  const resumed = await stripe.subscriptions.resume(id, { payment_behavior: "resume_on_payment_success", expand });
  expect(resumed).toMatchObject({ status: "paused", latest_invoice: { attempted: true } });
  expect((resumed.latest_invoice as Stripe.Invoice).next_payment_attempt).toBe(FEB + 3 * DAY);
  await on.to(FEB + 3 * DAY);
  expect((await retrieve(id)).status).toBe("active");
});

it("for other reasons, through /_local", async () => {
  const { id } = await begin();
  await control(local, "POST", "/pause", { subscription: id, reason: "system" });
  expect(reason(await retrieve(id))).toBe("system");
  await control(local, "POST", "/pause", { subscription: id, reason: "moon_phase" });
  expect(reason(await retrieve(id))).toBe("moon_phase");
  await control(local, "POST", "/pause", { subscription: id });
  expect((await retrieve(id)).status_details).toBeUndefined();
});
