// Payments that settle later: SEPA Direct Debit.
import type Stripe from "stripe";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { at, clocked, DAY, HOUR, lastEvent, emitted, type Clocked } from "./clocks.ts";
import { CARD, open, submit } from "./pages.ts";
import { control, refused, startLocal, type Local } from "./support.ts";

let local: Local;
let stripe: Stripe;
let price: Stripe.Price;
beforeAll(async () => {
  local = await startLocal();
  stripe = local.stripe;
  price = await stripe.prices.create({
    currency: "eur",
    unit_amount: 1000,
    recurring: { interval: "month" },
    product_data: { name: "Starter" },
  });
});
afterEach(() => control(local, "PUT", "/billing", { while_processing: "active" }));
afterAll(() => local.stop());

const START = "2027-01-04T09:00:00Z";

function session(params: Partial<Stripe.Checkout.SessionCreateParams> = {}): Promise<Stripe.Checkout.Session> {
  return stripe.checkout.sessions.create({
    mode: "subscription",
    success_url: "http://localhost:3000/payment?session={CHECKOUT_SESSION_ID}",
    allowed_payment_method_types: ["card", "sepa_debit"],
    line_items: [{ price: price.id, quantity: 1 }],
    ...params,
  });
}

async function buy(
  method: string,
  params: Partial<Stripe.Checkout.SessionCreateParams> = {},
): Promise<Stripe.Checkout.Session> {
  const { id, amount_total } = await session(params);
  return (await stripe.rawRequest("POST", `/v1/payment_pages/${id}/confirm`, {
    payment_method: method,
    expected_amount: amount_total ?? 0,
  })) as unknown as Stripe.Checkout.Session;
}

const onClock = () => clocked(stripe, START, "");
const subscriptionOf = (done: Stripe.Checkout.Session) =>
  stripe.subscriptions.retrieve(String(done.subscription), {
    expand: ["latest_invoice.payments"],
  });

/** What there is of a first payment: subscription, invoice, payment, intent, charge. */
async function standing(done: Stripe.Checkout.Session): Promise<Record<string, unknown>> {
  const subscription = await subscriptionOf(done);
  const invoice = subscription.latest_invoice as Stripe.Invoice;
  const payment = invoice.payments?.data[0];
  const intent = await stripe.paymentIntents.retrieve(String(payment?.payment.payment_intent));
  const charge = await stripe.charges.retrieve(String(intent.latest_charge));
  const { payment_status } = await stripe.checkout.sessions.retrieve(done.id);
  return {
    session: payment_status,
    subscription: subscription.status,
    invoice: invoice.status,
    payment: payment?.status,
    intent: intent.status,
    charge: charge.status,
    paid: charge.paid,
    attempts: invoice.attempt_count,
  };
}
const PROCESSING = {
  session: "unpaid",
  subscription: "active",
  invoice: "open",
  payment: "open",
  intent: "processing",
  charge: "pending",
  paid: false,
  attempts: 0,
};
const PAID = {
  session: "paid",
  subscription: "active",
  invoice: "paid",
  payment: "paid",
  intent: "succeeded",
  charge: "succeeded",
  paid: true,
  attempts: 1,
};
const FAILED = {
  session: "unpaid",
  subscription: "past_due",
  invoice: "open",
  payment: "open",
  intent: "requires_payment_method",
  charge: "failed",
  paid: false,
  attempts: 1,
};

const seconds = (on: Clocked, more: number) => on.to(at(START) + more);

