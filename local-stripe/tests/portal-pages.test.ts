import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type Stripe from "stripe";
import { card, CARD, open, submit } from "./pages.ts";
import { checkout, confirm, control, monthly, startLocal, type Local } from "./support.ts";

type FlowData = Stripe.BillingPortal.SessionCreateParams.FlowData;
type Features = Stripe.BillingPortal.ConfigurationCreateParams.Features;
const RETURN = "http://localhost:3000/dashboard/";

let local: Local;
let stripe: Stripe;
let starter: Stripe.Price;
let pro: Stripe.Price;
let yearly: Stripe.Price;
beforeAll(async () => {
  local = await startLocal();
  stripe = local.stripe;
  starter = await monthly(stripe);
  const product = await stripe.products.create({ name: "Pro" });
  pro = await stripe.prices.create({
    product: product.id,
    currency: "usd",
    unit_amount: 2900,
    recurring: { interval: "month" },
  });
  yearly = await stripe.prices.create({
    product: product.id,
    currency: "usd",
    unit_amount: 29_000,
    recurring: { interval: "year" },
  });
});
afterAll(() => local.stop());

const ALL = (): Features => ({
  customer_update: { enabled: true, allowed_updates: ["name", "email"] },
  invoice_history: { enabled: true },
  payment_method_update: { enabled: true },
  subscription_cancel: {
    enabled: true,
    mode: "at_period_end",
    cancellation_reason: { enabled: true, options: ["too_expensive", "other"] },
  },
  subscription_update: {
    enabled: true,
    default_allowed_updates: ["price"],
    trial_update_behavior: "continue_trial",
    products: [
      { product: String(starter.product), prices: [starter.id] },
      { product: String(pro.product), prices: [pro.id, yearly.id] },
    ],
  },
});

let customer: string;
let subscription: string;
async function subscribe(trialDays?: number): Promise<void> {
  customer = (await stripe.customers.create({ email: "ada@example.com", name: "Ada" })).id;
  const trial = trialDays === undefined ? {} : { subscription_data: { trial_period_days: trialDays } };
  const done = await confirm(
    stripe,
    await checkout(stripe, { customer, line_items: [{ price: starter.id, quantity: 1 }], ...trial }),
  );
  subscription = String(done.subscription);
}
beforeEach(() => subscribe());

async function portal(options: { features?: Features; flow_data?: FlowData } = {}): Promise<string> {
  const { id } = await stripe.billingPortal.configurations.create({ features: options.features ?? ALL() });
  return (
    await stripe.billingPortal.sessions.create({
      customer,
      configuration: id,
      return_url: RETURN,
      ...(options.flow_data ? { flow_data: options.flow_data } : {}),
    })
  ).url;
}
const state = () => stripe.subscriptions.retrieve(subscription);
const absolute = (path: string | null) => new URL(path ?? "", local.server.url).href;

