import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type Stripe from "stripe";
import { at, clocked, lastEvent, subscribe, emitted } from "./clocks.ts";
import { monthly, refused, startLocal, type Local } from "./support.ts";

let local: Local;
let stripe: Stripe;
beforeAll(async () => {
  local = await startLocal();
  stripe = local.stripe;
});
afterAll(() => local.stop());

const latest = (subscription: Stripe.Subscription) => subscription.latest_invoice as Stripe.Invoice;

describe("what a payment leaves behind", () => {
  it("an intent and a charge, which can be refunded in part and in whole", async () => {
    const on = await clocked(stripe, "2027-01-01T00:00:00Z");
    const { latest_invoice } = await subscribe(stripe, on, {
      expand: ["latest_invoice.payments"],
    });
    const paid = (latest_invoice as Stripe.Invoice).payments?.data[0]?.payment.payment_intent;
    const intent = await stripe.paymentIntents.retrieve(String(paid));
    expect((await stripe.paymentIntents.list({ customer: on.customer.id })).data.map(({ id }) => id)).toEqual([
      intent.id,
    ]);
    const [charge] = (await stripe.charges.list({ payment_intent: intent.id })).data;
    expect(charge).toMatchObject({
      id: intent.latest_charge,
      object: "charge",
      amount: 1000,
      paid: true,
      captured: true,
      refunded: false,
      status: "succeeded",
      created: on.clock.frozen_time,
    });
    const began = await lastEvent(stripe);
    const part = await stripe.refunds.create({
      payment_intent: intent.id,
      amount: 300,
      reason: "requested_by_customer",
      metadata: { why: "late" },
    });
    expect(part).toMatchObject({
      object: "refund",
      amount: 300,
      charge: charge?.id,
      payment_intent: intent.id,
      status: "succeeded",
      reason: "requested_by_customer",
      metadata: { why: "late" },
    });
    expect((await refused(stripe.refunds.create({ charge: charge?.id, amount: 701 }))).message).toBe(
      "Refund amount ($7.01) is greater than unrefunded amount on charge ($7.00)",
    );
    expect(await stripe.refunds.create({ charge: charge?.id })).toMatchObject({ amount: 700 });
    expect(await stripe.charges.retrieve(charge?.id ?? "")).toMatchObject({ amount_refunded: 1000, refunded: true });
    expect(await refused(stripe.refunds.create({ charge: charge?.id }))).toMatchObject({
      statusCode: 400,
      code: "charge_already_refunded",
    });
    expect((await stripe.refunds.list({ charge: charge?.id })).data).toHaveLength(2);
    expect(await stripe.refunds.retrieve(part.id)).toMatchObject({ id: part.id });
    expect(await emitted(stripe, charge?.id ?? "", began)).toEqual([
      "refund.created",
      "charge.refunded",
      "refund.created",
      "charge.refunded",
    ]);
  });
});

describe("an open invoice", () => {
  const open = async (card = "pm_card_chargeCustomerFail") => {
    const on = await clocked(stripe, "2027-01-01T00:00:00Z", card);
    const subscription = await subscribe(stripe, on, {
      expand: ["latest_invoice"],
      payment_behavior: "default_incomplete",
    });
    return { on, subscription, id: latest(subscription).id ?? "" };
  };

  it("is voided, and gives back the credit that it took", async () => {
    const { on, id } = await open();
    expect(await stripe.invoices.voidInvoice(id)).toMatchObject({
      status: "void",
      status_transitions: { voided_at: on.clock.frozen_time },
    });
    expect((await refused(stripe.invoices.voidInvoice(id))).statusCode).toBe(400);
    expect((await refused(stripe.invoices.pay(id))).message).toBe("This invoice can no longer be paid.");
    await stripe.customers.update(on.customer.id, { balance: -400 });
    const second = await subscribe(stripe, on, { expand: ["latest_invoice"], payment_behavior: "default_incomplete" });
    expect(latest(second)).toMatchObject({ total: 1000, amount_due: 600, starting_balance: -400, ending_balance: 0 });
    await stripe.invoices.voidInvoice(latest(second).id ?? "");
    expect(await stripe.customers.retrieve(on.customer.id)).toMatchObject({ balance: -400 });
  });

  it("is marked uncollectible, or paid in another way", async () => {
    const first = await open();
    expect(await stripe.invoices.markUncollectible(first.id)).toMatchObject({ status: "uncollectible" });
    const second = await open();
    const began = await lastEvent(stripe);
    expect(await stripe.invoices.pay(second.id, { paid_out_of_band: true })).toMatchObject({ status: "paid" });
    expect((await stripe.subscriptions.retrieve(second.subscription.id)).status).toBe("active");
    expect(await emitted(stripe, second.subscription.id, began)).toEqual([
      "invoice.paid",
      "invoice.payment_succeeded",
      "customer.subscription.updated",
    ]);
  });

  it("keeps the attempt that was refused, and replays its answer", async () => {
    const { id } = await open();
    const twice = { idempotencyKey: `pay-${id}` };
    const first = await refused(stripe.invoices.pay(id, {}, twice));
    const again = await refused(stripe.invoices.pay(id, {}, twice));
    expect([first.statusCode, again.statusCode, again.message]).toEqual([402, 402, first.message]);
    expect(await stripe.invoices.retrieve(id)).toMatchObject({ status: "open", attempted: true, attempt_count: 1 });
  });

  it("is a draft for an hour, and can be finalized sooner", async () => {
    const on = await clocked(stripe, "2027-01-01T00:00:00Z");
    const { id } = await subscribe(stripe, on);
    await on.to(at("2027-02-01T00:00:00Z"));
    const draft = latest(await stripe.subscriptions.retrieve(id, { expand: ["latest_invoice"] }));
    expect(draft).toMatchObject({
      status: "draft",
      number: null,
      hosted_invoice_url: null,
      automatically_finalizes_at: at("2027-02-01T01:00:00Z"),
    });
    expect(await stripe.invoices.finalizeInvoice(draft.id ?? "")).toMatchObject({
      status: "open",
      number: expect.stringMatching(/-0002$/),
    });
    expect(await stripe.invoices.pay(draft.id ?? "")).toMatchObject({
      status: "paid",
      period_start: on.clock.frozen_time,
      period_end: at("2027-02-01T00:00:00Z"),
    });
  });
});

