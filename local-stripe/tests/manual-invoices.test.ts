// Invoices that are made by hand, and what waits for one.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type Stripe from "stripe";
import { advance, at, clocked, emitted, lastEvent, subscribe } from "./clocks.ts";
import { refused, startLocal, type Local } from "./support.ts";

let local: Local;
let stripe: Stripe;
beforeAll(async () => {
  local = await startLocal();
  stripe = local.stripe;
});
afterAll(() => local.stop());

async function payer(card: string | null = "pm_card_visa"): Promise<string> {
  const { id } = await stripe.customers.create({ email: "payer@example.com" });
  if (card === null) return id;
  const method = await stripe.paymentMethods.attach(card, { customer: id });
  await stripe.customers.update(id, { invoice_settings: { default_payment_method: method.id } });
  return id;
}
const item = (customer: string, params: Partial<Stripe.InvoiceItemCreateParams> = {}) =>
  stripe.invoiceItems.create({ customer, amount: 2000, currency: "usd", description: "Set-up", ...params });
const taken = (customer: string, params: Partial<Stripe.InvoiceCreateParams> = {}) =>
  stripe.invoices.create({ customer, pending_invoice_items_behavior: "include", ...params });
const once = (unit_amount: number, name = "T-Shirt") =>
  stripe.prices.create({ currency: "usd", unit_amount, product_data: { name } });