describe("the portal’s homepage", () => {
  it("shows plan, card, details, invoices and the way back", async () => {
    const page = await open(await portal());
    expect(page.status).toBe(200);
    for (const part of [
      "Starter",
      "$10.00 per month",
      "Renews on ",
      "Visa ending in 4242",
      "Ada",
      "ada@example.com",
      "Update plan",
      "Cancel plan",
      "Update payment method",
      "Return to localhost:3000",
      "No money moves",
    ]) {
      expect(page.text).toContain(part);
    }
    const invoice = await stripe.invoices.retrieve(String((await state()).latest_invoice));
    expect(page.text).toContain(`href="/invoice/${invoice.id}"`);
    const printable = await open(invoice.hosted_invoice_url ?? "");
    for (const part of [invoice.number ?? "-", "Paid", "Starter", "$10.00", "Amount due"])
      expect(printable.text).toContain(part);
    expect((await open(invoice.invoice_pdf ?? "")).status).toBe(200);
    expect((await open(`${local.server.url}/invoice/in_none`)).status).toBe(404);
  });

  it("offers nothing that is off, and refuses what is sent all the same", async () => {
    const off = {
      customer_update: { enabled: false },
      invoice_history: { enabled: false },
      payment_method_update: { enabled: false },
      subscription_cancel: { enabled: false },
      subscription_update: { enabled: false },
    };
    const url = await portal({ features: off });
    const page = await open(url);
    for (const part of [
      "Update plan",
      "Cancel plan",
      "Update payment method",
      "Update billing details",
      "Invoice history",
    ])
      expect(page.text).not.toContain(part);
    const before = JSON.stringify(await state());
    for (const path of [
      "/customer",
      "/payment-method",
      `/subscriptions/${subscription}/cancel`,
      `/subscriptions/${subscription}/renew`,
      `/subscriptions/${subscription}/update/confirm`,
    ]) {
      const refused = await submit(url + path, { ...CARD, price: pro.id });
      expect([path, refused.status]).toEqual([path, 403]);
      expect(refused.text).toContain("Not available here");
    }
    expect(JSON.stringify(await state())).toBe(before);
  });

  it("knows good links from old and made-up ones, and one customer from another", async () => {
    expect((await open(`${local.server.url}/p/session/test_none`)).status).toBe(404);
    expect((await open(`${local.server.url}/p/session/${"x".repeat(3000)}`)).status).toBe(404);
    const url = await portal();
    const foreign = subscription;
    await subscribe();
    expect((await submit(`${await portal()}/subscriptions/${foreign}/cancel`)).status).toBe(404);
    local.server.app.act(local.server.url, (ctx) => {
      for (const session of [...ctx.store.list("billing_portal.session")])
        ctx.store.put("billing_portal.session", { ...session, created: session.created - 3601 });
    });
    expect((await open(url)).status).toBe(410);
  });

  it("changes billing details as far as they are offered", async () => {
    const url = `${await portal()}/customer`;
    expect((await open(url)).text).toContain('value="ada@example.com"');
    const wrong = await submit(url, { name: "Ada L", email: "nobody" });
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain("Your email is invalid.");
    expect((await submit(url, { name: "Ada Lovelace", email: "al@example.com" })).location).toMatch(/\?did=details$/);
    expect(await stripe.customers.retrieve(customer)).toMatchObject({ name: "Ada Lovelace", email: "al@example.com" });
    const nameOnly = `${await portal({ features: { ...ALL(), customer_update: { enabled: true, allowed_updates: ["name"] } } })}/customer`;
    await submit(nameOnly, { name: "", email: "x@example.com" });
    expect(await stripe.customers.retrieve(customer)).toMatchObject({ name: null, email: "al@example.com" });
  });
});

