// What a session may sell: prices in several currencies, prices made for it, and what is bought once beside a subscription.
import type Stripe from "stripe";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { advance } from "./clocks.ts";
import { CARD, open, submit } from "./pages.ts";
import { checkout, monthly, refused, startLocal, type Local } from "./support.ts";

let local: Local;
let price: string;
beforeAll(async () => {
  local = await startLocal();
  price = (await monthly(local.stripe)).id;
});
afterAll(() => local.stop());

const once = (unit_amount: number, name = "Setup") =>
  local.stripe.prices.create({ currency: "usd", unit_amount, product_data: { name } });
const urlOf = (session: Stripe.Checkout.Session) => session.url ?? "";
const completed = (id: string) =>
  local.stripe.checkout.sessions.retrieve(id, { expand: ["subscription", "invoice", "invoice.lines"] });
const pay = async (session: Stripe.Checkout.Session) => {
  expect((await submit(urlOf(session), CARD)).status).toBe(303);
  const done = await completed(session.id);
  return { done, subscription: done.subscription as Stripe.Subscription, invoice: done.invoice as Stripe.Invoice };
};
const amounts = ({ lines }: Stripe.Invoice) => lines.data.map(({ amount }) => amount).sort((a, b) => a - b);

describe("one-time items beside a subscription", () => {
  it("are on the first invoice, and on no other", async () => {
    const setup = await once(500);
    const { stripe } = local;
    const clock = await stripe.testHelpers.testClocks.create({ frozen_time: Math.floor(Date.now() / 1000) });
    const customer = await stripe.customers.create({ email: "c@example.com", test_clock: clock.id });
    const session = await checkout(stripe, {
      customer: customer.id,
      line_items: [
        { price, quantity: 1 },
        { price: setup.id, quantity: 2 },
      ],
    });
    expect([session.amount_subtotal, session.amount_total]).toEqual([2000, 2000]);
    const page = await open(urlOf(session));
    expect(page.text).toContain("$10.00 per month");
    expect(page.text).toContain("$10.00 once");
    expect(page.text).toContain("renews at $10.00 per month");
    const { subscription, invoice } = await pay(session);
    expect(subscription.items.data).toMatchObject([{ price: { id: price } }]);
    expect([invoice.total, amounts(invoice)]).toEqual([2000, [1000, 1000]]);
    const added = invoice.lines.data.find(({ pricing }) => pricing?.price_details?.price === setup.id);
    expect(added).toMatchObject({ quantity: 2, parent: { type: "invoice_item_details" } });
    const events = (await stripe.events.list({ type: "invoiceitem.created" })).data;
    expect(events.map(({ data }) => (data.object as Stripe.InvoiceItem).customer)).toContain(customer.id);

    await advance(stripe, clock.id, (subscription.items.data[0]?.current_period_end ?? 0) + 7200);
    const [renewal] = (await stripe.invoices.list({ customer: customer.id })).data;
    expect(renewal).toMatchObject({ billing_reason: "subscription_cycle", total: 1000, status: "paid" });
  });

  it("are charged at once when a trial begins", async () => {
    const session = await checkout(local.stripe, {
      line_items: [
        { price, quantity: 1 },
        { price: (await once(500)).id, quantity: 1 },
      ],
      subscription_data: { trial_period_days: 7 },
    });
    expect(session).toMatchObject({ amount_subtotal: 500, amount_total: 500 });
    expect((await open(urlOf(session))).text).toMatch(/Total due today[^$]*\$5\.00/);
    const { done, subscription, invoice } = await pay(session);
    expect([done.payment_status, subscription.status]).toEqual(["paid", "trialing"]);
    expect([invoice.total, invoice.amount_paid, amounts(invoice)]).toEqual([500, 500, [0, 500]]);
  });

  it("are charged at once where the time until an anchor is free", async () => {
    const session = await checkout(local.stripe, {
      line_items: [
        { price, quantity: 1 },
        { price: (await once(300)).id, quantity: 1 },
      ],
      subscription_data: {
        billing_cycle_anchor: Math.floor(Date.now() / 1000) + 10 * 86_400,
        proration_behavior: "none",
      },
    });
    expect(session.amount_total).toBe(300);
    const { done, subscription, invoice } = await pay(session);
    expect([done.payment_status, subscription.status, invoice.total]).toEqual(["paid", "active", 300]);
  });

  it("are discounted with the first invoice, to what the page said", async () => {
    const coupon = await local.stripe.coupons.create({ amount_off: 400, currency: "usd", duration: "once" });
    for (const [subscription_data, total] of [
      [{}, 1100],
      [{ trial_period_days: 7 }, 100],
    ] as const) {
      const session = await checkout(local.stripe, {
        discounts: [{ coupon: coupon.id }],
        line_items: [
          { price, quantity: 1 },
          { price: (await once(500)).id, quantity: 1 },
        ],
        subscription_data,
      });
      expect(session.amount_total).toBe(total);
      expect((await pay(session)).invoice.amount_paid).toBe(total);
    }
  });

  it("are taxed at once when a trial begins, and the rest of it later", async () => {
    const session = await checkout(local.stripe, {
      line_items: [
        { price, quantity: 1 },
        { price: (await once(500)).id, quantity: 1 },
      ],
      automatic_tax: { enabled: true },
      subscription_data: { trial_period_days: 7 },
    });
    const fields = { ...CARD, "address[country]": "DE" };
    const seen = await submit(urlOf(session), fields);
    expect([seen.status, seen.text.includes("The tax for this address changed the total.")]).toEqual([200, true]);
    expect(seen.text).toMatch(/\(19%\)<\/dt><dd>\$0\.95</);
    expect((await submit(urlOf(session), fields)).status).toBe(303);
    const done = await completed(session.id);
    expect(done).toMatchObject({ amount_subtotal: 500, amount_total: 595, total_details: { amount_tax: 95 } });
    expect((done.invoice as Stripe.Invoice).amount_paid).toBe(595);
  });

  it("alone are no subscription", async () => {
    const error = await refused(checkout(local.stripe, { line_items: [{ price: (await once(1)).id, quantity: 1 }] }));
    expect(error.message).toBe(
      "You must provide at least one recurring price in `subscription` mode when using prices.",
    );
  });
});

