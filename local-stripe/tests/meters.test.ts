// Meters, and what they counted on invoices: in arrears, with tiers and tax, and in previews.
import type Stripe from "stripe";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { advance, at, clocked, emitted, firstItem, subscribe } from "./clocks.ts";
import { control, monthly, refused, startLocal, type Local } from "./support.ts";

let local: Local;
let stripe: Stripe;
beforeAll(async () => {
  local = await startLocal();
  stripe = local.stripe;
});
afterAll(() => local.stop());

let made = 0;
const meterOf = () =>
  stripe.billing.meters.create({
    display_name: "Calls",
    event_name: `calls_${(made += 1)}`,
    default_aggregation: { formula: "sum" },
  });
async function meteredPrice(amounts: Partial<Stripe.PriceCreateParams> = { unit_amount: 2 }) {
  const meter = await meterOf();
  const price = await stripe.prices.create({
    currency: "usd",
    recurring: { interval: "month", usage_type: "metered", meter: meter.id },
    product_data: { name: "Calls" },
    ...amounts,
  });
  return { meter: meter.id, price: price.id };
}
const use = (customer: string, meter: string, total: number, when?: number) =>
  control(local, "PUT", "/usage", { customer, meter, total, ...(when === undefined ? {} : { at: when }) });
const lines = ({ lines: { data } }: Stripe.Invoice) =>
  data.map(({ amount, quantity, period }) => [amount, quantity, period.start, period.end]);
const latest = async (id: string) =>
  (await stripe.subscriptions.retrieve(id, { expand: ["latest_invoice"] })).latest_invoice as Stripe.Invoice;
const [JAN, FEB, MAR] = [at("2027-01-01T00:00:00Z"), at("2027-02-01T00:00:00Z"), at("2027-03-01T00:00:00Z")];

describe("meters", () => {
  it("are made, renamed, listed, deactivated and reactivated", async () => {
    const meter = await meterOf();
    expect(meter).toMatchObject({
      object: "billing.meter",
      customer_mapping: { event_payload_key: "stripe_customer_id", type: "by_id" },
      status: "active",
      value_settings: { event_payload_key: "value" },
    });
    const again = stripe.billing.meters.create({
      display_name: "Again",
      event_name: meter.event_name,
      default_aggregation: { formula: "count" },
    });
    expect(await refused(again)).toMatchObject({ statusCode: 400, param: "event_name" });
    expect((await stripe.billing.meters.update(meter.id, { display_name: "API calls" })).display_name).toBe(
      "API calls",
    );
    const off = await stripe.billing.meters.deactivate(meter.id);
    expect(off).toMatchObject({ status: "inactive", status_transitions: { deactivated_at: off.updated } });
    const price = stripe.prices.create({
      currency: "usd",
      unit_amount: 1,
      recurring: { interval: "month", usage_type: "metered", meter: meter.id },
      product_data: { name: "Calls" },
    });
    expect(await refused(price)).toMatchObject({ param: "recurring[meter]" });
    expect((await stripe.billing.meters.list({ status: "inactive" })).data.map(({ id }) => id)).toEqual([meter.id]);
    expect(await stripe.billing.meters.reactivate(meter.id)).toMatchObject({
      status: "active",
      status_transitions: { deactivated_at: null },
    });
    expect(await emitted(stripe, meter.id)).toEqual([
      "billing.meter.created",
      "billing.meter.updated",
      "billing.meter.deactivated",
      "billing.meter.reactivated",
    ]);
  });

  it("are needed by a metered price, and by no other", async () => {
    const price = (recurring: Stripe.PriceCreateParams.Recurring) =>
      stripe.prices.create({ currency: "usd", unit_amount: 1, recurring, product_data: { name: "Calls" } });
    expect(await refused(price({ interval: "month", usage_type: "metered", meter: "mtr_none" }))).toMatchObject({
      code: "resource_missing",
      param: "recurring[meter]",
      message: "No such meter: 'mtr_none'",
    });
    expect(await refused(price({ interval: "month", meter: (await meterOf()).id }))).toMatchObject({
      param: "recurring[meter]",
    });
  });
});

