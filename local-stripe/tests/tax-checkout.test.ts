// Tax at checkout: on the session before it is paid, and on the first invoice.
import type Stripe from "stripe";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CARD, open, submit } from "./pages.ts";
import { checkout, confirm, refused, startLocal, type Local } from "./support.ts";

let local: Local;
let stripe: Stripe;
let prices: { exclusive: string; inclusive: string };
beforeAll(async () => {
  local = await startLocal();
  stripe = local.stripe;
  const make = (tax_behavior: "exclusive" | "inclusive") =>
    stripe.prices.create({
      currency: "eur",
      unit_amount: 1000,
      tax_behavior,
      recurring: { interval: "month" },
      product_data: { name: "Starter" },
    });
  prices = { exclusive: (await make("exclusive")).id, inclusive: (await make("inclusive")).id };
});
afterAll(() => local.stop());

const taxed = (params: Partial<Stripe.Checkout.SessionCreateParams> = {}) =>
  checkout(stripe, {
    automatic_tax: { enabled: true },
    line_items: [{ price: prices.exclusive, quantity: 2 }],
    ...params,
  });
/** What the page's form does as its visitor types an address. */
const region = async (session: Stripe.Checkout.Session, tax_region: Record<string, string>) =>
  (await stripe.rawRequest("POST", `/v1/payment_pages/${session.id}`, {
    tax_region,
  })) as unknown as Stripe.Checkout.Session;
const nowhere = { code: "customer_tax_location_invalid", statusCode: 400 };

it.each<["exclusive" | "inclusive", boolean, string | undefined, string]>([
  ["exclusive", true, undefined, "renews at €20.00 per month plus tax until"],
  ["exclusive", true, "DE", "renews at €20.00 per month plus tax until"],
  ["inclusive", true, undefined, "renews at €20.00 per month until"],
  ["inclusive", true, "DE", "renews at €20.00 per month until"],
  ["exclusive", false, undefined, "renews at €20.00 per month until"],
])("says what it renews at: %s, automatic tax %s, %s", async (behavior, enabled, country, sentence) => {
  const session = await taxed({ automatic_tax: { enabled }, line_items: [{ price: prices[behavior], quantity: 2 }] });
  if (country) await region(session, { country });
  expect((await open(session.url ?? "")).text).toContain(sentence);
});

