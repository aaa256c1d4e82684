import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type Stripe from "stripe";
import { at, clocked, DAY, firstItem, HOUR, type Clocked } from "./clocks.ts";
import { open } from "./pages.ts";
import { checkout, confirm, control, monthly, refused, startLocal, type Local } from "./support.ts";

let local: Local;
let stripe: Stripe;
beforeAll(async () => {
  local = await startLocal();
  stripe = local.stripe;
});
afterAll(() => local.stop());

type SubscriptionData = Stripe.Checkout.SessionCreateParams.SubscriptionData;
const MAY_15 = at("2027-05-15T00:00:00Z");
const JUNE_1 = at("2027-06-01T00:00:00Z");

async function anchored(data: SubscriptionData, params: Partial<Stripe.Checkout.SessionCreateParams> = {}) {
  const on = await clocked(stripe, "2027-05-15T00:00:00Z", "");
  const price = await monthly(stripe, 3100);
  const session = await checkout(stripe, {
    customer: on.customer.id,
    line_items: [{ price: price.id, quantity: 1 }],
    subscription_data: { billing_cycle_anchor: JUNE_1, ...data },
    ...params,
  });
  return { on, price, session };
}
const bought = async (session: Stripe.Checkout.Session) => {
  const done = await confirm(stripe, await payable(session));
  return {
    done,
    subscription: await stripe.subscriptions.retrieve(String(done.subscription), { expand: ["latest_invoice"] }),
  };
};
const payable = async ({ id }: Stripe.Checkout.Session) =>
  (await stripe.rawRequest("GET", `/v1/payment_pages/${id}`)) as unknown as Stripe.Checkout.Session;
const invoices = async ({ customer }: Clocked) => (await stripe.invoices.list({ customer: customer.id })).data;

describe("a checkout with a billing cycle anchor", () => {
  it("without prorations is free until then, without a trial and without an invoice", async () => {
    const { on, session } = await anchored({ proration_behavior: "none" });
    expect(session).toMatchObject({ amount_subtotal: 0, amount_total: 0, payment_status: "unpaid" });
    const [line] = (await stripe.checkout.sessions.listLineItems(session.id)).data;
    expect(line).toMatchObject({ amount_subtotal: 0, amount_total: 0, price: { unit_amount: 3100 } });
    const page = (await open(session.url ?? "")).text;
    for (const part of [
      "Free until June 1, 2027",
      "Then $31.00 per month",
      "Nothing is charged today. On June 1, 2027",
    ])
      expect(page).toContain(part);
    expect(page).toMatch(/Total due today<\/dt><dd>\$0\.00/);
    expect(page).not.toContain("trial");

    const { done, subscription } = await bought(session);
    expect(done).toMatchObject({ status: "complete", payment_status: "no_payment_required", invoice: null });
    expect(subscription).toMatchObject({
      status: "active",
      trial_end: null,
      billing_cycle_anchor: JUNE_1,
      latest_invoice: null,
    });
    expect(firstItem(subscription)).toMatchObject({ current_period_start: MAY_15, current_period_end: JUNE_1 });
    expect(await invoices(on)).toEqual([]);

    await on.to(JUNE_1 + HOUR);
    expect((await invoices(on)).map(({ amount_paid, billing_reason }) => [amount_paid, billing_reason])).toEqual([
      [3100, "subscription_cycle"],
    ]);
    const renewed = await stripe.subscriptions.retrieve(subscription.id);
    expect(firstItem(renewed)).toMatchObject({
      current_period_start: JUNE_1,
      current_period_end: at("2027-07-01T00:00:00Z"),
    });
  });

  it("gives no credit for the free time when the plan changes", async () => {
    const { on, session } = await anchored({ proration_behavior: "none" });
    const { subscription } = await bought(session);
    await on.to(at("2027-05-20T00:00:00Z"));
    const changed = await stripe.subscriptions.update(subscription.id, {
      items: [{ id: firstItem(subscription).id, price: (await monthly(stripe, 6200)).id }],
      proration_behavior: "always_invoice",
      expand: ["latest_invoice"],
    });
    // 12 of the 31 days that end on June 1
    expect(changed.latest_invoice).toMatchObject({ amount_paid: 2400, lines: { data: [{ amount: 2400 }] } });
  });

  it("with prorations charges the time until then, and the whole price from then on", async () => {
    const { on, session } = await anchored({});
    // 17 of the 31 days from May 1 to June 1
    expect(session).toMatchObject({ amount_subtotal: 1700, amount_total: 1700 });
    const page = (await open(session.url ?? "")).text;
    for (const part of ["$17.00 until June 1, 2027", "$17.00 is charged today for the time until June 1, 2027"])
      expect(page).toContain(part);
    const { done, subscription } = await bought(session);
    expect(done).toMatchObject({ payment_status: "paid", amount_total: 1700 });
    expect(subscription.latest_invoice).toMatchObject({
      billing_reason: "subscription_create",
      amount_paid: 1700,
      lines: { data: [{ amount: 1700, period: { start: MAY_15, end: JUNE_1 } }] },
    });
    await on.to(JUNE_1 + HOUR);
    expect((await invoices(on)).map(({ amount_paid }) => amount_paid)).toEqual([3100, 1700]);
  });

  it("charges less when it is completed later, and the whole period once the anchor has passed", async () => {
    const dayBefore = { expires_at: MAY_15 + DAY };
    const soon = { billing_cycle_anchor: MAY_15 + 12 * HOUR };
    for (const proration_behavior of ["create_prorations", "none"] as const) {
      const { on, session } = await anchored({ ...soon, proration_behavior }, dayBefore);
      await on.to(MAY_15 + 6 * HOUR);
      const now = await payable(session);
      // A quarter of a day of 30 days, at $31.00
      expect(now.amount_total).toBe(proration_behavior === "none" ? 0 : 26);
      await on.to(MAY_15 + 13 * HOUR);
      expect((await payable(session)).amount_total).toBe(3100);
      expect((await open(session.url ?? "")).text).toMatch(/Total due today<\/dt><dd>\$31\.00/);
      const { subscription } = await bought(session);
      expect(subscription.latest_invoice).toMatchObject({ amount_paid: 3100 });
      expect(firstItem(subscription)).toMatchObject({
        current_period_start: MAY_15 + 12 * HOUR,
        current_period_end: at("2027-06-15T12:00:00Z"),
      });
      await on.to(at("2027-06-15T14:00:00Z"));
      expect((await invoices(on)).map(({ amount_paid }) => amount_paid)).toEqual([3100, 3100]);
    }
  });

  it.each([
    ["trial_end", { trial_end: MAY_15 + 3 * DAY }],
    ["trial_period_days", { trial_period_days: 7 }],
  ])("is refused with %s", async (name, data) => {
    expect((await refused(anchored(data))).message).toBe(
      `You may only specify one of these parameters: billing_cycle_anchor, ${name}.`,
    );
  });

  it("is refused in the past and beyond the next natural billing date, and taken at that date", async () => {
    const natural = at("2027-06-15T00:00:00Z");
    const error = await refused(anchored({ billing_cycle_anchor: natural + 1 }));
    expect(error).toMatchObject({
      param: "subscription_data[billing_cycle_anchor]",
      message: `billing_cycle_anchor cannot be later than next natural billing date (${natural}) for plan`,
    });
    expect((await refused(anchored({ billing_cycle_anchor: MAY_15 }))).param).toBe(
      "subscription_data[billing_cycle_anchor]",
    );
    expect((await anchored({ billing_cycle_anchor: natural })).session.amount_total).toBe(3100);
  });

  it("takes an amount off only where nothing is charged in part", async () => {
    const coupon = await stripe.coupons.create({ amount_off: 500, currency: "usd", duration: "forever" });
    const percent = await stripe.coupons.create({ percent_off: 50, duration: "forever" });
    const discounts = [{ coupon: coupon.id }];
    expect((await refused(anchored({}, { discounts }))).message).toContain("Coupons with `amount_off` can't be used");
    const { on, session } = await anchored({ proration_behavior: "none" }, { discounts });
    await bought(session);
    await on.to(JUNE_1 + HOUR);
    expect((await invoices(on)).map(({ amount_paid }) => amount_paid)).toEqual([2600]);
    expect((await anchored({}, { discounts: [{ coupon: percent.id }] })).session.amount_total).toBe(850);
  });

  it("keeps an interval for pending items", async () => {
    const { session } = await anchored({ pending_invoice_item_interval: { interval: "month" } });
    const { subscription } = await bought(session);
    expect(subscription).toMatchObject({
      pending_invoice_item_interval: { interval: "month", interval_count: 1 },
      next_pending_invoice_item_invoice: at("2027-06-15T00:00:00Z"),
    });
  });
});