describe("a price made for a session", () => {
  const recurring = { interval: "month", interval_count: 3 } as const;

  it("is sold, and in no list", async () => {
    const session = await checkout(local.stripe, {
      line_items: [
        {
          price_data: { currency: "usd", unit_amount: 2500, recurring, product_data: { name: "Special", images: [] } },
          quantity: 1,
        },
        { price_data: { currency: "usd", unit_amount: 100, product_data: { name: "Fee" } }, quantity: 1 },
      ],
    });
    expect(session.amount_total).toBe(2600);
    expect((await open(urlOf(session))).text).toContain("$25.00 every 3 months");
    const { subscription, invoice } = await pay(session);
    const sold = subscription.items.data[0]?.price;
    expect(sold).toMatchObject({ active: false, unit_amount: 2500, recurring });
    expect(amounts(invoice)).toEqual([100, 2500]);
    const listed = (await local.stripe.prices.list({ limit: 100 })).data.map(({ id }) => id);
    const inactive = (await local.stripe.prices.list({ active: false, limit: 100 })).data.map(({ id }) => id);
    expect([...listed, ...inactive]).not.toContain(sold?.id);
    expect((await local.stripe.prices.retrieve(sold?.id ?? "")).id).toBe(sold?.id);
    expect(await local.stripe.products.retrieve(String(sold?.product))).toMatchObject({
      name: "Special",
      active: false,
    });
    // Nobody else can buy it
    const again = await refused(checkout(local.stripe, { line_items: [{ price: sold?.id ?? "", quantity: 1 }] }));
    expect(again.message).toContain("inactive");
  });

  it("stays in its session when that is changed", async () => {
    const session = await checkout(local.stripe, {
      line_items: [
        { price_data: { currency: "usd", unit_amount: 700, recurring, product_data: { name: "S" } }, quantity: 1 },
      ],
    });
    const [line] = (await local.stripe.checkout.sessions.listLineItems(session.id)).data;
    const changed = await local.stripe.checkout.sessions.update(session.id, {
      line_items: [{ id: line?.id ?? "", quantity: 2 }],
    });
    expect(changed.amount_total).toBe(1400);
  });

  const data = { currency: "usd", recurring };
  it.each([
    [{ price_data: { ...data, unit_amount: 1 } }, "line_items[0][price_data][product]"],
    [
      { price_data: { ...data, unit_amount: 1, product: "prod_x", product_data: { name: "S" } } },
      "line_items[0][price_data][product]",
    ],
    [{ price_data: { ...data, product_data: { name: "S" } } }, "line_items[0][price_data][unit_amount]"],
    [{ price_data: { ...data, unit_amount: 1, product: "prod_x" } }, "line_items[0][price_data][product]"],
    [{ price: "price", price_data: { ...data, unit_amount: 1, product: "p" } }, "line_items[0][price_data]"],
    [{}, "line_items[0][price]"],
  ])("is refused: %o", async (item, param) => {
    const line = { ...item, ...("price" in item ? { price } : {}), quantity: 1 };
    expect((await refused(checkout(local.stripe, { line_items: [line as never] }))).param).toBe(param);
  });
});

describe("another currency of a price", () => {
  let both: string;
  beforeAll(async () => {
    const made = await local.stripe.prices.create({
      currency: "usd",
      unit_amount: 1000,
      currency_options: { eur: { unit_amount: 900 } },
      recurring: { interval: "month" },
      product_data: { name: "Both" },
    });
    both = made.id;
  });

  it("is what the session and everything after it is in", async () => {
    const session = await checkout(local.stripe, { currency: "eur", line_items: [{ price: both, quantity: 2 }] });
    expect(session).toMatchObject({ currency: "eur", amount_total: 1800 });
    const [line] = (await local.stripe.checkout.sessions.listLineItems(session.id)).data;
    expect(line).toMatchObject({ currency: "eur", amount_total: 1800, price: { currency: "usd" } });
    const page = await open(urlOf(session));
    expect(page.text).toContain("€18.00 per month");
    expect(page.text).not.toContain("$");
    const { subscription, invoice } = await pay(session);
    expect([subscription.currency, invoice.currency, invoice.total]).toEqual(["eur", "eur", 1800]);
    // And so is the next one of this customer, unless another is asked for
    const next = await checkout(local.stripe, {
      customer: String(subscription.customer),
      line_items: [{ price: both, quantity: 1 }],
    });
    expect([next.currency, next.amount_total]).toEqual(["eur", 900]);
  });

  it("is refused where a price doesn’t have it", async () => {
    const error = await refused(
      checkout(local.stripe, {
        currency: "eur",
        line_items: [
          { price: both, quantity: 1 },
          { price, quantity: 1 },
        ],
      }),
    );
    expect(error.message).toBe(
      "The price specified only supports `usd`. This doesn't match the expected currency: `eur`.",
    );
  });
});