describe("setup intents", () => {
  it("are created, confirmed, refused and canceled", async () => {
    const customer = await stripe.customers.create({});
    const intent = await stripe.setupIntents.create({ customer: customer.id });
    expect(intent).toMatchObject({
      object: "setup_intent",
      status: "requires_payment_method",
      usage: "off_session",
      client_secret: expect.stringContaining("_secret_"),
    });
    const declined = await refused(
      stripe.setupIntents.confirm(intent.id, { payment_method: "pm_card_chargeDeclined" }),
    );
    expect(declined).toMatchObject({ statusCode: 402, code: "card_declined" });
    const done = await stripe.setupIntents.confirm(intent.id, { payment_method: "pm_card_visa" });
    expect(done.status).toBe("succeeded");
    expect((await stripe.customers.listPaymentMethods(customer.id)).data.map(({ id }) => id)).toEqual([
      done.payment_method,
    ]);
    expect(await emitted(stripe, intent.id)).toEqual([
      "setup_intent.created",
      "setup_intent.setup_failed",
      "setup_intent.succeeded",
    ]);
    expect(
      await stripe.setupIntents.create({ confirm: true, payment_method: "pm_card_authenticationRequiredOnSetup" }),
    ).toMatchObject({ status: "requires_action" });
    const other = await stripe.setupIntents.create({ description: "Later" });
    expect(await stripe.setupIntents.update(other.id, { metadata: { a: "b" } })).toMatchObject({
      metadata: { a: "b" },
    });
    expect(await stripe.setupIntents.cancel(other.id, { cancellation_reason: "abandoned" })).toMatchObject({
      status: "canceled",
    });
    expect((await refused(stripe.setupIntents.confirm(other.id))).code).toBe("setup_intent_unexpected_state");
  });
});

describe("a payment method of a type that takes no payment here", () => {
  it("is made as at Stripe, without a customer, and refused at its first use", async () => {
    const customer = await stripe.customers.create({ email: "ideal@example.com" });
    const method = await stripe.paymentMethods.create({ type: "ideal", ideal: { bank: "ing" } });
    expect(method).toMatchObject({ type: "ideal", ideal: { bank: "ing", bic: "INGBNL2A" }, customer: null });
    expect((await stripe.paymentMethods.retrieve(method.id)).id).toBe(method.id);
    const refusal = {
      message:
        "Local Stripe keeps payment methods of the type ideal, but takes payments by card and SEPA Direct Debit only.",
      param: "payment_method",
    };
    expect(await refused(stripe.paymentMethods.attach(method.id, { customer: customer.id }))).toMatchObject(refusal);
    const intent = await stripe.setupIntents.create({ customer: customer.id, payment_method: method.id });
    expect(await refused(stripe.setupIntents.confirm(intent.id))).toMatchObject(refusal);
    expect((await stripe.paymentMethods.list({ customer: customer.id })).data).toEqual([]);
  });

  it.each([
    [{ type: "eps" }, "billing_details[name]"],
    [{ type: "p24", billing_details: { name: "Ada" } }, "billing_details[email]"],
    [{ type: "fpx" }, "fpx"],
    [{ type: "sofort" }, "sofort"],
    [{ type: "ideal", ideal: { bank: "lost" } }, "ideal[bank]"],
    [{ type: "boleto", billing_details: { email: "a@example.com", name: "Ada" } }, "billing_details[address]"],
  ])("%j lacks or has a wrong %s", async (params, param) => {
    const made = stripe.paymentMethods.create(params as Stripe.PaymentMethodCreateParams);
    expect(await refused(made)).toMatchObject({ param, statusCode: 400 });
  });
});

describe("an item by the older name of its price", () => {
  it("is subscribed to, and never beside a price", async () => {
    const on = await clocked(stripe, "2027-01-01T00:00:00Z");
    const price = await monthly(stripe, 700);
    const made = (items: object[]) =>
      stripe.subscriptions.create({ customer: on.customer.id, items: items as Stripe.SubscriptionCreateParams.Item[] });
    expect((await made([{ plan: price.id, quantity: 3 }])).items.data[0]).toMatchObject({ price: { id: price.id } });
    expect(await refused(made([{ plan: price.id, price: price.id }]))).toMatchObject({
      message: "You may only specify one of these parameters: plan, price.",
      param: "items[0][plan]",
    });
  });
});