describe("a checkout paid by debit", () => {
  it("is complete and unpaid while the payment is processing, and paid when that has succeeded", async () => {
    const on = await onClock();
    const done = await buy("pm_sepaDebit_successDelayed_de", { customer: on.customer.id });
    expect(done).toMatchObject({
      status: "complete",
      payment_status: "unpaid",
      payment_method_types: ["card", "sepa_debit"],
    });
    expect(await standing(done)).toEqual(PROCESSING);
    const began = await emitted(stripe, on.customer.id);
    expect(began).toEqual(
      expect.arrayContaining([
        "payment_intent.processing",
        "charge.pending",
        "customer.subscription.created",
        "checkout.session.completed",
      ]),
    );
    expect(began.filter((type) => /succeeded|paid|failed/.test(type))).toEqual([]);
    await seconds(on, 179);
    expect(await standing(done)).toEqual(PROCESSING);
    const before = await lastEvent(stripe);
    await seconds(on, 180);
    expect(await standing(done)).toEqual(PAID);
    expect(await emitted(stripe, on.customer.id, before)).toEqual([
      "charge.succeeded",
      "payment_intent.succeeded",
      "invoice.paid",
      "invoice.payment_succeeded",
      "checkout.session.async_payment_succeeded",
    ]);
  });

  it("makes the subscription past due when it has failed, and another method pays what is open", async () => {
    const on = await onClock();
    const done = await buy("pm_sepaDebit_failed_de", { customer: on.customer.id });
    expect(await standing(done)).toEqual(PROCESSING);
    const before = await lastEvent(stripe);
    await seconds(on, 10);
    expect(await standing(done)).toEqual(FAILED);
    expect(await emitted(stripe, on.customer.id, before)).toEqual([
      "charge.failed",
      "payment_intent.payment_failed",
      "invoice.payment_failed",
      "customer.subscription.updated",
      "checkout.session.async_payment_failed",
    ]);
    const card = await stripe.paymentMethods.attach("pm_card_visa", { customer: on.customer.id });
    expect(await stripe.invoices.pay(String(done.invoice), { payment_method: card.id })).toMatchObject({
      status: "paid",
    });
    expect((await subscriptionOf(done)).status).toBe("active");
  });

  it.each(["pm_sepaDebit_success_de", "pm_success_de"])(
    "settles %s sooner, and at once when a test wants it",
    async (method) => {
      const { id: customer } = await stripe.customers.create({});
      const done = await buy(method, { customer });
      expect(await standing(done)).toEqual(PROCESSING);
      expect(await control(local, "POST", "/settle", { customer })).toMatchObject({
        settled: [expect.stringMatching(/^pi_/)],
      });
      expect(await standing(done)).toEqual(PAID);
      expect(await control(local, "POST", "/settle", { customer })).toEqual({ settled: [] });
    },
  );

  it("fails when a decline was planned, for any account", async () => {
    const { id: customer } = await stripe.customers.create({});
    await control(local, "POST", "/declines", { customer });
    const done = await buy("pm_sepaDebit_success_de", { customer });
    await control(local, "POST", "/settle", { customer });
    expect(await standing(done)).toEqual(FAILED);
  });

  it("may begin incomplete, and then expires a day after it failed", async () => {
    await control(local, "PUT", "/billing", { while_processing: "incomplete" });
    const [good, bad] = [await onClock(), await onClock()];
    const paid = await buy("pm_sepaDebit_success_de", { customer: good.customer.id });
    expect(await standing(paid)).toEqual({ ...PROCESSING, subscription: "incomplete" });
    await seconds(good, 10);
    expect(await standing(paid)).toEqual(PAID);
    const failed = await buy("pm_sepaDebit_failed_de", { customer: bad.customer.id });
    await seconds(bad, 10);
    expect(await standing(failed)).toEqual({ ...FAILED, subscription: "incomplete" });
    await seconds(bad, DAY);
    expect(await standing(failed)).toMatchObject({ subscription: "incomplete_expired", invoice: "void" });
  });

  it("can be canceled, and a payment that still arrives pays its invoice", async () => {
    const on = await onClock();
    const done = await buy("pm_sepaDebit_success_de", { customer: on.customer.id });
    await stripe.subscriptions.cancel(String(done.subscription));
    await seconds(on, 10);
    expect(await standing(done)).toEqual({ ...PAID, subscription: "canceled" });
  });

  it("takes nothing in a trial, and debits when that ends", async () => {
    const on = await onClock();
    const done = await buy("pm_sepaDebit_success_de", {
      customer: on.customer.id,
      subscription_data: { trial_period_days: 7 },
    });
    expect(done.payment_status).toBe("no_payment_required");
    await seconds(on, 7 * DAY + HOUR);
    expect(await subscriptionOf(done)).toMatchObject({
      status: "active",
      latest_invoice: { status: "open", amount_due: 1000, next_payment_attempt: null },
    });
    await seconds(on, 7 * DAY + HOUR + 10);
    expect(await subscriptionOf(done)).toMatchObject({ status: "active", latest_invoice: { status: "paid" } });
  });
});

describe("while it is processing", () => {
  it("its invoice can neither be paid again nor voided, and its page says why", async () => {
    const { id: customer } = await stripe.customers.create({});
    const done = await buy("pm_sepaDebit_success_de", { customer });
    const invoice = await stripe.invoices.retrieve(String(done.invoice));
    expect((await refused(stripe.invoices.pay(invoice.id ?? ""))).message).toContain("processing");
    expect((await refused(stripe.invoices.voidInvoice(invoice.id ?? ""))).message).toContain("processing");
    const page = await open(invoice.hosted_invoice_url ?? "");
    expect(page.text).toContain("A payment is processing.");
    expect(page.text).not.toContain("Pay this invoice");
  });

  it("a renewal that fails is tried again on the planned days", async () => {
    const on = await onClock();
    const done = await buy("pm_sepaDebit_success_de", { customer: on.customer.id });
    await seconds(on, 10);
    await control(local, "POST", "/declines", { customer: on.customer.id });
    await on.to(at("2027-02-04T10:00:00Z"));
    expect(await subscriptionOf(done)).toMatchObject({ status: "active", latest_invoice: { status: "open" } });
    await on.to(at("2027-02-04T10:01:00Z"));
    expect(await subscriptionOf(done)).toMatchObject({
      status: "past_due",
      latest_invoice: { next_payment_attempt: at("2027-02-07T10:00:10Z") },
    });
    await on.to(at("2027-02-07T10:01:00Z"));
    expect(await subscriptionOf(done)).toMatchObject({ status: "active", latest_invoice: { status: "paid" } });
  });
});

