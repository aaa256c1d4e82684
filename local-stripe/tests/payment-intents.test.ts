// Payments by the API alone: what each call leaves, what is refused, and the bank's question on its page.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type Stripe from "stripe";
import { emitted, lastEvent } from "./clocks.ts";
import { refused, startLocal, type Local } from "./support.ts";

let local: Local;
let stripe: Stripe;
beforeAll(async () => {
  local = await startLocal();
  stripe = local.stripe;
});
afterAll(() => local.stop());

const CARD = { payment_method_types: ["card"] } as object;
const create = (params: Partial<Stripe.PaymentIntentCreateParams> = {}) =>
  stripe.paymentIntents.create({ amount: 2500, currency: "usd", ...CARD, ...params });
const pay = (payment_method: string, params: Partial<Stripe.PaymentIntentCreateParams> = {}) =>
  create({ payment_method, confirm: true, ...params });

describe("a payment intent", () => {
  it("is created, changed, confirmed and paid, with a charge that says how", async () => {
    const customer = await stripe.customers.create({ email: "payer@example.com" });
    const began = await lastEvent(stripe);
    const intent = await create({ customer: customer.id, metadata: { order: "1" }, receipt_email: "a@example.com" });
    expect(intent).toMatchObject({
      status: "requires_payment_method",
      capture_method: "automatic_async",
      payment_method: null,
    });
    expect(intent.payment_method_options?.card).toMatchObject({ request_three_d_secure: "automatic", network: null });
    const shipping = { name: "Ada", address: { line1: "1 Main Street", country: "US" } };
    const updated = await stripe.paymentIntents.update(intent.id, {
      amount: 3000,
      description: "Two books",
      metadata: { order: "2" },
      payment_method: "pm_card_visa",
      setup_future_usage: "off_session",
      shipping,
    });
    expect(updated).toMatchObject({ amount: 3000, status: "requires_confirmation", metadata: { order: "2" } });
    const paid = await stripe.paymentIntents.confirm(intent.id, { expand: ["latest_charge"] });
    expect(paid).toMatchObject({
      status: "succeeded",
      amount_received: 3000,
      next_action: null,
      last_payment_error: null,
    });
    const charge = paid.latest_charge as Stripe.Charge;
    expect(charge).toMatchObject({
      amount: 3000,
      amount_captured: 3000,
      captured: true,
      description: "Two books",
      metadata: { order: "2" },
      paid: true,
      payment_intent: intent.id,
      receipt_email: "a@example.com",
      shipping: { name: "Ada", carrier: null, address: { line1: "1 Main Street", city: null } },
    });
    expect(charge.payment_method_details?.card).toMatchObject({
      amount_authorized: 3000,
      brand: "visa",
      last4: "4242",
      network: "visa",
      three_d_secure: null,
    });
    // What it was used for saves it
    const { data } = await stripe.customers.listPaymentMethods(customer.id);
    expect(data.map(({ id }) => id)).toEqual([paid.payment_method]);
    expect(await emitted(stripe, intent.id, began)).toEqual([
      "payment_intent.created",
      "payment_intent.succeeded",
      "charge.succeeded",
    ]);
    expect((await stripe.paymentIntents.list({ customer: customer.id })).data.map(({ id }) => id)).toEqual([intent.id]);
    expect((await stripe.charges.update(charge.id, { description: "Books" })).description).toBe("Books");
  });

  it("asks for an address to return to where methods may redirect, and for none where they may not", async () => {
    const open = { amount: 500, currency: "usd", payment_method: "pm_card_visa", confirm: true };
    expect((await refused(stripe.paymentIntents.create(open))).message).toMatch(/you must provide a `return_url`/);
    expect(await stripe.paymentIntents.create({ ...open, return_url: "http://localhost/back" })).toMatchObject({
      status: "succeeded",
      automatic_payment_methods: { enabled: true, allow_redirects: "always" },
    });
    const never = { enabled: true, allow_redirects: "never" } as const;
    expect((await stripe.paymentIntents.create({ ...open, automatic_payment_methods: never })).status).toBe(
      "succeeded",
    );
  });

  it("that is declined answers 402 with itself, and takes another card", async () => {
    const began = await lastEvent(stripe);
    const error = await refused(pay("pm_card_chargeDeclined"));
    expect(error).toMatchObject({
      statusCode: 402,
      type: "StripeCardError",
      code: "card_declined",
      decline_code: "generic_decline",
    });
    const intent = error.payment_intent as Stripe.PaymentIntent;
    expect(intent).toMatchObject({
      status: "requires_payment_method",
      payment_method: null,
      last_payment_error: { code: "card_declined", charge: error.charge, payment_method: { type: "card" } },
    });
    expect(await stripe.charges.retrieve(error.charge ?? "")).toMatchObject({
      status: "failed",
      paid: false,
      captured: false,
      failure_code: "card_declined",
      balance_transaction: null,
    });
    expect(await emitted(stripe, intent.id, began)).toEqual([
      "payment_intent.created",
      "payment_intent.payment_failed",
      "charge.failed",
    ]);
    const paid = await stripe.paymentIntents.confirm(intent.id, { payment_method: "pm_card_visa" });
    expect(paid).toMatchObject({ status: "succeeded", last_payment_error: null });
    expect((await stripe.charges.list({ payment_intent: intent.id })).data.map(({ status }) => status)).toEqual([
      "succeeded",
      "failed",
    ]);
  });

  it("is held, captured in part, and gives back no more than that", async () => {
    const held = await pay("pm_card_visa", { capture_method: "manual", amount: 2000 });
    expect(held).toMatchObject({ status: "requires_capture", amount_capturable: 2000, amount_received: 0 });
    const id = String(held.latest_charge);
    const charge = await stripe.charges.retrieve(id);
    expect(charge).toMatchObject({ captured: false, paid: true, amount_captured: 0, balance_transaction: null });
    expect(charge.payment_method_details?.card?.capture_before).toBe(charge.created + 7 * 86_400);
    expect((await refused(stripe.refunds.create({ payment_intent: held.id }))).statusCode).toBe(400);
    expect((await refused(stripe.paymentIntents.capture(held.id, { amount_to_capture: 2001 }))).code).toBe(
      "amount_too_large",
    );
    const began = await lastEvent(stripe);
    expect(await stripe.paymentIntents.capture(held.id, { amount_to_capture: 1500 })).toMatchObject({
      status: "succeeded",
      amount_capturable: 0,
      amount_received: 1500,
    });
    expect(await emitted(stripe, id, began)).toEqual(["charge.captured", "payment_intent.succeeded"]);
    expect((await refused(stripe.paymentIntents.capture(held.id))).message).toMatch(/already been captured/);
    for (const amount of [400, 600]) await stripe.refunds.create({ payment_intent: held.id, amount });
    expect((await refused(stripe.refunds.create({ payment_intent: held.id, amount: 501 }))).param).toBe("amount");
    await stripe.refunds.create({ payment_intent: held.id });
    expect(await stripe.charges.retrieve(id)).toMatchObject({ amount_refunded: 2000, refunded: true });
    const refunds = await stripe.refunds.list({ payment_intent: held.id });
    expect(refunds.data.map(({ amount }) => amount)).toEqual([500, 600, 400]);
  });

  it("is canceled while it waits, and releases what it holds", async () => {
    const waiting = await create();
    expect(await stripe.paymentIntents.cancel(waiting.id, { cancellation_reason: "abandoned" })).toMatchObject({
      status: "canceled",
      cancellation_reason: "abandoned",
      canceled_at: expect.any(Number),
    });
    const held = await pay("pm_card_visa", { capture_method: "manual" });
    await stripe.paymentIntents.cancel(held.id);
    expect(await stripe.charges.retrieve(String(held.latest_charge))).toMatchObject({
      refunded: true,
      amount_refunded: 2500,
    });
    const paid = await pay("pm_card_visa");
    const error = await refused(stripe.paymentIntents.cancel(paid.id));
    expect(error).toMatchObject({ code: "payment_intent_unexpected_state", payment_intent: { id: paid.id } });
    expect(error.message).toMatch(/^You cannot cancel this PaymentIntent because it has a status of succeeded\./);
  });

  it.each<[string, () => Promise<unknown>, Partial<Stripe.errors.StripeError>]>([
    ["too small an amount", () => create({ amount: 49 }), { code: "amount_too_small", param: "amount" }],
    ["too large an amount", () => create({ amount: 100_000_000 }), { code: "amount_too_large" }],
    ["a currency that there is not", () => create({ currency: "xyz" }), { param: "currency" }],
    [
      "a customer that there is not",
      () => create({ customer: "cus_none" }),
      { code: "resource_missing", param: "customer" },
    ],
    ["what only a confirmation takes", () => create({ return_url: "http://localhost/" }), { param: "return_url" }],
    ["what platforms send", () => create({ transfer_data: { destination: "acct_1" } }), { code: "parameter_unknown" }],
    [
      "two ways to say the methods",
      () => create({ automatic_payment_methods: { enabled: true } }),
      { param: "automatic_payment_methods" },
    ],
    ["a confirmation without a method", () => create({ confirm: true }), { code: "payment_intent_unexpected_state" }],
    [
      "a debit in dollars",
      () => pay("pm_sepaDebit_success_de", { ...({ payment_method_types: ["sepa_debit"] } as object) }),
      { param: "currency" },
    ],
    [
      "a debit where cards are taken",
      () => pay("pm_sepaDebit_success_de", { currency: "eur" }),
      { param: "payment_method" },
    ],
  ])("refuses %s", async (_what, call, expected) => {
    expect(await refused(call())).toMatchObject({ statusCode: 400, ...expected });
  });

  it("refuses another customer’s card, and a change of what is over", async () => {
    const [one, two] = await Promise.all([stripe.customers.create({}), stripe.customers.create({})]);
    const card = await stripe.paymentMethods.attach("pm_card_visa", { customer: one.id });
    expect((await refused(pay(card.id))).message).toContain(`belongs to the Customer ${one.id}`);
    expect((await refused(pay(card.id, { customer: two.id }))).param).toBe("payment_method");
    const paid = await pay(card.id, { customer: one.id });
    expect((await refused(stripe.paymentIntents.update(paid.id, { amount: 100 }))).message).toBe(
      "This PaymentIntent's amount could not be updated because it has a status of succeeded. You may only update the amount of a PaymentIntent with one of the following statuses: requires_payment_method, requires_confirmation, requires_action.",
    );
    expect((await stripe.paymentIntents.update(paid.id, { metadata: { seen: "yes" } })).metadata).toEqual({
      seen: "yes",
    });
    expect((await refused(stripe.paymentIntents.confirm(paid.id))).message).toBe(
      "You cannot confirm this PaymentIntent because it has already succeeded after being previously confirmed.",
    );
  });
});

