// What local Stripe and Stripe must both do. It always runs against local Stripe, and unchanged against Stripe's test
// mode when STRIPE_TEST_SECRET_KEY is set. Then it makes (and deletes, where Stripe allows it) objects in that account.
import Stripe from "stripe";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { refused, startLocal, type Local } from "./support.ts";

const key = process.env.STRIPE_TEST_SECRET_KEY;
if (!key) console.info("STRIPE_TEST_SECRET_KEY is not set: the contract is checked against local Stripe only.");
else if (!/^(sk|rk)_test_/.test(key)) throw new Error("STRIPE_TEST_SECRET_KEY is not a test key");

let local: Local;
beforeAll(async () => void (local = await startLocal()));
afterAll(() => local.stop());

const servers: [string, () => Stripe][] = [["local Stripe", () => local.stripe]];
if (key) servers.push(["Stripe’s test mode", () => new Stripe(key)]);

describe.each(servers)("%s", (_name, connect) => {
  const mark = `contract-${Date.now()}`;
  const clocks: string[] = [];
  let stripe: Stripe;
  let price: Stripe.Price;
  beforeAll(async () => {
    stripe = connect();
    price = await stripe.prices.create({
      currency: "usd",
      unit_amount: 1000,
      recurring: { interval: "month" },
      product_data: { name: mark },
    });
  });
  afterAll(async () => {
    for (const id of clocks) await stripe.testHelpers.testClocks.del(id);
    await stripe.products.update(String(price.product), { active: false });
  });

  /** On a clock, whose deletion takes the customer with it. */
  async function customer(payment_method = "pm_card_visa") {
    const clock = await stripe.testHelpers.testClocks.create({
      frozen_time: Math.floor(Date.now() / 1000),
      name: mark,
    });
    clocks.push(clock.id);
    const made = await stripe.customers.create({
      email: `${mark}@example.com`,
      test_clock: clock.id,
      payment_method,
      invoice_settings: { default_payment_method: payment_method },
    });
    return { clock: clock.id, customer: made.id };
  }

  async function advance(clock: string, to: number): Promise<void> {
    await stripe.testHelpers.testClocks.advance(clock, { frozen_time: to });
    await expect
      .poll(async () => (await stripe.testHelpers.testClocks.retrieve(clock)).status, {
        timeout: 120_000,
        interval: 250,
      })
      .toBe("ready");
  }

  it("sells a month, which is paid at once", async () => {
    const { customer: id } = await customer();
    const subscription = await stripe.subscriptions.create({
      customer: id,
      items: [{ price: price.id }],
      expand: ["latest_invoice.payments"],
    });
    expect(subscription).toMatchObject({
      status: "active",
      customer: id,
      cancel_at_period_end: false,
      items: { data: [{ quantity: 1, price: { id: price.id } }] },
    });
    const invoice = subscription.latest_invoice as Stripe.Invoice;
    expect(invoice).toMatchObject({
      status: "paid",
      total: 1000,
      billing_reason: "subscription_create",
      payments: { data: [{ status: "paid" }] },
    });
    expect(invoice.parent?.subscription_details?.subscription).toBe(subscription.id);
  });

  it("plans the end of a subscription and takes it back", async () => {
    const { customer: id } = await customer();
    const { id: subscription, items } = await stripe.subscriptions.create({
      customer: id,
      items: [{ price: price.id }],
    });
    const ending = await stripe.subscriptions.update(subscription, { cancel_at_period_end: true });
    expect(ending).toMatchObject({
      status: "active",
      cancel_at_period_end: true,
      cancel_at: items.data[0]?.current_period_end,
      cancellation_details: { reason: "cancellation_requested" },
    });
    expect(await stripe.subscriptions.update(subscription, { cancel_at_period_end: false })).toMatchObject({
      cancel_at_period_end: false,
      cancel_at: null,
      canceled_at: null,
    });
    expect(await stripe.subscriptions.cancel(subscription)).toMatchObject({ status: "canceled" });
  });

  it("renews a month: a draft first, paid an hour later", { timeout: 300_000 }, async () => {
    const { clock, customer: id } = await customer();
    const { id: subscription, items } = await stripe.subscriptions.create({
      customer: id,
      items: [{ price: price.id }],
    });
    const end = items.data[0]?.current_period_end ?? 0;
    await advance(clock, end + 60);
    expect((await stripe.invoices.list({ subscription })).data[0]).toMatchObject({
      status: "draft",
      billing_reason: "subscription_cycle",
      total: 1000,
    });
    await advance(clock, end + 2 * 3600);
    expect((await stripe.invoices.list({ subscription })).data[0]).toMatchObject({ status: "paid", amount_paid: 1000 });
  });

  it("is past due when a renewal is refused", { timeout: 300_000 }, async () => {
    const { clock, customer: id } = await customer("pm_card_chargeCustomerFail");
    const days = 7;
    const subscription = await stripe.subscriptions.create({
      customer: id,
      items: [{ price: price.id }],
      trial_period_days: days,
    });
    expect(subscription.status).toBe("trialing");
    await advance(clock, (subscription.trial_end ?? 0) + 2 * 3600);
    expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe("past_due");
    expect((await stripe.invoices.list({ subscription: subscription.id })).data[0]).toMatchObject({
      status: "open",
      attempt_count: 1,
    });
  });

  it("opens a checkout session", async () => {
    const session = await stripe.checkout.sessions.create({
      mode: "subscription",
      line_items: [{ price: price.id, quantity: 2 }],
      success_url: "https://example.com/{CHECKOUT_SESSION_ID}",
    });
    expect(session).toMatchObject({
      status: "open",
      payment_status: "unpaid",
      amount_total: 2000,
      subscription: null,
      ui_mode: "hosted_page",
    });
    expect(session.url).toMatch(/^http/);
    expect(await stripe.checkout.sessions.expire(session.id)).toMatchObject({ status: "expired", url: null });
  });

  it("refuses with the same messages", async () => {
    expect(await refused(stripe.customers.retrieve("cus_none"))).toMatchObject({
      statusCode: 404,
      code: "resource_missing",
      param: "id",
      message: "No such customer: 'cus_none'",
    });
    expect(await refused(stripe.customers.create({ nickname: "x" } as object))).toMatchObject({
      statusCode: 400,
      code: "parameter_unknown",
    });
    expect(
      await refused(stripe.paymentMethods.attach("pm_card_chargeDeclined", { customer: (await customer()).customer })),
    ).toMatchObject({ statusCode: 402, code: "card_declined", message: "Your card was declined." });
  });

  it("replays an answer under its idempotency key", async () => {
    const idempotencyKey = `${mark}-${_name}`;
    const first = await stripe.products.create({ name: mark, active: false }, { idempotencyKey });
    const again = await stripe.products.create({ name: mark, active: false }, { idempotencyKey });
    expect(again.id).toBe(first.id);
    expect(again.lastResponse.headers["idempotent-replayed"]).toBe("true");
    expect(await refused(stripe.products.create({ name: "Other" }, { idempotencyKey }))).toMatchObject({
      statusCode: 400,
      rawType: "idempotency_error",
    });
    await stripe.products.del(first.id);
  });
});
