import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkout, confirm, monthly, refused, startLocal, type Local } from "./support.ts";

let local: Local;
beforeAll(async () => void (local = await startLocal()));
afterAll(() => local.stop());

const inDays = (days: number) => Math.floor(Date.now() / 1000) + days * 86_400;

describe("a checkout that is completed", () => {
  it("makes a trialing subscription with a paid $0 invoice", async () => {
    const { stripe } = local;
    const customer = await stripe.customers.create({ email: "a@example.com" });
    const trial_end = inDays(8);
    const session = await checkout(stripe, {
      customer: customer.id,
      subscription_data: { trial_end, metadata: { workspace_id: "w1" } },
      metadata: { own: "yes" },
    });
    expect(session).toMatchObject({
      status: "open",
      payment_status: "unpaid",
      amount_total: 0,
      subscription: null,
      invoice: null,
    });
    expect(session.url).toBe(`${local.server.url}/c/pay/${session.id}`);

    const done = await confirm(stripe, session);
    expect(done).toMatchObject({
      status: "complete",
      payment_status: "no_payment_required",
      url: null,
      customer: customer.id,
    });
    const subscription = await stripe.subscriptions.retrieve(String(done.subscription), {
      expand: ["latest_invoice.payments", "default_payment_method"],
    });
    expect(subscription).toMatchObject({
      status: "trialing",
      trial_end,
      billing_cycle_anchor: trial_end,
      metadata: { workspace_id: "w1" },
      billing_mode: { type: "flexible" },
      default_payment_method: { card: { last4: "4242" }, customer: customer.id },
      latest_invoice: {
        status: "paid",
        total: 0,
        amount_due: 0,
        billing_reason: "subscription_create",
        payments: { data: [] },
      },
    });
    expect(subscription.items.data[0]).toMatchObject({ current_period_end: trial_end, quantity: 1 });
  });

  it("charges the first period when there is no trial, and emits everything in order", async () => {
    const { stripe } = local;
    const customer = await stripe.customers.create({});
    const done = await confirm(stripe, await checkout(stripe, { customer: customer.id }));
    expect(done.payment_status).toBe("paid");
    const invoice = await stripe.invoices.retrieve(String(done.invoice), {
      expand: ["payments.data.payment.payment_intent"],
    });
    expect(invoice).toMatchObject({ status: "paid", amount_paid: 1000, attempt_count: 1 });
    expect(invoice.payments?.data[0]?.payment.payment_intent).toMatchObject({ status: "succeeded", amount: 1000 });
    expect(invoice.hosted_invoice_url).toMatch(`${local.server.url}/invoice/`);
    const events = await stripe.events.list({ limit: 12 });
    expect(events.data.map(({ type }) => type).reverse()).toEqual(
      [
        "customer.created",
        "product.created",
        "price.created",
        "payment_method.attached",
        "payment_intent.created",
        "payment_intent.succeeded",
        "charge.succeeded",
        "customer.subscription.created",
        "invoice.created",
        "invoice.finalized",
        "invoice.paid",
        "invoice.payment_succeeded",
        "invoice_payment.paid",
        "customer.updated",
        "checkout.session.completed",
      ].slice(-12),
    );
  });

  it("makes a customer when none was given", async () => {
    const done = await confirm(local.stripe, await checkout(local.stripe, { customer_email: "new@example.com" }));
    expect(await local.stripe.customers.retrieve(String(done.customer))).toMatchObject({
      email: "new@example.com",
      currency: "usd",
    });
  });

  it("never makes two subscriptions from one session, even when it is submitted twice at once", async () => {
    const { stripe } = local;
    const customer = await stripe.customers.create({});
    const session = await checkout(stripe, { customer: customer.id });
    const results = await Promise.allSettled([
      confirm(stripe, session),
      confirm(stripe, session),
      confirm(stripe, session),
    ]);
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect((await stripe.subscriptions.list({ customer: customer.id })).data).toHaveLength(1);
  });
});