describe("plans in the portal", () => {
  it("changes the plan after a choice and a confirmation", async () => {
    const url = `${await portal()}/subscriptions/${subscription}/update`;
    const choose = await open(url);
    for (const part of ["Monthly", "Yearly", "$29.00 per month", "$290.00 per year", "Current plan", "Continue"])
      expect(choose.text).toContain(part);
    const sure = await open(`${url}/confirm?price=${pro.id}`);
    for (const part of ["Starter, $10.00 per month", "Pro, $29.00 per month", "Confirm"])
      expect(sure.text).toContain(part);
    const done = await submit(`${url}/confirm`, { price: pro.id });
    expect(done.status).toBe(303);
    expect((await open(absolute(done.location))).text).toContain("Your plan was updated.");
    expect((await state()).items.data[0]?.price.id).toBe(pro.id);
  });

  it("takes no price that is not offered, nor the one there is", async () => {
    const url = `${await portal()}/subscriptions/${subscription}/update/confirm`;
    for (const price of [starter.id, (await monthly(stripe, 1)).id, "price_none", ""]) {
      expect((await submit(url, { price })).status).toBe(422);
      expect((await open(`${url}?price=${price}`)).status).toBe(422);
    }
    expect((await state()).items.data[0]?.price.id).toBe(starter.id);
  });

  it("continues a trial or ends it, as configured", async () => {
    await subscribe(14);
    const end = (await state()).trial_end;
    const keep = `${await portal()}/subscriptions/${subscription}/update/confirm`;
    expect((await open(`${keep}?price=${pro.id}`)).text).toContain("Your trial continues until");
    await submit(keep, { price: pro.id });
    expect(await state()).toMatchObject({ status: "trialing", trial_end: end });

    const features = ALL();
    const ending = `${await portal({ features: { ...features, subscription_update: { enabled: true, ...features.subscription_update, trial_update_behavior: "end_trial" } } })}/subscriptions/${subscription}/update/confirm`;
    expect((await open(`${ending}?price=${yearly.id}`)).text).toContain(
      "Your trial ends now and $290.00 is charged immediately.",
    );
    await control(local, "POST", "/declines", { customer });
    const declined = await submit(ending, { price: yearly.id });
    expect(declined.status).toBe(402);
    expect(declined.text).toContain("nothing was changed");
    expect(await state()).toMatchObject({ status: "trialing", trial_end: end });
    expect((await submit(ending, { price: yearly.id })).status).toBe(303);
    expect(await state()).toMatchObject({ status: "active" });
  });

  it("cancels at the period’s end with a reason, and takes it back", async () => {
    const url = await portal();
    const page = await open(`${url}/subscriptions/${subscription}/cancel`);
    for (const part of ["It’s too expensive", "Other reason", "You keep it until"]) expect(page.text).toContain(part);
    expect(page.text).not.toContain("I found an alternative");
    const done = await submit(`${url}/subscriptions/${subscription}/cancel`, {
      feedback: "too_expensive",
      comment: "Sorry",
    });
    const home = await open(absolute(done.location));
    expect(home.text).toContain("Don&#39;t cancel plan");
    const canceled = await state();
    expect(canceled).toMatchObject({
      status: "active",
      cancel_at: canceled.items.data[0]?.current_period_end,
      cancel_at_period_end: false,
    });
    expect(canceled.cancellation_details).toMatchObject({
      feedback: "too_expensive",
      comment: "Sorry",
      reason: "cancellation_requested",
    });
    await submit(`${url}/subscriptions/${subscription}/renew`);
    expect(await state()).toMatchObject({ cancel_at: null, canceled_at: null });
  });

  it("cancels at once where the configuration says so", async () => {
    const url = await portal({ features: { ...ALL(), subscription_cancel: { enabled: true, mode: "immediately" } } });
    const path = `${url}/subscriptions/${subscription}/cancel`;
    expect((await open(path)).text).not.toContain("Why are you canceling?");
    const done = await submit(path, { feedback: "other" });
    expect((await open(absolute(done.location))).text).toContain("No active plan.");
    expect(await state()).toMatchObject({ status: "canceled", cancellation_details: { feedback: null } });
    expect((await submit(path)).status).toBe(404);
  });
});

describe("the payment method in the portal", () => {
  it("is replaced; a declined one and a mistyped one are not", async () => {
    const url = `${await portal()}/payment-method`;
    const declined = await submit(url, card("4000 0000 0000 0002"));
    expect([declined.status, declined.text.includes("Your card was declined.")]).toEqual([402, true]);
    expect((await submit(url, { ...CARD, expiry: "01/20" })).status).toBe(422);
    expect((await submit(url, card("5555 5555 5555 4444"))).status).toBe(303);
    const owner = (await stripe.customers.retrieve(customer)) as Stripe.Customer;
    const method = await stripe.paymentMethods.retrieve(String(owner.invoice_settings.default_payment_method));
    expect(method.card).toMatchObject({ brand: "mastercard", last4: "4444" });
    expect(method.billing_details.name).toBe("Ada Lovelace");
    // The card that the subscription was bought with is still its own
    const own = await stripe.paymentMethods.retrieve(String((await state()).default_payment_method));
    expect(own.card).toMatchObject({ brand: "visa", last4: "4242" });
    expect((await open(url)).text).toContain("A plan that was bought with a card of its own keeps that card.");
  });

  it("is asked for by the bank", async () => {
    const asked = await submit(`${await portal()}/payment-method`, card("4000 0025 0000 3155"));
    expect(asked.location).toMatch(/\/payment-method\/challenge\/\w+$/);
    expect((await open(absolute(asked.location))).text).toContain("3155");
    const failed = await submit(absolute(asked.location), { outcome: "fail" });
    expect(failed.text).toContain("We are unable to authenticate your payment method.");
    const again = await submit(absolute(asked.location).replace(/\/challenge.*/, ""), card("4000 0025 0000 3155"));
    expect((await submit(absolute(again.location), { outcome: "complete" })).location).toMatch(/\?did=card$/);
  });
});

