import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type Stripe from "stripe";
import { at, clocked, firstItem, subscribe } from "./clocks.ts";
import { checkout, confirm, refused, startLocal, type Local } from "./support.ts";

let local: Local;
let stripe: Stripe;
let customer: string;
beforeAll(async () => {
  local = await startLocal();
  stripe = local.stripe;
});
afterAll(() => local.stop());
beforeEach(async () => void (customer = (await stripe.customers.create({ email: "ada@example.com" })).id));

const price = (currency: string, unit_amount = 1000) =>
  stripe.prices.create({ currency, unit_amount, recurring: { interval: "month" }, product_data: { name: "Starter" } });
const session = async (currency: string, params: Partial<Stripe.Checkout.SessionCreateParams> = {}) =>
  checkout(stripe, { customer, line_items: [{ price: (await price(currency)).id, quantity: 1 }], ...params });
const sentence = (currency: string) =>
  `You cannot combine currencies on a single customer. This customer has an active subscription, subscription schedule, discount, quote, invoice item or active subscription mode checkout session with currency ${currency}.`;

describe("a second currency of one customer", () => {
  it("is refused while a checkout in another one is open, and taken once that has expired", async () => {
    const dollars = await session("usd");
    await session("usd");
    const error = await refused(session("eur"));
    expect(error).toMatchObject({ statusCode: 400, rawType: "invalid_request_error", message: sentence("usd") });
    expect([error.code, error.param]).toEqual([undefined, undefined]);
    await stripe.checkout.sessions.expire(dollars.id);
    expect((await refused(session("eur"))).message).toBe(sentence("usd"));
    for (const { id } of (await stripe.checkout.sessions.list({ customer, status: "open" })).data)
      await stripe.checkout.sessions.expire(id);
    expect(await session("eur")).toMatchObject({ currency: "eur" });
    const other = (await stripe.customers.create()).id;
    expect(await session("usd", { customer: other })).toMatchObject({ currency: "usd" });
  });

  it("is refused by every call that begins a subscription, while one stands", async () => {
    const done = await confirm(stripe, await session("usd"));
    const euros = (await price("eur")).id;
    const calls = [
      () => session("eur"),
      () => stripe.subscriptions.create({ customer, items: [{ price: euros }] }),
      () => stripe.invoices.createPreview({ customer, subscription_details: { items: [{ price: euros }] } }),
    ];
    for (const call of calls) expect((await refused(call())).message).toBe(sentence("usd"));
    await stripe.subscriptions.cancel(String(done.subscription));
    const [first, preview] = [await session("eur"), await calls[2]?.()];
    expect(preview).toMatchObject({ currency: "eur", total: 1000 });
    expect(await confirm(stripe, first)).toMatchObject({ status: "complete", payment_status: "paid" });
    expect(await stripe.customers.retrieve(customer)).toMatchObject({ currency: "eur" });
  });

  it("is refused while an invoice item waits", async () => {
    const on = await clocked(stripe, "2027-01-01T00:00:00Z");
    const subscription = await subscribe(stripe, on);
    await on.to(at("2027-01-10T00:00:00Z"));
    await stripe.subscriptions.cancel(subscription.id, { prorate: true });
    const euros = { customer: on.customer.id, items: [{ price: (await price("eur")).id }] };
    expect((await stripe.invoiceItems.list({ customer: on.customer.id, pending: true })).data).toHaveLength(1);
    expect((await refused(stripe.subscriptions.create(euros))).message).toBe(sentence("usd"));
  });

  it("isn’t bound by setup mode, nor by what has no customer", async () => {
    await stripe.checkout.sessions.create({
      customer,
      mode: "setup",
      currency: "usd",
      success_url: "http://localhost/",
    });
    expect(await session("eur")).toMatchObject({ currency: "eur" });
  });

  it("can’t come in by a change of a subscription", async () => {
    const on = await clocked(stripe, "2027-01-01T00:00:00Z");
    const subscription = await subscribe(stripe, on);
    const items = [{ id: firstItem(subscription).id, price: (await price("eur")).id }];
    expect((await refused(stripe.subscriptions.update(subscription.id, { items }))).message).toBe(
      "The price specified only supports `eur`. This doesn't match the expected currency: `usd`.",
    );
  });
});

it("credit in one currency pays nothing in another, and is there again when the first one returns", async () => {
  const on = await clocked(stripe, "2027-01-01T00:00:00Z");
  const id = on.customer.id;
  const balance = async () => {
    const found = (await stripe.customers.retrieve(id)) as Stripe.Customer;
    return [found.currency, found.balance];
  };
  const first = await subscribe(stripe, on);
  await stripe.customers.update(id, { balance: -700 });
  await stripe.subscriptions.cancel(first.id);
  const euros = await subscribe(stripe, on, {
    items: [{ price: (await price("eur")).id }],
    expand: ["latest_invoice"],
  });
  expect(euros.latest_invoice).toMatchObject({
    currency: "eur",
    starting_balance: 0,
    amount_due: 1000,
    amount_paid: 1000,
  });
  expect(await balance()).toEqual(["eur", 0]);
  await stripe.subscriptions.cancel(euros.id);
  const again = await subscribe(stripe, on, { expand: ["latest_invoice"] });
  expect(again.latest_invoice).toMatchObject({ currency: "usd", amount_due: 300, amount_paid: 300 });
  expect(await balance()).toEqual(["usd", 0]);
});