describe("the bank’s question", () => {
  const answer = async (url: string, outcome: "complete" | "fail") => {
    const page = await (await fetch(url)).text();
    expect(page).toContain("Confirm that it’s you");
    return fetch(url, { method: "POST", body: new URLSearchParams({ outcome }), redirect: "manual" });
  };
  const asked = (params: Partial<Stripe.PaymentIntentCreateParams> = {}) =>
    pay("pm_card_authenticationRequired", { return_url: "http://localhost:3000/done?cart=1", ...params });

  it.each([
    ["complete", "succeeded", "succeeded", ["payment_intent.succeeded", "charge.succeeded"]],
    ["fail", "requires_payment_method", "failed", ["payment_intent.payment_failed"]],
  ] as const)("has an address whose page leads back: %s", async (outcome, status, redirect_status, events) => {
    const began = await lastEvent(stripe);
    const intent = await asked();
    expect(intent).toMatchObject({ status: "requires_action", latest_charge: null });
    const to = intent.next_action?.redirect_to_url;
    expect(to?.return_url).toBe("http://localhost:3000/done?cart=1");
    const response = await answer(to?.url ?? "", outcome);
    expect(response.status).toBe(303);
    expect(Object.fromEntries(new URL(response.headers.get("location") ?? "").searchParams)).toEqual({
      cart: "1",
      payment_intent: intent.id,
      payment_intent_client_secret: intent.client_secret,
      redirect_status,
    });
    const after = await stripe.paymentIntents.retrieve(intent.id, { expand: ["latest_charge"] });
    expect(after).toMatchObject({ status, next_action: null });
    if (outcome === "fail") expect(after.last_payment_error?.code).toBe("payment_intent_authentication_failure");
    else
      expect((after.latest_charge as Stripe.Charge).payment_method_details?.card?.three_d_secure).toMatchObject({
        result: "authenticated",
      });
    expect(await emitted(stripe, intent.id, began)).toEqual([
      "payment_intent.created",
      "payment_intent.requires_action",
      ...events,
    ]);
    expect((await fetch(to?.url ?? "")).status).toBe(404);
  });

  it("is opened by Stripe.js without an address to return to, and for a card that has to be asked", async () => {
    const intent = await pay("pm_card_visa", {
      payment_method_options: { card: { request_three_d_secure: "any" } },
    });
    expect(intent.next_action).toMatchObject({
      type: "use_stripe_sdk",
      use_stripe_sdk: { type: "three_d_secure_redirect" },
    });
    const { stripe_js } = intent.next_action?.use_stripe_sdk as unknown as { stripe_js: string };
    const guessed = stripe_js.replace(/secret_\w+/, "secret_x");
    for (const method of ["GET", "POST"]) expect((await fetch(guessed, { method })).status).toBe(404);
    expect((await stripe.paymentIntents.retrieve(intent.id)).status).toBe("requires_action");
    expect((await answer(stripe_js, "complete")).status).toBe(200);
    expect((await stripe.paymentIntents.retrieve(intent.id)).status).toBe("succeeded");
  });

  it("is not asked of a payer who isn’t there, nor where an error is wanted", async () => {
    for (const params of [{ off_session: true }, { error_on_requires_action: true }]) {
      const error = await refused(asked(params));
      expect(error).toMatchObject({ statusCode: 402, code: "authentication_required" });
      expect((error.payment_intent as Stripe.PaymentIntent).status).toBe("requires_payment_method");
    }
  });

  it("is followed by the seller’s confirmation where that is by hand", async () => {
    const intent = await asked({ confirmation_method: "manual" });
    await answer(intent.next_action?.redirect_to_url?.url ?? "", "complete");
    expect((await stripe.paymentIntents.retrieve(intent.id)).status).toBe("requires_confirmation");
    expect((await stripe.paymentIntents.confirm(intent.id)).status).toBe("succeeded");
  });

  it("saves a card, or doesn’t", async () => {
    for (const outcome of ["complete", "fail"] as const) {
      const customer = (await stripe.customers.create({})).id;
      const intent = await stripe.setupIntents.create({
        customer,
        payment_method: "pm_card_authenticationRequiredOnSetup",
        confirm: true,
        return_url: "http://localhost:3000/saved",
      });
      expect(intent.status).toBe("requires_action");
      await answer(intent.next_action?.redirect_to_url?.url ?? "", outcome);
      const after = await stripe.setupIntents.retrieve(intent.id);
      expect(after.status).toBe(outcome === "complete" ? "succeeded" : "requires_payment_method");
      expect((await stripe.customers.listPaymentMethods(customer)).data).toHaveLength(outcome === "complete" ? 1 : 0);
    }
  });
});