describe("usage", () => {
  it("is billed when its period is over, beside what is paid in advance", async () => {
    const { meter, price } = await meteredPrice();
    const on = await clocked(stripe, "2027-01-01T00:00:00Z");
    const flat = await monthly(stripe, 1000);
    const { id } = await subscribe(stripe, on, { items: [{ price: flat.id }, { price }] });
    expect(lines(await latest(id))).toEqual([
      [1000, 1, JAN, FEB],
      [0, 0, JAN, FEB],
    ]);
    await use(on.customer.id, meter, 7);
    await use(on.customer.id, meter, 100, FEB - 1);
    const preview = await stripe.invoices.createPreview({ subscription: id });
    expect([preview.total, lines(preview)]).toEqual([
      1200,
      [
        [1000, 1, FEB, MAR],
        [200, 100, JAN, FEB],
      ],
    ]);
    await on.to(FEB + 2 * 3600);
    const renewed = await latest(id);
    expect(renewed).toMatchObject({ total: 1200, amount_paid: 1200 });
    expect(lines(renewed)).toEqual(lines(preview));
    // Each period counts anew
    expect((await stripe.invoices.createPreview({ subscription: id })).total).toBe(1000);
    expect(await control(local, "GET", `/usage?customer=${on.customer.id}&meter=${meter}`)).toEqual([
      { customer: on.customer.id, meter, at: JAN, total: 100 },
    ]);
  });

  it("is billed by tiers and with tax", async () => {
    const { meter, price } = await meteredPrice({
      billing_scheme: "tiered",
      tiers_mode: "graduated",
      tiers: [
        { up_to: 100, unit_amount: 0 },
        { up_to: "inf", unit_amount: 3, flat_amount: 500 },
      ],
      tax_behavior: "exclusive",
    });
    const on = await clocked(stripe, "2027-01-01T00:00:00Z");
    await stripe.customers.update(on.customer.id, { address: { country: "DE" } });
    const { id } = await subscribe(stripe, on, { items: [{ price }], automatic_tax: { enabled: true } });
    await use(on.customer.id, meter, 150);
    expect((await stripe.invoices.createPreview({ subscription: id })).total).toBe(774);
    await on.to(FEB + 2 * 3600);
    expect(await latest(id)).toMatchObject({ subtotal: 650, total: 774, amount_paid: 774 });
  });

  it("in a trial costs nothing", async () => {
    const { meter, price } = await meteredPrice();
    const on = await clocked(stripe, "2027-01-01T00:00:00Z");
    const { id } = await subscribe(stripe, on, { items: [{ price }], trial_period_days: 10 });
    await use(on.customer.id, meter, 100);
    await on.to(at("2027-01-11T02:00:00Z"));
    expect(await latest(id)).toMatchObject({ total: 0 });
  });

  it.each(["now", "at the period's end"])(
    "is billed by the last invoice of a subscription that ends %s",
    async (when) => {
      const { meter, price } = await meteredPrice();
      const on = await clocked(stripe, "2027-01-01T00:00:00Z");
      const { id } = await subscribe(stripe, on, { items: [{ price }] });
      await use(on.customer.id, meter, 60);
      await on.to(JAN + 24 * 3600);
      if (when === "now") await stripe.subscriptions.cancel(id, { invoice_now: true });
      else {
        await stripe.subscriptions.update(id, { cancel_at_period_end: true });
        expect((await stripe.invoices.createPreview({ subscription: id })).total).toBe(120);
        await advance(stripe, on.clock.id, FEB + 2 * 3600);
      }
      const [last] = (await stripe.invoices.list({ subscription: id })).data;
      expect(last).toMatchObject({ total: 120, amount_paid: 120 });
      expect((await stripe.subscriptions.retrieve(id)).status).toBe("canceled");
    },
  );

  it("is billed up to a new anchor", async () => {
    const { meter, price } = await meteredPrice();
    const on = await clocked(stripe, "2027-01-01T00:00:00Z");
    const subscription = await subscribe(stripe, on, { items: [{ price }] });
    await use(on.customer.id, meter, 50);
    await on.to(at("2027-01-16T00:00:00Z"));
    const changed = await stripe.subscriptions.update(subscription.id, {
      billing_cycle_anchor: { type: "now" },
      expand: ["latest_invoice"],
    });
    expect(changed.latest_invoice).toMatchObject({ total: 100 });
    expect(firstItem(changed).current_period_start).toBe(at("2027-01-16T00:00:00Z"));
    expect((await stripe.invoices.createPreview({ subscription: subscription.id })).total).toBe(0);
  });

  it.each([
    [{ total: -1 }, /whole number/],
    [{ total: 1.5 }, /whole number/],
    [{ meter: "mtr_none" }, /No such active meter/],
    [{ customer: "cus_none" }, /No such customer/],
    [{ at: "today" }, /Unix timestamp/],
  ])("%j is refused", async (wrong, sentence) => {
    const customer = (await stripe.customers.create()).id;
    const fine = { customer, meter: (await meterOf()).id, total: 1 };
    await expect(control(local, "PUT", "/usage", { ...fine, ...wrong })).rejects.toThrow(sentence);
  });
});