describe("an invoice made by hand", () => {
  it("has the number and the date that a call gave it, which the customer’s own numbers don’t count", async () => {
    const customer = await payer(null);
    const effective_at = 1_700_000_000;
    const named = await taken(customer, { number: "2026/17" });
    expect(named.number).toBe("2026/17");
    await stripe.invoices.update(named.id, { effective_at });
    const final = await stripe.invoices.finalizeInvoice(named.id);
    expect(final).toMatchObject({ number: "2026/17", effective_at });
    expect(final.status_transitions.finalized_at).toBeGreaterThan(effective_at);
    const next = await stripe.invoices.finalizeInvoice((await taken(customer)).id);
    expect(next.number).toMatch(/-0001$/);
    expect(next.effective_at).toBe(next.status_transitions.finalized_at);
    const late = await refused(stripe.invoices.update(next.id, { number: "1" }));
    expect([late.message, late.param]).toEqual(["Finalized invoices can't be updated in this way", "number"]);
  });

  it("takes what waits, the newest first, and is paid by a call", async () => {
    const customer = await payer();
    const began = await lastEvent(stripe);
    const first = await item(customer);
    const price = await once(1500);
    const second = await stripe.invoiceItems.create({ customer, pricing: { price: price.id }, quantity: 2 });
    expect(first).toMatchObject({ parent: null, proration: false, discountable: true, quantity: 1, invoice: null });
    expect(first.pricing).toMatchObject({ type: "price_details" });
    expect(String(first.pricing?.unit_amount_decimal)).toBe("2000");
    expect(second).toMatchObject({ amount: 3000, description: "T-Shirt", quantity: 2 });
    const draft = await taken(customer, { description: "One time", footer: "Thanks", metadata: { a: "1" } });
    expect(draft).toMatchObject({
      status: "draft",
      auto_advance: false,
      automatically_finalizes_at: null,
      billing_reason: "manual",
      description: "One time",
      footer: "Thanks",
      number: null,
      parent: null,
      amount_due: 5000,
      rendering: { pdf: { page_size: "auto" } },
    });
    expect(draft.lines.data.map(({ parent }) => parent?.invoice_item_details?.invoice_item)).toEqual([
      second.id,
      first.id,
    ]);
    expect((await stripe.invoiceItems.list({ customer, pending: true })).data).toEqual([]);
    const paid = await stripe.invoices.pay(draft.id, {}, {});
    expect(paid).toMatchObject({ status: "paid", amount_paid: 5000, attempt_count: 1, number: expect.any(String) });
    expect(await emitted(stripe, draft.id, began)).toEqual([
      "invoice.created",
      "invoice.finalized",
      "payment_intent.created",
      "payment_intent.succeeded",
      "invoice.paid",
      "invoice.payment_succeeded",
      "invoice_payment.paid",
    ]);
    expect((await refused(stripe.invoices.pay(draft.id))).message).toBe("Invoice is already paid");
    expect((await refused(stripe.invoiceItems.update(first.id, { amount: 1 }))).code).toBe("invoice_not_editable");
  });

  it("without a word takes nothing, and lines are put into it, changed and taken out", async () => {
    const customer = await payer();
    const waiting = await item(customer);
    const draft = await stripe.invoices.create({ customer });
    expect(draft).toMatchObject({ amount_due: 0, lines: { data: [] } });
    const added = await stripe.invoices.addLines(draft.id, {
      lines: [
        { amount: 700, description: "Paper" },
        { quantity: 3, price_data: { currency: "usd", unit_amount: 100, product_data: { name: "Pens" } } },
        { invoice_item: waiting.id },
      ],
    });
    expect(added.lines.data.map(({ amount }) => amount)).toEqual([2000, 300, 700]);
    expect(added).toMatchObject({ subtotal: 3000, amount_due: 3000 });
    const [setUp, pens, paper] = added.lines.data.map(({ id }) => id);
    const changed = await stripe.invoices.updateLines(draft.id, { lines: [{ id: paper ?? "", amount: 900 }] });
    expect(changed.amount_due).toBe(3200);
    const line = await stripe.invoices.updateLineItem(draft.id, pens ?? "", { quantity: 5, description: "Five pens" });
    expect(line).toMatchObject({ object: "line_item", amount: 500, description: "Five pens" });
    const left = await stripe.invoices.removeLines(draft.id, {
      lines: [
        { id: setUp ?? "", behavior: "unassign" },
        { id: paper ?? "", behavior: "delete" },
      ],
    });
    expect(left).toMatchObject({ amount_due: 500, lines: { data: [{ id: pens }] } });
    expect((await stripe.invoiceItems.retrieve(waiting.id)).invoice).toBeNull();
    expect((await refused(stripe.invoices.addLines(draft.id, { lines: [{ amount: 1, quantity: 2 }] }))).param).toBe(
      "lines[0][amount]",
    );
    await stripe.invoices.finalizeInvoice(draft.id);
    expect((await refused(stripe.invoices.addLines(draft.id, { lines: [{ amount: 1 }] }))).message).toBe(
      "Invalid invoice: This invoice is no longer editable",
    );
  });

  it("has discounts on single items and on all of it", async () => {
    const customer = await payer();
    const ten = await stripe.coupons.create({ percent_off: 10, duration: "once" });
    const off = await stripe.coupons.create({ amount_off: 500, currency: "usd", duration: "once" });
    await item(customer, { amount: 1000, discounts: [{ coupon: ten.id }] });
    await item(customer, { amount: 3000 });
    await item(customer, { amount: 400, discountable: false });
    const draft = await taken(customer, { discounts: [{ coupon: off.id }] });
    // 1000 less 10 % is 900; 500 off 3900; 400 stay
    expect(draft).toMatchObject({ subtotal: 4300, total: 3800 });
    const without = await stripe.invoices.update(draft.id, { discounts: "" });
    expect(without.total).toBe(4300);
  });

  it("is finalized and charged an hour later with auto_advance, and tried again", async () => {
    const on = await clocked(stripe, "2027-03-01T00:00:00Z", "pm_card_chargeCustomerFail");
    await item(on.customer.id, { amount: 900 });
    const draft = await taken(on.customer.id, { auto_advance: true });
    expect(draft.automatically_finalizes_at).toBe(draft.created + 3601);
    expect(draft.next_payment_attempt).toBe(draft.created + 3600);
    expect((await stripe.invoices.update(draft.id, { auto_advance: false })).automatically_finalizes_at).toBeNull();
    await stripe.invoices.update(draft.id, { auto_advance: true });
    await advance(stripe, on.clock.id, at("2027-03-01T02:00:00Z"));
    const failed = await stripe.invoices.retrieve(draft.id);
    expect(failed).toMatchObject({ status: "open", attempt_count: 1, next_payment_attempt: expect.any(Number) });
    const good = await stripe.paymentMethods.attach("pm_card_visa", { customer: on.customer.id });
    await stripe.customers.update(on.customer.id, { invoice_settings: { default_payment_method: good.id } });
    await advance(stripe, on.clock.id, at("2027-03-05T00:00:00Z"));
    expect((await stripe.invoices.retrieve(draft.id)).status).toBe("paid");
    const payments = await stripe.invoicePayments.list({ invoice: draft.id });
    expect(payments.data).toHaveLength(1);
    // One intent from its finalization on, whatever it took
    expect((await stripe.paymentIntents.list({ customer: on.customer.id })).data).toHaveLength(1);
  });

  it("is sent, and overdue on its day", async () => {
    const on = await clocked(stripe, "2027-03-01T00:00:00Z");
    await stripe.customers.update(on.customer.id, { email: "sent@example.com" });
    await item(on.customer.id);
    const draft = await taken(on.customer.id, { collection_method: "send_invoice", days_until_due: 3 });
    expect(draft.due_date).toBe(draft.created + 3 * 86_400);
    const began = await lastEvent(stripe);
    const sent = await stripe.invoices.sendInvoice(draft.id);
    expect(sent).toMatchObject({ status: "open", attempted: false, hosted_invoice_url: expect.any(String) });
    await advance(stripe, on.clock.id, at("2027-03-05T00:00:00Z"));
    expect(await emitted(stripe, draft.id, began)).toEqual([
      "invoice.finalized",
      "payment_intent.created",
      "invoice.sent",
      "invoice.overdue",
    ]);
    const paid = await stripe.invoices.pay(draft.id, { paid_out_of_band: true });
    expect(paid).toMatchObject({ status: "paid", attempted: false, amount_paid: 2000 });
    expect((await stripe.paymentIntents.list({ customer: on.customer.id })).data[0]).toMatchObject({
      status: "canceled",
      latest_charge: null,
    });
    expect((await refused(stripe.invoices.sendInvoice(draft.id))).message).toMatch(/cannot be sent right now/);
  });

  it("is void, uncollectible or deleted, and then can’t be changed", async () => {
    const customer = await payer();
    const make = async () => {
      const waiting = await item(customer);
      return { waiting, id: (await taken(customer)).id };
    };
    const gone = await make();
    expect((await refused(stripe.invoices.voidInvoice(gone.id))).message).toBe(
      "You can only pass in open invoices. This invoice isn't open.",
    );
    expect(await stripe.invoices.del(gone.id)).toMatchObject({ id: gone.id, deleted: true });
    expect((await refused(stripe.invoiceItems.update(gone.waiting.id, { amount: 1 }))).message).toBe(
      "This invoice item has been deleted.",
    );
    const open = await make();
    await stripe.invoices.finalizeInvoice(open.id);
    expect((await refused(stripe.invoices.update(open.id, { description: "No" }))).message).toBe(
      "Finalized invoices can't be updated in this way",
    );
    expect((await stripe.invoices.update(open.id, { metadata: { b: "2" } })).metadata).toEqual({ b: "2" });
    expect((await refused(stripe.invoices.del(open.id))).message).toBe("You can only delete draft invoices.");
    expect((await stripe.invoices.markUncollectible(open.id)).status).toBe("uncollectible");
    expect((await refused(stripe.invoices.markUncollectible(open.id))).message).toBe(
      "This invoice has already been marked uncollectible.",
    );
    expect((await stripe.invoices.pay(open.id)).status).toBe("paid");
    expect((await refused(stripe.invoices.voidInvoice(open.id))).message).toBe(
      "Invoices with `paid` payments cannot be voided.",
    );
    const voided = await make();
    await stripe.invoices.finalizeInvoice(voided.id);
    expect((await stripe.invoices.voidInvoice(voided.id)).status).toBe("void");
    const [intent] = (await stripe.paymentIntents.list({ customer })).data;
    expect(intent).toMatchObject({ status: "canceled", cancellation_reason: "void_invoice" });
  });

  it("that needs its payer says so, and the payment intent pays it", async () => {
    const customer = await payer("pm_card_threeDSecure2Required");
    await item(customer);
    const draft = await taken(customer);
    const error = await refused(stripe.invoices.pay(draft.id));
    expect(error).toMatchObject({ statusCode: 402, code: "invoice_payment_intent_requires_action" });
    const intent = error.payment_intent as Stripe.PaymentIntent;
    expect(intent).toMatchObject({ status: "requires_action", description: "Payment for Invoice" });
    const { stripe_js } = intent.next_action?.use_stripe_sdk as unknown as { stripe_js: string };
    await fetch(stripe_js, { method: "POST", body: new URLSearchParams({ outcome: "complete" }) });
    expect(await stripe.invoices.retrieve(draft.id)).toMatchObject({ status: "paid", amount_paid: 2000 });
  });

  it.each<[string, (customer: string) => Promise<unknown>, Partial<Stripe.errors.StripeError>]>([
    [
      "sent without a day",
      (c) => taken(c, { collection_method: "send_invoice" }),
      { message: "If invoice collection method is 'send_invoice', you must specify 'due_date' or 'days_until_due'." },
    ],
    [
      "charged with a day",
      (c) => taken(c, { days_until_due: 3 }),
      {
        message: "You can only specify 'due_date' or 'days_until_due' if invoice collection method is 'send_invoice'.",
      },
    ],
    ["for nobody", () => taken("cus_none"), { code: "resource_missing", param: "customer" }],
    ["for Connect", (c) => taken(c, { on_behalf_of: "acct_1" }), { code: "parameter_unknown" }],
    [
      "an item without an amount",
      (c) => stripe.invoiceItems.create({ customer: c, currency: "usd" }),
      { code: "parameter_missing", param: "amount" },
    ],
    ["an item with an amount and a quantity", (c) => item(c, { quantity: 2 }), { param: "amount" }],
    [
      "an item in another currency than what waits",
      async (c) => (await item(c), item(c, { currency: "eur" })),
      { statusCode: 400 },
    ],
  ])("is refused %s", async (_what, call, expected) => {
    expect(await refused(call(await payer()))).toMatchObject({ statusCode: 400, ...expected });
  });
});

