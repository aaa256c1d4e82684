// What a shop does with an older release of Stripe's package for Node, which names its API version in each call.
// Usage: node conversation.mjs stripe-18 http://127.0.0.1:12111. It runs every step, and prints one line for each.
import assert from "node:assert/strict";
import { createServer } from "node:http";

const [name, url] = process.argv.slice(2);
const { default: Stripe } = await import(name);
const release = Number(name.split("-")[1]);
const { hostname, port } = new URL(url);
const stripe = new Stripe("sk_test_older", { host: hostname, port, protocol: "http", maxNetworkRetries: 1 });
const CARD = { email: "a@example.com", number: "4242 4242 4242 4242", expiry: "12 / 34", cvc: "123", name: "Ada" };

const events = [];
const receiver = createServer(async (request, response) => {
  let body = "";
  for await (const chunk of request.setEncoding("utf8")) body += chunk;
  events.push({ body, signature: request.headers["stripe-signature"] });
  response.end();
}).listen(0, "127.0.0.1");
await new Promise((listening) => receiver.once("listening", listening));

async function until(holds) {
  for (const end = Date.now() + 30_000; Date.now() < end; await new Promise((later) => setTimeout(later, 20))) {
    const found = await holds();
    if (found) return found;
  }
  throw new Error("did not happen within 30 s");
}

const w = {};
const steps = {
  async "customers and prices"() {
    w.customer = await stripe.customers.create({ email: "a@example.com", name: "Ada", metadata: { user_id: "1" } });
    w.price = await stripe.prices.create({
      currency: "usd",
      unit_amount: 2900,
      recurring: { interval: "month" },
      product_data: { name: "Pro" },
    });
    const [found] = (await stripe.customers.search({ query: "metadata['user_id']:'1' AND email:'a@example.com'" }))
      .data;
    assert.equal(found.email, "a@example.com");
    const ids = [];
    for await (const { id } of stripe.customers.list({ limit: 1 })) ids.push(id);
    assert.ok(ids.includes(w.customer.id));
    assert.equal(w.customer.lastResponse.statusCode, 200);
    assert.match(w.customer.lastResponse.requestId, /^req_/);
  },
  async "webhook endpoint"() {
    w.endpoint = await stripe.webhookEndpoints.create({
      url: `http://127.0.0.1:${receiver.address().port}/`,
      enabled_events: ["checkout.session.completed", "customer.subscription.updated"],
    });
  },
  async "checkout and its webhook"() {
    const session = await stripe.checkout.sessions.create({
      mode: "subscription",
      payment_method_types: ["card"],
      // The names of before 2026-03-25
      ...(release < 21 && { ui_mode: "hosted" }),
      customer: w.customer.id,
      line_items: [{ price: w.price.id, quantity: 1 }],
      subscription_data: { trial_period_days: 7, metadata: { a: "b" } },
      success_url: "http://127.0.0.1:1/paid?id={CHECKOUT_SESSION_ID}",
      cancel_url: "http://127.0.0.1:1/",
    });
    const paid = await fetch(session.url, { method: "POST", body: new URLSearchParams(CARD), redirect: "manual" });
    assert.equal(paid.status, 303);
    const { body, signature } = await until(() =>
      events.find((one) => one.body.includes("checkout.session.completed")),
    );
    const event = stripe.webhooks.constructEvent(body, signature, w.endpoint.secret);
    assert.equal(event.data.object.id, session.id);
    assert.throws(() => stripe.webhooks.constructEvent(`${body} `, signature, w.endpoint.secret), /signature/i);
    const done = await stripe.checkout.sessions.retrieve(session.id, { expand: ["subscription", "line_items"] });
    assert.equal(done.subscription.status, "trialing");
    w.subscription = done.subscription;
  },
  async "subscriptions change and end"() {
    const [item] = w.subscription.items.data;
    const changed = await stripe.subscriptions.update(w.subscription.id, {
      items: [{ id: item.id, quantity: 3 }],
      proration_behavior: "create_prorations",
      trial_end: "now",
      expand: ["latest_invoice"],
    });
    assert.equal(changed.items.data[0].quantity, 3);
    await stripe.subscriptions.update(w.subscription.id, {
      billing_cycle_anchor: "now",
      proration_behavior: "none",
      metadata: { anchored: "yes" },
    });
    assert.equal(changed.latest_invoice.amount_paid, 8700);
    await until(() => events.find((one) => one.body.includes("customer.subscription.updated")));
    const ends = await stripe.subscriptions.update(w.subscription.id, { cancel_at_period_end: true });
    assert.ok(ends.cancel_at);
    await stripe.subscriptions.update(w.subscription.id, { cancel_at_period_end: false });
    assert.equal((await stripe.subscriptions.cancel(w.subscription.id)).status, "canceled");
    const direct = await stripe.subscriptions.create({
      customer: w.customer.id,
      items: [{ price: w.price.id }],
      payment_behavior: "default_incomplete",
      payment_settings: { save_default_payment_method: "on_subscription" },
    });
    assert.equal(direct.status, "incomplete");
  },
  async "invoices, charges, refunds"() {
    const invoices = await stripe.invoices.list({ customer: w.customer.id, status: "paid", limit: 1 });
    assert.equal(invoices.data[0].total, 8700);
    const [charge] = (await stripe.charges.list({ customer: w.customer.id })).data;
    assert.equal((await stripe.refunds.create({ charge: charge.id, amount: 700 })).status, "succeeded");
    assert.equal((await stripe.charges.retrieve(charge.id)).amount_refunded, 700);
  },
  async portal() {
    await stripe.billingPortal.configurations.create({ features: { invoice_history: { enabled: true } } });
    const { url } = await stripe.billingPortal.sessions.create({
      customer: w.customer.id,
      return_url: "http://127.0.0.1:1/",
    });
    assert.equal((await fetch(url)).status, 200);
  },
  async "refusals are the package's errors"() {
    await assert.rejects(stripe.customers.retrieve("cus_no"), { type: "StripeInvalidRequestError", statusCode: 404 });
    await assert.rejects(stripe.paymentMethods.attach("pm_card_chargeDeclined", { customer: w.customer.id }), {
      type: "StripeCardError",
      code: "card_declined",
    });
  },
};

for (const [step, run] of Object.entries(steps)) {
  try {
    await run();
    console.log(`ok ${step}`);
  } catch (error) {
    console.log(`failed ${step}: ${error.message.split("\n").join(" ")}`);
  }
}
receiver.close();
receiver.closeAllConnections();
