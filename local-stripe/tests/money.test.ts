import { afterAll, beforeAll, describe, expect, it } from "vitest";
import Stripe from "stripe";
import { at, clocked, firstItem, lastEvent, subscribe, emitted } from "./clocks.ts";
import { monthly, refused, startLocal, type Local } from "./support.ts";

let local: Local;
beforeAll(async () => void (local = await startLocal()));
afterAll(() => local.stop());

const latest = (subscription: Stripe.Subscription) => subscription.latest_invoice as Stripe.Invoice;
const expand = ["latest_invoice"];
const amounts = (invoice: Stripe.Invoice) => invoice.lines.data.map(({ amount }) => amount);

async function halfway(unit_amount = 1000) {
  const on = await clocked(local.stripe, "2027-01-01T00:00:00Z");
  const subscription = await subscribe(local.stripe, on, {
    items: [{ price: (await monthly(local.stripe, unit_amount)).id }],
  });
  // 31 days: noon of the 16th is the middle
  await on.to(at("2027-01-16T12:00:00Z"));
  return { on, subscription, item: firstItem(subscription).id };
}

describe("a change within a period", () => {
  it("dearer, billed with the next invoice", async () => {
    const { stripe } = local;
    const { on, subscription, item } = await halfway();
    const dearer = await monthly(stripe, 3000);
    const began = await lastEvent(stripe);
    await stripe.subscriptions.update(subscription.id, { items: [{ id: item, price: dearer.id }] });
    expect(await emitted(stripe, subscription.id, began)).toEqual([
      "customer.subscription.updated",
      "invoiceitem.created",
      "invoiceitem.created",
    ]);
    const pending = await stripe.invoiceItems.list({ customer: on.customer.id, pending: true });
    expect(pending.data.map(({ amount, proration, description }) => [amount, proration, description])).toEqual([
      [1500, true, "Remaining time on Starter after 16 Jan 2027"],
      [-500, true, "Unused time on Starter after 16 Jan 2027"],
    ]);
    await on.to(at("2027-02-01T01:00:00Z"));
    const invoice = latest(await stripe.subscriptions.retrieve(subscription.id, { expand }));
    expect(invoice).toMatchObject({
      status: "paid",
      billing_reason: "subscription_cycle",
      total: 4000,
      amount_paid: 4000,
    });
    expect(amounts(invoice)).toEqual([-500, 1500, 3000]);
    expect(invoice.lines.data[0]?.parent).toMatchObject({
      type: "subscription_item_details",
      subscription_item_details: {
        proration: true,
        subscription_item: item,
        invoice_item: pending.data[1]?.id,
        proration_details: { credited_items: { invoice: subscription.latest_invoice } },
      },
    });
    expect(invoice.lines.data[1]).toMatchObject({
      period: { start: at("2027-01-16T12:00:00Z"), end: at("2027-02-01T00:00:00Z") },
      discountable: false,
    });
    expect((await stripe.invoiceItems.list({ customer: on.customer.id, pending: true })).data).toEqual([]);
  });

  it("dearer, billed at once", async () => {
    const { stripe } = local;
    const { subscription, item } = await halfway();
    const dearer = await monthly(stripe, 3000);
    const began = await lastEvent(stripe);
    const changed = await stripe.subscriptions.update(subscription.id, {
      items: [{ id: item, price: dearer.id }],
      proration_behavior: "always_invoice",
      expand,
    });
    expect(latest(changed)).toMatchObject({
      billing_reason: "subscription_update",
      status: "paid",
      total: 1000,
      amount_paid: 1000,
    });
    expect(await emitted(stripe, subscription.id, began)).toEqual([
      "customer.subscription.updated",
      "invoiceitem.created",
      "invoiceitem.created",
      "invoice.created",
      "invoice.finalized",
      "invoice.paid",
      "invoice.payment_succeeded",
    ]);
    // Changed again within the same second, what was just billed is what is credited
    const back = await stripe.subscriptions.update(subscription.id, {
      items: [{ id: item, quantity: 2 }],
      proration_behavior: "always_invoice",
      expand,
    });
    expect(amounts(latest(back))).toEqual([-1500, 3000]);
  });

  it("cheaper: the rest is credit, which pays what comes next", async () => {
    const { stripe } = local;
    const { on, subscription, item } = await halfway(3000);
    const cheaper = await monthly(stripe, 1000);
    const changed = await stripe.subscriptions.update(subscription.id, {
      items: [{ id: item, price: cheaper.id }],
      proration_behavior: "always_invoice",
      expand,
    });
    expect(latest(changed)).toMatchObject({
      status: "paid",
      subtotal: -1000,
      total: -1000,
      amount_due: 0,
      amount_paid: 0,
      starting_balance: 0,
      ending_balance: -1000,
    });
    expect(await stripe.customers.retrieve(on.customer.id)).toMatchObject({ balance: -1000 });
    const next = await stripe.invoices.createPreview({ subscription: subscription.id });
    expect(next).toMatchObject({ total: 1000, starting_balance: -1000, amount_due: 0 });
    await on.to(at("2027-02-01T01:00:00Z"));
    expect(latest(await stripe.subscriptions.retrieve(subscription.id, { expand }))).toMatchObject({
      total: 1000,
      amount_due: 0,
      status: "paid",
      starting_balance: -1000,
      ending_balance: 0,
    });
    expect(await stripe.customers.retrieve(on.customer.id)).toMatchObject({ balance: 0 });
  });

  it("of the quantity, of the items, and none at all", async () => {
    const { stripe } = local;
    const { on, subscription, item } = await halfway();
    await stripe.subscriptionItems.update(item, { quantity: 3, proration_behavior: "always_invoice" });
    expect(amounts(latest(await stripe.subscriptions.retrieve(subscription.id, { expand })))).toEqual([-500, 1500]);
    const extra = await stripe.subscriptionItems.create({
      subscription: subscription.id,
      price: (await monthly(stripe, 600)).id,
      proration_behavior: "always_invoice",
    });
    expect(extra).toMatchObject({
      object: "subscription_item",
      current_period_end: at("2027-02-01T00:00:00Z"),
      quantity: 1,
    });
    expect(amounts(latest(await stripe.subscriptions.retrieve(subscription.id, { expand })))).toEqual([300]);
    expect(await stripe.subscriptionItems.retrieve(extra.id)).toMatchObject({ id: extra.id });
    expect(await stripe.subscriptionItems.del(extra.id, { proration_behavior: "none" })).toMatchObject({
      deleted: true,
    });
    await stripe.subscriptionItems.update(item, { quantity: 1, proration_behavior: "none" });
    await on.to(at("2027-02-01T01:00:00Z"));
    expect(amounts(latest(await stripe.subscriptions.retrieve(subscription.id, { expand })))).toEqual([1000]);
  });

  it("month to year and back: the anchor stays, and it is billed at once", async () => {
    const { stripe } = local;
    const { subscription, item } = await halfway();
    const yearly = await stripe.prices.create({
      currency: "usd",
      unit_amount: 10_000,
      recurring: { interval: "year" },
      product_data: { name: "Year" },
    });
    const year = await stripe.subscriptions.update(subscription.id, {
      items: [{ id: item, price: yearly.id }],
      expand,
    });
    expect(firstItem(year)).toMatchObject({
      current_period_start: at("2027-01-01T00:00:00Z"),
      current_period_end: at("2028-01-01T00:00:00Z"),
    });
    expect(year.billing_cycle_anchor).toBe(subscription.billing_cycle_anchor);
    const left = Math.round((10_000 * (at("2028-01-01T00:00:00Z") - at("2027-01-16T12:00:00Z"))) / (365 * 86_400));
    expect(amounts(latest(year))).toEqual([-500, left]);
    const back = await stripe.subscriptions.update(subscription.id, {
      items: [{ id: item, price: firstItem(subscription).price.id }],
      expand,
    });
    expect(firstItem(back)).toMatchObject({ current_period_end: at("2027-02-01T00:00:00Z") });
    expect(amounts(latest(back))).toEqual([-left, 500]);
    expect(latest(back).amount_due).toBe(0);
  });

  it("whose payment is refused sticks, or does not when it must not", async () => {
    const { stripe } = local;
    const { on, subscription, item } = await halfway();
    const bad = await stripe.paymentMethods.attach("pm_card_chargeCustomerFail", { customer: on.customer.id });
    await stripe.subscriptions.update(subscription.id, { default_payment_method: bad.id });
    const dearer = await monthly(stripe, 3000);
    const change = (payment_behavior: "allow_incomplete" | "error_if_incomplete") =>
      stripe.subscriptions.update(subscription.id, {
        items: [{ id: item, price: dearer.id }],
        proration_behavior: "always_invoice",
        payment_behavior,
        expand,
      });
    expect(await refused(change("error_if_incomplete"))).toMatchObject({ statusCode: 402, code: "card_declined" });
    expect(firstItem(await stripe.subscriptions.retrieve(subscription.id)).price.id).not.toBe(dearer.id);
    const stuck = await change("allow_incomplete");
    expect(stuck).toMatchObject({ status: "past_due", latest_invoice: { status: "open", amount_remaining: 1000 } });
    const good = await stripe.paymentMethods.attach("pm_card_visa", { customer: on.customer.id });
    await stripe.invoices.pay(latest(stuck).id ?? "", { payment_method: good.id });
    expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe("active");
  });

  it("into a trial gives back what the trial makes free", async () => {
    const { stripe } = local;
    const { on, subscription } = await halfway();
    const trial = await stripe.subscriptions.update(subscription.id, { trial_end: at("2027-02-10T00:00:00Z") });
    expect(trial).toMatchObject({ status: "trialing", trial_end: at("2027-02-10T00:00:00Z") });
    expect(
      (await stripe.invoiceItems.list({ customer: on.customer.id, pending: true })).data.map(({ amount }) => amount),
    ).toEqual([-500]);
    await on.to(at("2027-02-10T01:00:00Z"));
    expect(latest(await stripe.subscriptions.retrieve(subscription.id, { expand }))).toMatchObject({
      total: 500,
      status: "paid",
    });
  });

  it("with a new anchor begins a period now", async () => {
    const { stripe } = local;
    const { subscription } = await halfway();
    const moved = await stripe.subscriptions.update(subscription.id, { billing_cycle_anchor: { type: "now" }, expand });
    expect(moved.billing_cycle_anchor).toBe(at("2027-01-16T12:00:00Z"));
    expect(firstItem(moved).current_period_end).toBe(at("2027-02-16T12:00:00Z"));
    expect(amounts(latest(moved))).toEqual([-500, 1000]);
  });
});