describe("a metered item that is taken away", () => {
  async function used() {
    const flat = await monthly(stripe);
    const { meter, price } = await meteredPrice({ unit_amount: 2 });
    const ada = await clocked(stripe, "2027-01-01T00:00:00Z");
    const subscription = await subscribe(stripe, ada, { items: [{ price: flat.id }, { price }] });
    const item = subscription.items.data.find((one) => one.price.id === price);
    await ada.to(JAN + 10 * 86_400);
    await use(ada.customer.id, meter, 50);
    return { ada, subscription, flat, price, meter, items: [{ id: item?.id ?? "", deleted: true }] };
  }

  it.each([
    ["always_invoice", 100],
    ["none", undefined],
  ] as const)("is billed for what was used until then, with %s", async (proration_behavior, amount) => {
    const { subscription, items } = await used();
    const before = await latest(subscription.id);
    const preview = await stripe.invoices.createPreview({
      subscription: subscription.id,
      subscription_details: { items, proration_behavior },
    });
    await stripe.subscriptions.update(subscription.id, { items, proration_behavior });
    const after = await latest(subscription.id);
    if (amount === undefined) expect(after.id).toBe(before.id);
    else {
      expect(after).toMatchObject({ amount_due: amount, billing_reason: "subscription_update" });
      expect(lines(after)).toEqual([[amount, 50, JAN, JAN + 10 * 86_400]]);
      expect(preview.amount_due).toBe(amount);
    }
  });

  it.each([
    ["create_prorations", 1_100],
    ["none", 1_000],
  ] as const)("by a phase at the period's end, with %s", async (proration_behavior, total) => {
    const { ada, subscription, flat, price, meter } = await used();
    const { id, phases } = await stripe.subscriptionSchedules.create({ from_subscription: subscription.id });
    expect(phases[0]?.items).toMatchObject([{ price: flat.id, quantity: 1 }, { price }]);
    expect(phases[0]?.items[1]).not.toHaveProperty("quantity");
    await stripe.subscriptionSchedules.update(id, {
      end_behavior: "release",
      phases: [
        { start_date: JAN, end_date: FEB, items: [{ price: flat.id }, { price }] },
        { items: [{ price: flat.id }], proration_behavior },
      ],
    });
    await ada.to(FEB + 7_200);
    expect(await latest(subscription.id)).toMatchObject({ amount_paid: total });
    // One that begins then bills nothing of the time before.
    await stripe.subscriptionSchedules.release(id);
    const next = await stripe.subscriptionSchedules.create({ from_subscription: subscription.id });
    await stripe.subscriptionSchedules.update(next.id, {
      phases: [
        { start_date: FEB, end_date: MAR, items: [{ price: flat.id }] },
        { items: [{ price: flat.id }, { price }] },
      ],
    });
    await use(ada.customer.id, meter, 9, FEB + 86_400);
    await ada.to(MAR + 7_200);
    expect(await latest(subscription.id)).toMatchObject({ amount_paid: 1_000 });
  });
});