describe("a session with automatic tax", () => {
  it("waits for the visitor's address, shows the tax, and charges it", async () => {
    const session = await taxed();
    expect(session).toMatchObject({
      automatic_tax: {
        enabled: true,
        liability: { type: "self" },
        provider: "stripe",
        status: "requires_location_inputs",
      },
      amount_total: 2000,
      total_details: { amount_tax: 0 },
    });
    expect(await refused(confirm(stripe, session))).toMatchObject(nowhere);
    expect(await refused(region(session, { country: "US" }))).toMatchObject(nowhere);
    const known = await region(session, { country: "DE" });
    expect(known).toMatchObject({
      automatic_tax: { status: "complete" },
      amount_subtotal: 2000,
      amount_total: 2380,
      total_details: { amount_discount: 0, amount_tax: 380 },
    });
    expect(await refused(confirm(stripe, session))).toMatchObject({ code: "checkout_amount_mismatch" });
    const items = await stripe.checkout.sessions.listLineItems(session.id);
    expect(items.data[0]).toMatchObject({ amount_subtotal: 2000, amount_tax: 380, amount_total: 2380 });
    const done = await confirm(stripe, known);
    const { subscription, invoice, customer } = (await stripe.checkout.sessions.retrieve(done.id, {
      expand: ["subscription", "invoice", "customer"],
    })) as unknown as { subscription: Stripe.Subscription; invoice: Stripe.Invoice; customer: Stripe.Customer };
    expect(done).toMatchObject({ customer_details: { address: { country: "DE" } }, amount_total: 2380 });
    expect(subscription.automatic_tax).toMatchObject({ enabled: true });
    expect(invoice).toMatchObject({ total: 2380, amount_paid: 2380, total_excluding_tax: 2000 });
    expect(customer.address).toMatchObject({ country: "DE" });
  });

  it("has an inclusive price's tax in its total, and an existing customer's at once", async () => {
    const { id } = await stripe.customers.create({ address: { country: "FR" }, email: "f@example.com" });
    const coupon = await stripe.coupons.create({ percent_off: 10, duration: "once" });
    const session = await taxed({
      customer: id,
      discounts: [{ coupon: coupon.id }],
      line_items: [{ price: prices.inclusive, quantity: 1 }],
    });
    expect(session).toMatchObject({
      automatic_tax: { status: "complete" },
      amount_subtotal: 1000,
      amount_total: 900,
      total_details: { amount_discount: 100, amount_tax: 150 },
    });
    await confirm(stripe, session);
    const [invoice] = (await stripe.invoices.list({ customer: id })).data;
    expect(invoice).toMatchObject({ total: 900, total_excluding_tax: 750, amount_paid: 900 });
  });

  it("charges nothing in a trial, and the tax afterwards", async () => {
    const { id } = await stripe.customers.create({ address: { country: "DE" }, email: "t@example.com" });
    const session = await taxed({ customer: id, subscription_data: { trial_period_days: 7 } });
    expect(session).toMatchObject({
      amount_total: 0,
      automatic_tax: { status: "complete" },
      total_details: { amount_tax: 0 },
    });
    const done = await confirm(stripe, session);
    const next = await stripe.invoices.createPreview({ subscription: String(done.subscription) });
    expect(next).toMatchObject({ total: 2380 });
  });

  it("needs an address on an existing customer, or to save one", async () => {
    const { id } = await stripe.customers.create({ email: "n@example.com" });
    expect(await refused(taxed({ customer: id }))).toMatchObject({
      ...nowhere,
      message:
        "Automatic tax calculation in Checkout requires a valid address on the Customer. Add a valid address to the Customer or set `customer_update[address]` to 'auto' to save the billing address entered in Checkout to the Customer.",
    });
    const session = await taxed({ customer: id, customer_update: { address: "auto" } });
    expect(session.automatic_tax.status).toBe("requires_location_inputs");
    await confirm(stripe, await region(session, { country: "DE" }));
    expect(await stripe.customers.retrieve(id)).toMatchObject({ address: { country: "DE" } });
  });

  it("takes the address of the card where none was asked for", async () => {
    const session = await taxed();
    const { id } = await stripe.paymentMethods.create({
      type: "card",
      card: { token: "tok_visa" },
      billing_details: { address: { country: "DE" } },
    });
    const pay = (expected_amount: number) =>
      stripe.rawRequest("POST", `/v1/payment_pages/${session.id}/confirm`, { payment_method: id, expected_amount });
    expect(await refused(pay(2000))).toMatchObject({ code: "checkout_amount_mismatch" });
    expect(await pay(2380)).toMatchObject({ status: "complete", amount_total: 2380 });
  });

  it("is refused to save a card, and together with tax rates", async () => {
    const setup = {
      mode: "setup",
      success_url: "http://localhost/ok",
      currency: "eur",
      automatic_tax: { enabled: true },
    } as const;
    expect(await refused(stripe.checkout.sessions.create(setup))).toMatchObject({ param: "automatic_tax" });
    const rate = await stripe.taxRates.create({ display_name: "VAT", percentage: 19, inclusive: false });
    const both = taxed({ subscription_data: { default_tax_rates: [rate.id] } });
    expect(await refused(both)).toMatchObject({ param: "automatic_tax[enabled]" });
  });
});