describe("the method", () => {
  it("is an account, with the name and address of its owner", async () => {
    const sepa_debit = { iban: "de89 3704 0044 0532 0130 00" };
    const made = await stripe.paymentMethods.create({
      type: "sepa_debit",
      sepa_debit,
      billing_details: { name: "Ada", email: "ada@example.com" },
    });
    expect(made).toMatchObject({
      type: "sepa_debit",
      sepa_debit: { country: "DE", bank_code: "37040044", last4: "3000" },
    });
    expect((await refused(stripe.paymentMethods.create({ type: "sepa_debit", sepa_debit }))).param).toBe(
      "billing_details[name]",
    );
    const unknown = await refused(
      stripe.paymentMethods.create({
        type: "sepa_debit",
        sepa_debit: { iban: "DE00" },
        billing_details: { name: "Ada", email: "ada@example.com" },
      }),
    );
    expect(unknown).toMatchObject({ statusCode: 400, code: "invalid_bank_account_iban" });
    const customer = await stripe.customers.create({});
    await stripe.paymentMethods.attach(made.id, { customer: customer.id });
    expect((await stripe.customers.listPaymentMethods(customer.id, { type: "card" })).data).toEqual([]);
    expect(
      (await stripe.customers.listPaymentMethods(customer.id, { type: "sepa_debit" })).data.map(({ id }) => id),
    ).toEqual([made.id]);
  });

  it("is for euros, and where it is allowed", async () => {
    const usd = await stripe.prices.create({
      currency: "usd",
      unit_amount: 1000,
      recurring: { interval: "month" },
      product_data: { name: "Starter" },
    });
    const line_items = [{ price: usd.id, quantity: 1 }];
    expect((await session({ line_items })).payment_method_types).toEqual(["card"]);
    expect((await refused(session({ line_items, allowed_payment_method_types: ["sepa_debit"] }))).param).toBe(
      "allowed_payment_method_types",
    );
    expect((await refused(buy("pm_sepaDebit_success_de", { allowed_payment_method_types: ["card"] }))).param).toBe(
      "payment_method",
    );
    expect((await refused(buy("pm_card_visa", { allowed_payment_method_types: ["sepa_debit"] }))).param).toBe(
      "payment_method",
    );
  });
});

describe("the checkout page", () => {
  const DEBIT = {
    email: "ada@example.com",
    method: "sepa_debit",
    iban: "DE62 3704 0044 0532 0130 01",
    account_name: "Ada Lovelace",
  };

  it("offers both ways, says what is wrong, and ends at the shop", async () => {
    const { id, url } = await session();
    const address = url ?? "";
    const shown = (await open(address)).text;
    for (const label of ["SEPA Direct Debit", "IBAN", "Name on account", "Card number"]) expect(shown).toContain(label);
    const wrong = await submit(address, { ...DEBIT, iban: "DE00", account_name: "" });
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain("The IBAN you have entered is not one");
    expect(wrong.text).toMatch(/value="sepa_debit" checked/);
    expect(await submit(address, DEBIT)).toMatchObject({
      status: 303,
      location: `http://localhost:3000/payment?session=${id}`,
    });
    const done = await stripe.checkout.sessions.retrieve(id, { expand: ["customer"] });
    expect(done).toMatchObject({
      status: "complete",
      payment_status: "unpaid",
      customer: { name: "Ada Lovelace", email: "ada@example.com" },
    });
  });

  it("takes a card there, too, and has no choice where there is none", async () => {
    const both = await session();
    expect((await submit(both.url ?? "", { ...CARD, method: "card" })).status).toBe(303);
    expect(await stripe.checkout.sessions.retrieve(both.id)).toMatchObject({ payment_status: "paid" });
    expect((await open((await session({ allowed_payment_method_types: ["card"] })).url ?? "")).text).not.toContain(
      "IBAN",
    );
    const debit = await session({ allowed_payment_method_types: ["sepa_debit"] });
    expect((await open(debit.url ?? "")).text).not.toContain("Card number");
    expect((await submit(debit.url ?? "", { ...DEBIT, method: "" })).status).toBe(303);
  });
});