it("an inquiry about a charge takes no money, and is closed without a loss", async () => {
  const began = await lastEvent(stripe);
  const intent = await pay("pm_card_createDisputeInquiry");
  const [dispute] = (await stripe.disputes.list({ payment_intent: intent.id })).data;
  expect(dispute).toMatchObject({ status: "warning_needs_response", is_charge_refundable: true });
  expect(await emitted(stripe, dispute?.id ?? "", began)).toEqual(["charge.dispute.created"]);
  await stripe.refunds.create({ payment_intent: intent.id, amount: 100 });
  expect((await stripe.disputes.close(dispute?.id ?? "")).status).toBe("warning_closed");
});

it("a debit settles later, or is refused by its bank, and the charge has its mandate", async () => {
  const debit = (name: string) =>
    stripe.paymentIntents.create({
      amount: 900,
      currency: "eur",
      payment_method: name,
      confirm: true,
      return_url: "http://localhost/",
    });
  const [good, bad] = await Promise.all([debit("pm_sepaDebit_success_de"), debit("pm_sepaDebit_failed_de")]);
  expect([good.status, bad.status]).toEqual(["processing", "processing"]);
  await fetch(`${local.server.url}/_local/settle`, { method: "POST", body: "{}" });
  expect(await stripe.paymentIntents.retrieve(good.id)).toMatchObject({ status: "succeeded", amount_received: 900 });
  expect((await stripe.paymentIntents.retrieve(bad.id)).last_payment_error?.code).toBe(
    "payment_intent_payment_attempt_failed",
  );
  const charge = await stripe.charges.retrieve(String(good.latest_charge));
  const { mandate } = charge.payment_method_details?.sepa_debit ?? {};
  expect(await stripe.mandates.retrieve(String(mandate))).toMatchObject({ status: "active" });
});
