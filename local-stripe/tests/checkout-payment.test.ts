// Checkout sessions that are paid once.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type Stripe from "stripe";
import { emitted, lastEvent } from "./clocks.ts";
import { confirm, control, refused, startLocal, type Local } from "./support.ts";

let local: Local;
let stripe: Stripe;
let shirt: Stripe.Price;
beforeAll(async () => {
  local = await startLocal();
  stripe = local.stripe;
  shirt = await stripe.prices.create({ currency: "usd", unit_amount: 1500, product_data: { name: "T-Shirt" } });
});
afterAll(() => local.stop());

const open = (params: Partial<Stripe.Checkout.SessionCreateParams> = {}) =>
  stripe.checkout.sessions.create({
    mode: "payment",
    success_url: "http://localhost:3000/?session={CHECKOUT_SESSION_ID}",
    line_items: [{ price: shirt.id, quantity: 2 }],
    ...params,
  });

describe("a checkout that is paid once", () => {
  it("has a sum and no subscription, is paid by a guest, and brings a payment intent", async () => {
    const began = await lastEvent(stripe);
    const session = await open({
      customer_email: "guest@example.com",
      payment_intent_data: { description: "Two shirts", metadata: { order: "7" } },
    });
    expect(session).toMatchObject({
      amount_total: 3000,
      customer: null,
      customer_creation: "if_required",
      invoice_creation: { enabled: false },
      mode: "payment",
      payment_intent: null,
      payment_method_collection: "if_required",
      payment_status: "unpaid",
      subscription: null,
    });
    const done = await confirm(stripe, session);
    expect(done).toMatchObject({
      status: "complete",
      payment_status: "paid",
      customer: null,
      customer_details: { email: "guest@example.com" },
      subscription: null,
      invoice: null,
    });
    const intent = await stripe.paymentIntents.retrieve(String(done.payment_intent), { expand: ["latest_charge"] });
    expect(intent).toMatchObject({
      status: "succeeded",
      amount_received: 3000,
      customer: null,
      description: "Two shirts",
      metadata: { order: "7" },
      latest_charge: { description: "Two shirts", paid: true },
    });
    const events = (await stripe.events.list({ ending_before: began, limit: 100 })).data
      .map(({ type }) => type)
      .reverse();
    expect(events).toEqual([
      "payment_intent.created",
      "payment_intent.succeeded",
      "charge.succeeded",
      "checkout.session.completed",
    ]);
    expect((await stripe.checkout.sessions.list({ payment_intent: intent.id })).data.map(({ id }) => id)).toEqual([
      session.id,
    ]);
  });

  it("makes a customer where one is wanted, and keeps the card for later", async () => {
    const always = await confirm(stripe, await open({ customer_creation: "always", customer_email: "a@example.com" }));
    expect((await stripe.customers.retrieve(String(always.customer))) as Stripe.Customer).toMatchObject({
      email: "a@example.com",
    });
    expect((await stripe.customers.listPaymentMethods(String(always.customer))).data).toEqual([]);
    const later = await confirm(
      stripe,
      await open({ customer_email: "b@example.com", payment_intent_data: { setup_future_usage: "off_session" } }),
    );
    const { data } = await stripe.customers.listPaymentMethods(String(later.customer));
    const intent = await stripe.paymentIntents.retrieve(String(later.payment_intent));
    expect(data.map(({ id }) => id)).toEqual([intent.payment_method]);
  });

  it("brings a paid invoice where one is wanted, with the discount on it", async () => {
    const coupon = await stripe.coupons.create({ percent_off: 50, duration: "once" });
    const session = await open({
      customer_email: "c@example.com",
      discounts: [{ coupon: coupon.id }],
      invoice_creation: { enabled: true, invoice_data: { description: "Thank you", metadata: { a: "1" } } },
    });
    expect(session.amount_total).toBe(1500);
    const done = await confirm(stripe, session);
    const invoice = await stripe.invoices.retrieve(String(done.invoice));
    expect(invoice).toMatchObject({
      billing_reason: "manual",
      customer: done.customer,
      description: "Thank you",
      metadata: { a: "1" },
      status: "paid",
      subtotal: 3000,
      total: 1500,
      amount_paid: 1500,
    });
    const [payment] = (await stripe.invoicePayments.list({ invoice: invoice.id })).data;
    expect(payment?.payment.payment_intent).toBe(done.payment_intent);
    expect((await stripe.coupons.retrieve(coupon.id)).times_redeemed).toBe(1);
  });

  it("is taxed, and so is its invoice; the customer’s credit is kept", async () => {
    const customer = await stripe.customers.create({ email: "t@example.com", address: { country: "DE" } });
    await stripe.customers.createBalanceTransaction(customer.id, { amount: -500, currency: "usd" });
    const rate = await stripe.taxRates.create({ display_name: "VAT", percentage: 10, inclusive: false });
    const session = await open({
      customer: customer.id,
      line_items: [{ price: shirt.id, quantity: 1, tax_rates: [rate.id] }],
      invoice_creation: { enabled: true },
    });
    expect(session.amount_total).toBe(1650);
    const done = await confirm(stripe, session);
    expect((await stripe.paymentIntents.retrieve(String(done.payment_intent))).amount_received).toBe(1650);
    expect(await stripe.invoices.retrieve(String(done.invoice))).toMatchObject({
      subtotal: 1500,
      total: 1650,
      amount_paid: 1650,
      total_taxes: [{ amount: 150 }],
    });
    expect((await stripe.customers.retrieve(customer.id)) as Stripe.Customer).toMatchObject({ balance: -500 });
  });

  it("costs nothing with a coupon for all of it, and asks for no card", async () => {
    const coupon = await stripe.coupons.create({ percent_off: 100, duration: "once" });
    const session = await open({ customer_email: "d@example.com", discounts: [{ coupon: coupon.id }] });
    const done = (await stripe.rawRequest("POST", `/v1/payment_pages/${session.id}/confirm`, {
      expected_amount: 0,
    })) as unknown as Stripe.Checkout.Session;
    expect(done).toMatchObject({ status: "complete", payment_status: "no_payment_required", payment_intent: null });
  });

  it("ships to the address that the page collected", async () => {
    const session = await open({ shipping_address_collection: { allowed_countries: ["DE"] } });
    const method = await stripe.paymentMethods.create({ type: "card", card: { token: "tok_visa" } });
    const done = (await stripe.rawRequest("POST", `/v1/payment_pages/${session.id}/confirm`, {
      payment_method: method.id,
      expected_amount: 3000,
      email: "s@example.com",
      shipping: { name: "Ada", address: { line1: "Hauptstr. 1", city: "Berlin", postal_code: "10115", country: "DE" } },
    })) as unknown as Stripe.Checkout.Session;
    const intent = await stripe.paymentIntents.retrieve(String(done.payment_intent));
    expect(intent.shipping).toMatchObject({ name: "Ada", address: { city: "Berlin", line2: null } });
  });

  it("stays open when the card is declined, and can be held", async () => {
    const session = await open({ payment_intent_data: { capture_method: "manual" } });
    expect((await refused(confirm(stripe, session, "tok_chargeDeclined"))).statusCode).toBe(402);
    expect((await stripe.checkout.sessions.retrieve(session.id)).status).toBe("open");
    const done = await confirm(stripe, session);
    expect(done.payment_status).toBe("unpaid");
    expect((await stripe.paymentIntents.capture(String(done.payment_intent))).status).toBe("succeeded");
  });

  it("is paid later by a debit", async () => {
    const session = await open({
      allowed_payment_method_types: ["sepa_debit"],
      customer_email: "e@example.com",
      line_items: [{ price_data: { currency: "eur", unit_amount: 700, product_data: { name: "Mug" } }, quantity: 1 }],
    });
    const began = await lastEvent(stripe);
    const done = (await stripe.rawRequest("POST", `/v1/payment_pages/${session.id}/confirm`, {
      payment_method: "pm_sepaDebit_success_de",
      expected_amount: 700,
    })) as unknown as Stripe.Checkout.Session;
    expect(done).toMatchObject({ status: "complete", payment_status: "unpaid" });
    await control(local, "POST", "/settle", {});
    expect((await stripe.checkout.sessions.retrieve(session.id)).payment_status).toBe("paid");
    expect(await emitted(stripe, session.id, began)).toEqual([
      "checkout.session.completed",
      "checkout.session.async_payment_succeeded",
    ]);
  });

  it("is paid on its page, which says the sum", async () => {
    const session = await open();
    const page = await (await fetch(session.url ?? "")).text();
    expect(page).toContain("Pay for T-Shirt");
    expect(page).toContain("$30.00 is charged once.");
    const body = new URLSearchParams({
      email: "page@example.com",
      number: "4242 4242 4242 4242",
      expiry: "12 / 40",
      cvc: "123",
      name: "Ada",
    });
    const answer = await fetch(session.url ?? "", { method: "POST", body, redirect: "manual" });
    expect(answer.status).toBe(303);
    expect(await stripe.checkout.sessions.retrieve(session.id)).toMatchObject({
      payment_status: "paid",
      customer_details: { email: "page@example.com", name: "Ada" },
    });
  });

  it.each<[string, Partial<Stripe.Checkout.SessionCreateParams>, Partial<Stripe.errors.StripeError>]>([
    ["subscription data", { subscription_data: { description: "x" } }, { param: "subscription_data" }],
    [
      "payment data in setup mode",
      { mode: "setup", currency: "usd", payment_intent_data: { description: "x" }, line_items: [] },
      { param: "payment_intent_data" },
    ],
    [
      "what platforms send",
      { payment_intent_data: { transfer_data: { destination: "acct_1" } } },
      { code: "parameter_unknown" },
    ],
  ])("refuses %s", async (_what, params, expected) => {
    expect(await refused(open(params))).toMatchObject({ statusCode: 400, ...expected });
  });

  it("refuses a recurring price", async () => {
    const price = await stripe.prices.create({
      currency: "usd",
      unit_amount: 100,
      recurring: { interval: "month" },
      product_data: { name: "Plan" },
    });
    expect((await refused(open({ line_items: [{ price: price.id, quantity: 1 }] }))).message).toMatch(
      /^You specified `payment` mode but passed a recurring price\./,
    );
  });
});