describe("what waits", () => {
  it("is billed with a subscription’s first invoice, or its next one", async () => {
    const on = await clocked(stripe, "2027-01-01T00:00:00Z");
    await item(on.customer.id, { amount: 500 });
    const subscription = await subscribe(stripe, on, { expand: ["latest_invoice"] });
    const first = subscription.latest_invoice as Stripe.Invoice;
    expect(first).toMatchObject({ status: "paid", amount_paid: 1500 });
    expect(first.lines.data.map(({ amount }) => amount).sort()).toEqual([1000, 500].sort());
    await item(on.customer.id, { amount: 250 });
    const preview = await stripe.invoices.createPreview({ subscription: subscription.id });
    expect(preview.amount_due).toBe(1250);
    await advance(stripe, on.clock.id, at("2027-02-01T02:00:00Z"));
    const [renewal] = (await stripe.invoices.list({ subscription: subscription.id })).data;
    expect(renewal).toMatchObject({ billing_reason: "subscription_cycle", status: "paid", amount_paid: 1250 });
    expect((await stripe.invoiceItems.list({ customer: on.customer.id, pending: true })).data).toEqual([]);
  });

  it("for one subscription waits for that one; its end at once drops it", async () => {
    const on = await clocked(stripe, "2027-01-01T00:00:00Z");
    const one = await subscribe(stripe, on);
    const loose = await item(on.customer.id, { amount: 100 });
    const own = await item(on.customer.id, { amount: 300, subscription: one.id });
    const invoice = await stripe.invoices.create({ customer: on.customer.id, subscription: one.id });
    expect(invoice).toMatchObject({ amount_due: 300, parent: { subscription_details: { subscription: one.id } } });
    expect(invoice.lines.data[0]?.parent?.invoice_item_details).toMatchObject({
      invoice_item: own.id,
      subscription: one.id,
    });
    await stripe.subscriptions.cancel(one.id);
    expect(
      (await stripe.invoiceItems.list({ customer: on.customer.id, pending: true })).data.map(({ id }) => id),
    ).toEqual([loose.id]);
  });

  it("is changed, and deleted", async () => {
    const customer = await payer();
    const waiting = await item(customer, { metadata: { a: "1" } });
    const changed = await stripe.invoiceItems.update(waiting.id, {
      amount: 150,
      description: "Less",
      metadata: { b: "2" },
    });
    expect(changed).toMatchObject({ amount: 150, description: "Less", metadata: { a: "1", b: "2" } });
    const credit = await item(customer, { amount: -1000 });
    expect(credit).toMatchObject({ amount: -1000, discountable: false });
    expect(await stripe.invoiceItems.del(waiting.id)).toMatchObject({ deleted: true });
    const draft = await taken(customer);
    expect(draft).toMatchObject({ total: -1000, amount_due: 0 });
    expect((await stripe.invoices.finalizeInvoice(draft.id)).status).toBe("paid");
    expect((await stripe.customers.retrieve(customer)) as Stripe.Customer).toMatchObject({ balance: -1000 });
  });
});