describe("a checkout that is not completed", () => {
  it.each([
    ["tok_chargeDeclined", "card_declined", "generic_decline"],
    ["tok_chargeCustomerFail", "card_declined", "generic_decline"],
    ["tok_chargeDeclinedInsufficientFunds", "card_declined", "insufficient_funds"],
    ["tok_chargeDeclinedExpiredCard", "expired_card", ""],
    ["tok_authenticationRequired", "authentication_required", "authentication_required"],
  ])("%s is declined, the session stays open and nothing is left behind", async (token, code, decline_code) => {
    const { stripe } = local;
    const customer = await stripe.customers.create({});
    const session = await checkout(stripe, { customer: customer.id });
    expect(await refused(confirm(stripe, session, token))).toMatchObject({
      statusCode: 402,
      type: "StripeCardError",
      code,
      decline_code,
    });
    expect((await stripe.checkout.sessions.retrieve(session.id)).status).toBe("open");
    expect((await stripe.subscriptions.list({ customer: customer.id, status: "all" })).data).toEqual([]);
    expect((await stripe.customers.listPaymentMethods(customer.id)).data).toEqual([]);
    expect((await confirm(stripe, session)).status).toBe("complete");
  });

  it("accepts the card whose later charges fail, for a trial", async () => {
    const session = await checkout(local.stripe, { subscription_data: { trial_period_days: 7 } });
    expect((await confirm(local.stripe, session, "tok_chargeCustomerFail")).status).toBe("complete");
  });

  it("refuses another amount than the one that was shown", async () => {
    const session = await checkout(local.stripe);
    const wrong = confirm(local.stripe, { ...session, amount_total: 1 });
    expect(await refused(wrong)).toMatchObject({ statusCode: 400, param: "expected_amount" });
  });

  it("can be expired once", async () => {
    const session = await checkout(local.stripe);
    expect(await local.stripe.checkout.sessions.expire(session.id)).toMatchObject({
      status: "expired",
      url: null,
      payment_status: "unpaid",
    });
    const again = await refused(local.stripe.checkout.sessions.expire(session.id));
    expect(again.message).toBe(
      'Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of "expired".',
    );
    expect(await refused(confirm(local.stripe, session))).toMatchObject({ statusCode: 400 });
  });
});

describe("what a checkout refuses", () => {
  it.each([
    [
      "a trial of under two days",
      { subscription_data: { trial_end: inDays(2) - 60 } },
      "subscription_data[trial_end]",
      "The `trial_end` date has to be at least 2 days in the future.",
    ],
    [
      "an early expiry",
      { expires_at: inDays(0) + 60 },
      "expires_at",
      "The `expires_at` timestamp must be between 30 minutes and 24 hours from Checkout Session creation.",
    ],
    ["a bad URL", { success_url: "nowhere" }, "success_url", "Not a valid URL"],
    ["an unknown customer", { customer: "cus_none" }, "customer", "No such customer: 'cus_none'"],
    [
      "an unknown price",
      { line_items: [{ price: "price_none", quantity: 1 }] },
      "line_items[0][price]",
      "No such price: 'price_none'",
    ],
    [
      "promotion codes beside discounts",
      { allow_promotion_codes: true, discounts: [{ coupon: "c" }] },
      "discounts",
      "You may only specify one of these parameters: allow_promotion_codes, discounts.",
    ],
    [
      "payment_method_types, gone in endive",
      { payment_method_types: ["card"] },
      "payment_method_types",
      "Received unknown parameter: payment_method_types",
    ],
  ])("%s", async (_what, params: object, param, message) => {
    expect(await refused(checkout(local.stripe, params))).toMatchObject({ statusCode: 400, param, message });
  });

  it("archived and one-time prices, and a deleted customer", async () => {
    const { stripe } = local;
    const archived = await monthly(stripe);
    await stripe.prices.update(archived.id, { active: false });
    const inactive = await refused(checkout(stripe, { line_items: [{ price: archived.id, quantity: 1 }] }));
    expect(inactive).toMatchObject({
      param: "line_items[0][price]",
      message: "The price specified is inactive. This field only accepts active prices.",
    });
    const once = await stripe.prices.create({ currency: "usd", unit_amount: 5, product_data: { name: "Once" } });
    expect((await refused(checkout(stripe, { line_items: [{ price: once.id, quantity: 1 }] }))).message).toMatch(
      "at least one recurring price",
    );
    const customer = await stripe.customers.create({});
    await stripe.customers.del(customer.id);
    expect(await refused(checkout(stripe, { customer: customer.id }))).toMatchObject({
      statusCode: 400,
      code: "resource_missing",
      param: "customer",
    });
  });

  it("takes the currency of its prices and no other, and what is switched off explicitly", async () => {
    const off = { managed_payments: { enabled: false }, adaptive_pricing: { enabled: false } };
    expect(await checkout(local.stripe, { currency: "usd", ...off })).toMatchObject({ currency: "usd" });
    await expect(checkout(local.stripe, { currency: "eur" })).rejects.toMatchObject({ param: "currency" });
  });

  it("takes allowed_payment_method_types, keeps the template in success_url, and lists line items", async () => {
    const session = await checkout(local.stripe, { allowed_payment_method_types: ["card"] });
    expect(session).toMatchObject({ allowed_payment_method_types: ["card"], payment_method_types: ["card"] });
    expect(session.success_url).toContain("{CHECKOUT_SESSION_ID}");
    expect(session.line_items).toBeUndefined();
    const items = await local.stripe.checkout.sessions.listLineItems(session.id);
    expect(items.data[0]).toMatchObject({ quantity: 1, amount_total: 1000, description: "Starter" });
    const expanded = await local.stripe.checkout.sessions.retrieve(session.id, {
      expand: ["line_items.data.price.product"],
    });
    expect(expanded.line_items?.data[0]?.price?.product).toMatchObject({ name: "Starter" });
  });
});