it("tax rates of items and of the subscription are charged", async () => {
  const rate = await stripe.taxRates.create({ display_name: "VAT", percentage: 19, inclusive: false });
  const other = await stripe.taxRates.create({ display_name: "Levy", percentage: 5, inclusive: false });
  const session = await checkout(stripe, {
    line_items: [
      { price: prices.exclusive, quantity: 1 },
      { price: prices.inclusive, quantity: 1, tax_rates: [other.id] },
    ],
    subscription_data: { default_tax_rates: [rate.id] },
  });
  expect(session).toMatchObject({
    amount_total: 2240,
    total_details: { amount_tax: 240 },
    automatic_tax: { enabled: false, status: null },
  });
  const done = await confirm(stripe, session);
  const subscription = await stripe.subscriptions.retrieve(String(done.subscription), { expand: ["latest_invoice"] });
  expect(subscription).toMatchObject({
    default_tax_rates: [{ id: rate.id }],
    items: { data: [{ tax_rates: [] }, { tax_rates: [{ id: other.id }] }] },
    latest_invoice: { total: 2240, amount_paid: 2240 },
  });
});

describe("the page", () => {
  const plain = (text: string) => text.replaceAll(/<[^>]+>/g, " ").replaceAll(/\s+/g, " ");

  it("asks where the visitor is, and shows the tax before anything is paid", async () => {
    const session = await taxed();
    const url = session.url ?? "";
    const first = await open(url);
    expect(first.text).toContain('name="address[country]"');
    expect(plain(first.text)).toContain("Tax Enter your address to calculate Total due today €20.00");
    expect((await submit(url, CARD)).text).toContain("Choose a country.");
    const us = await submit(url, { ...CARD, "address[country]": "US" });
    expect(us.text).toContain("Enter a postal code.");
    const german = { ...CARD, "address[country]": "DE", "address[postal_code]": "10117" };
    const shown = await submit(url, german);
    expect(shown.status).toBe(200);
    expect(plain(shown.text)).toContain("VAT (19%) €3.80 Total due today €23.80");
    expect(shown.text).toContain("The tax for this address changed the total.");
    for (const value of [CARD.number, CARD.cvc]) expect(shown.text).toContain(`value="${value}"`);
    expect((await stripe.checkout.sessions.retrieve(session.id)).status).toBe("open");
    const french = { ...german, "address[country]": "FR" };
    expect(plain((await submit(url, french)).text)).toContain("VAT (20%) €4.00 Total due today €24.00");
    expect((await submit(url, french)).status).toBe(303);
    const done = await stripe.checkout.sessions.retrieve(session.id, { expand: ["invoice", "customer"] });
    expect(done).toMatchObject({
      amount_total: 2400,
      invoice: { amount_paid: 2400 },
      customer: { address: { country: "FR", postal_code: "10117" } },
    });
  });

  it("takes a business's tax id into account", async () => {
    const session = await taxed({ tax_id_collection: { enabled: true } });
    const business = {
      ...CARD,
      "address[country]": "DE",
      business_name: "Ada GmbH",
      "tax_id[type]": "eu_vat",
      "tax_id[value]": "DE123456789",
    };
    const shown = await submit(session.url ?? "", { ...business, "tax_id[value]": "", "tax_id[type]": "" });
    expect(plain(shown.text)).toContain("Total due today €23.80");
    expect(plain((await submit(session.url ?? "", business)).text)).toContain(
      "VAT (reverse charge) €0.00 Total due today €20.00",
    );
    expect((await submit(session.url ?? "", business)).status).toBe(303);
    const done = await stripe.checkout.sessions.retrieve(session.id, { expand: ["invoice"] });
    expect(done).toMatchObject({
      customer_details: { tax_ids: [{ type: "eu_vat", value: "DE123456789" }] },
      invoice: { amount_paid: 2000, customer_tax_ids: [{ value: "DE123456789" }] },
    });
  });

  it("does not ask a customer whose address is known, and says what a price includes", async () => {
    const { id } = await stripe.customers.create({ address: { country: "FR" }, email: "known@example.com" });
    const session = await taxed({ customer: id, line_items: [{ price: prices.inclusive, quantity: 1 }] });
    const { text } = await open(session.url ?? "");
    expect(text).not.toContain('name="address[country]"');
    expect(plain(text)).toContain("VAT (20%, included) €1.67 Total due today €10.00");
  });
});