describe("flows", () => {
  const redirect = {
    after_completion: { type: "redirect" as const, redirect: { return_url: "http://localhost:3000/after" } },
  };

  it("payment_method_update: shows nothing else, and redirects when done", async () => {
    const url = await portal({ flow_data: { type: "payment_method_update", ...redirect } });
    const start = await open(url);
    expect([start.status, absolute(start.location)]).toEqual([303, `${url}/payment-method`]);
    const page = await open(`${url}/payment-method`);
    expect(page.text).toContain("Return to localhost:3000");
    expect(page.text).not.toContain("Go back");
    expect(absolute((await open(`${url}/subscriptions/${subscription}/cancel`)).location)).toBe(
      `${url}/payment-method`,
    );
    expect((await submit(`${url}/subscriptions/${subscription}/cancel`)).status).toBe(403);
    expect((await submit(`${url}/payment-method`, CARD)).location).toBe("http://localhost:3000/after");
    expect((await open(url)).text).toContain("http://localhost:3000/after");
    expect((await submit(`${url}/payment-method`, CARD)).status).toBe(403);
  });

  it("subscription_cancel: with its confirmation page", async () => {
    const url = await portal({
      flow_data: {
        type: "subscription_cancel",
        subscription_cancel: { subscription },
        after_completion: { type: "hosted_confirmation", hosted_confirmation: { custom_message: "Come back soon" } },
      },
    });
    const start = await open(url);
    expect((await open(absolute(start.location))).text).toContain("Cancel plan");
    const done = await submit(absolute(start.location), {});
    const end = await open(absolute(done.location));
    expect(end.text).toContain("Come back soon");
    expect(end.text).toContain(RETURN);
    expect((await state()).cancel_at).not.toBeNull();
  });

  it("subscription_update: choice, confirmation, then the homepage", async () => {
    const url = await portal({ flow_data: { type: "subscription_update", subscription_update: { subscription } } });
    const start = await open(url);
    expect((await open(absolute(start.location))).text).toContain("$29.00 per month");
    const done = await submit(`${absolute(start.location)}/confirm`, { price: yearly.id });
    const home = await open(absolute(done.location));
    expect(home.text).toContain("Your plan was updated.");
    expect(home.text).toContain("Update payment method");
  });

  it("subscription_update_confirm: that price and no other", async () => {
    const item = (await state()).items.data[0]?.id ?? "";
    const url = await portal({
      flow_data: {
        type: "subscription_update_confirm",
        subscription_update_confirm: { subscription, items: [{ id: item, price: pro.id, quantity: 1 }] },
        ...redirect,
      },
    });
    const start = absolute((await open(url)).location);
    expect((await open(start)).text).toContain("Pro, $29.00 per month");
    expect((await submit(start, { price: yearly.id })).status).toBe(422);
    expect((await submit(start, { price: pro.id })).location).toBe("http://localhost:3000/after");
    expect((await state()).items.data[0]?.price.id).toBe(pro.id);
  });

  it("subscription_update_confirm: with a quantity, also of the same price", async () => {
    const item = (await state()).items.data[0]?.id ?? "";
    const url = await portal({
      flow_data: {
        type: "subscription_update_confirm",
        subscription_update_confirm: { subscription, items: [{ id: item, quantity: 3 }] },
      },
    });
    const start = absolute((await open(url)).location);
    expect((await open(start)).text).toContain("Starter × 3, $30.00 per month");
    expect((await submit(start, { price: starter.id })).status).toBe(303);
    expect((await state()).items.data[0]).toMatchObject({ quantity: 3, price: { id: starter.id } });
  });
});