describe("an end at once", () => {
  it("may credit the unused time, and bill it with a last invoice", async () => {
    const { stripe } = local;
    const { on, subscription } = await halfway();
    const ended = await stripe.subscriptions.cancel(subscription.id, { prorate: true, invoice_now: true, expand });
    expect(ended.status).toBe("canceled");
    const [last] = (await stripe.invoices.list({ subscription: subscription.id })).data;
    expect(last).toMatchObject({ total: -500, amount_due: 0, status: "paid", billing_reason: "manual" });
    expect(await stripe.customers.retrieve(on.customer.id)).toMatchObject({ balance: -500 });
  });
});

describe("a preview", () => {
  it("brings ten lines, and can be retrieved and listed whole afterwards", async () => {
    const { stripe } = local;
    const { on, subscription } = await halfway();
    const item = { customer: on.customer.id, subscription: subscription.id, currency: "usd", amount: 7 };
    for (let n = 0; n < 12; n++) await stripe.invoiceItems.create(item);
    const preview = await stripe.invoices.createPreview({ subscription: subscription.id });
    expect([preview.lines.data.length, preview.lines.has_more]).toEqual([10, true]);
    expect((await stripe.invoices.retrieve(preview.id)).lines).toEqual(preview.lines);
    const all = await stripe.invoices.listLineItems(preview.id, { limit: 5 }).autoPagingToArray({ limit: 100 });
    expect(all.map(({ amount }) => amount).toSorted((a, b) => a - b)).toEqual([...Array<number>(12).fill(7), 1000]);
    // It is no invoice: nothing else finds it.
    expect((await refused(stripe.invoices.pay(preview.id))).statusCode).toBe(404);
    expect((await refused(stripe.invoices.retrieve("upcoming_in_none"))).code).toBe("resource_missing");
  });

  it("shows what a change is billed as, and stores nothing", async () => {
    const { stripe } = local;
    const { on, subscription, item } = await halfway();
    const dearer = await monthly(stripe, 3000);
    const subscription_details = {
      items: [{ id: item, price: dearer.id }],
      proration_date: at("2027-01-16T12:00:00Z"),
    };
    const began = await lastEvent(stripe);
    const next = await stripe.invoices.createPreview({ subscription: subscription.id, subscription_details });
    expect(next.id).toMatch(/^upcoming_in_/);
    expect(next).toMatchObject({ object: "invoice", status: "draft", total: 4000, amount_due: 4000 });
    const now = await stripe.invoices.createPreview({
      subscription: subscription.id,
      subscription_details: { ...subscription_details, proration_behavior: "always_invoice" },
    });
    expect([amounts(next), amounts(now)]).toEqual([
      [-500, 1500, 3000],
      [-500, 1500],
    ]);
    const ending = await stripe.invoices.createPreview({
      subscription: subscription.id,
      subscription_details: { cancel_now: true },
    });
    expect(amounts(ending)).toEqual([-500]);
    expect(await lastEvent(stripe)).toBe(began);
    expect((await stripe.invoices.list({ subscription: subscription.id })).data).toHaveLength(1);
    const paid = await stripe.subscriptions.update(subscription.id, {
      ...subscription_details,
      proration_behavior: "always_invoice",
      expand,
    });
    expect(latest(paid).total).toBe(now.total);
    const fresh = await stripe.invoices.createPreview({
      customer: on.customer.id,
      subscription_details: { items: [{ price: dearer.id, quantity: 2 }] },
    });
    expect(fresh).toMatchObject({ total: 6000, parent: null });
  });

  it("keeps its sums whole in decimal and zero-decimal currencies", async () => {
    const { stripe } = local;
    const yen = await stripe.prices.create({
      currency: "jpy",
      unit_amount_decimal: Stripe.Decimal.from("33.3"),
      recurring: { interval: "month" },
      product_data: { name: "Yen" },
    });
    const on = await clocked(stripe, "2027-01-01T00:00:00Z");
    const subscription = await subscribe(stripe, on, { items: [{ price: yen.id, quantity: 5 }], expand });
    expect(latest(subscription)).toMatchObject({ currency: "jpy", total: 167 });
    await on.to(at("2027-01-11T07:13:20Z"));
    const changed = await stripe.subscriptions.update(subscription.id, {
      items: [{ id: firstItem(subscription).id, quantity: 6 }],
      proration_behavior: "always_invoice",
      expand,
    });
    expect(amounts(latest(changed)).every(Number.isInteger)).toBe(true);
    expect(latest(changed).total).toBe(amounts(latest(changed)).reduce((sum, amount) => sum + amount, 0));
  });
});

it("tiers: each unit in its own, or all in the one that the quantity reaches", async () => {
  const { stripe } = local;
  const total = async (tiers_mode: "graduated" | "volume") => {
    const price = await stripe.prices.create({
      currency: "usd",
      billing_scheme: "tiered",
      tiers_mode,
      tiers: [
        { up_to: 2, unit_amount: 100 },
        { up_to: "inf", unit_amount: 50, flat_amount: 10 },
      ],
      recurring: { interval: "month" },
      product_data: { name: "By quantity" },
    });
    const on = await clocked(stripe, "2027-01-01T00:00:00Z");
    return latest(await subscribe(stripe, on, { items: [{ price: price.id, quantity: 5 }], expand })).total;
  };
  expect(await total("graduated")).toBe(2 * 100 + 3 * 50 + 10);
  expect(await total("volume")).toBe(5 * 50 + 10);
});