it("a payment intent of `default_incomplete` is confirmed, and its subscription begins", async () => {
  const on = await clocked(stripe, "2027-01-01T00:00:00Z");
  const subscription = await subscribe(stripe, on, {
    payment_behavior: "default_incomplete",
    expand: ["latest_invoice.confirmation_secret"],
  });
  const invoice = subscription.latest_invoice as Stripe.Invoice;
  const [payment] = (
    await stripe.invoicePayments.list({ invoice: invoice.id, expand: ["data.payment.payment_intent"] })
  ).data;
  const intent = payment?.payment.payment_intent as Stripe.PaymentIntent;
  expect(intent).toMatchObject({
    status: "requires_confirmation",
    client_secret: invoice.confirmation_secret?.client_secret,
  });
  const error = await refused(stripe.paymentIntents.confirm(intent.id, { payment_method: "pm_card_chargeDeclined" }));
  expect(error).toMatchObject({ code: "card_declined", payment_intent: { id: intent.id } });
  expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe("incomplete");
  const paid = await stripe.paymentIntents.confirm(intent.id, { payment_method: "pm_card_visa" });
  expect(paid).toMatchObject({ id: intent.id, status: "succeeded" });
  expect((await stripe.invoices.retrieve(invoice.id)).status).toBe("paid");
  expect((await stripe.subscriptions.retrieve(subscription.id)).status).toBe("active");
  expect((await refused(stripe.paymentIntents.cancel(intent.id))).statusCode).toBe(400);
});