describe("Managed Payments and Adaptive Pricing", () => {
  const SOLD = "Sold by Stripe";
  const OWN_CURRENCY = "Adaptive Pricing";

  it("are shown on the session, the subscription and the page", async () => {
    const both = await checkout(stripe, { managed_payments: { enabled: true }, adaptive_pricing: { enabled: true } });
    expect(both).toMatchObject({ managed_payments: { enabled: true }, adaptive_pricing: { enabled: true } });
    const page = (await open(both.url ?? "")).text;
    for (const part of [SOLD, OWN_CURRENCY, "charges USD"]) expect(page).toContain(part);
    const { subscription } = await bought(both);
    expect(subscription.managed_payments).toEqual({ enabled: true });

    const neither = await checkout(stripe, {
      managed_payments: { enabled: false },
      adaptive_pricing: { enabled: false },
    });
    expect(neither).toMatchObject({ managed_payments: { enabled: false }, adaptive_pricing: { enabled: false } });
    for (const part of [SOLD, OWN_CURRENCY]) expect((await open(neither.url ?? "")).text).not.toContain(part);
  });

  it("follow the account's settings where a session says nothing", async () => {
    expect(await checkout(stripe)).toMatchObject({
      managed_payments: { enabled: false },
      adaptive_pricing: { enabled: true },
    });
    await control(local, "PUT", "/billing", { managed_payments: true, adaptive_pricing: false });
    expect(await checkout(stripe)).toMatchObject({
      managed_payments: { enabled: true },
      adaptive_pricing: { enabled: false },
    });
    await control(local, "PUT", "/billing", { managed_payments: false, adaptive_pricing: true });
    await expect(control(local, "PUT", "/billing", { managed_payments: "yes" })).rejects.toThrow(
      "managed_payments must be true or false",
    );
  });
});
