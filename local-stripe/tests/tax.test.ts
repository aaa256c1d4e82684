// Automatic tax and tax rates, on subscriptions, invoices and previews.
import type Stripe from "stripe";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { advance, at, firstItem, HOUR } from "./clocks.ts";
import { control, refused, startLocal, type Local } from "./support.ts";

let local: Local;
let stripe: Stripe;
beforeAll(async () => {
  local = await startLocal();
  stripe = local.stripe;
});
afterAll(() => local.stop());
afterEach(async () => {
  await control(local, "PUT", "/tax", { registered: "all", without_location: "untaxed" });
  await stripe.tax.settings.update({
    defaults: { tax_behavior: "inferred_by_currency" },
    head_office: { address: { country: "US", postal_code: "10001" } },
  });
});

const DE = { country: "DE" };
const START = "2027-01-01T00:00:00Z";
const HALF = at("2027-01-16T12:00:00Z");
const expand = ["latest_invoice"];
const latest = ({ latest_invoice }: Stripe.Subscription) => latest_invoice as Stripe.Invoice;

function priceOf(
  unit_amount: number,
  tax_behavior: "exclusive" | "inclusive" | "unspecified" = "exclusive",
  currency = "eur",
  tax_code = "txcd_10103001",
) {
  return stripe.prices.create({
    currency,
    unit_amount,
    tax_behavior,
    recurring: { interval: "month" },
    product_data: { name: "Starter", tax_code },
  });
}

async function customer(params: Stripe.CustomerCreateParams = {}) {
  const made = await stripe.customers.create({ address: DE, ...params });
  const { id } = await stripe.paymentMethods.attach("pm_card_visa", { customer: made.id });
  return stripe.customers.update(made.id, { invoice_settings: { default_payment_method: id } });
}

async function subscribed(
  person: Stripe.CustomerCreateParams,
  price: Stripe.Price,
  params: Partial<Stripe.SubscriptionCreateParams> = {},
) {
  return stripe.subscriptions.create({
    customer: (await customer(person)).id,
    items: [{ price: price.id }],
    automatic_tax: { enabled: true },
    expand,
    ...params,
  });
}

const sums = ({ subtotal, subtotal_excluding_tax, total, total_excluding_tax, total_taxes }: Stripe.Invoice) => ({
  subtotal,
  subtotal_excluding_tax,
  total,
  total_excluding_tax,
  taxes: total_taxes?.map(({ amount, tax_behavior, taxability_reason, taxable_amount }) => [
    amount,
    tax_behavior,
    taxability_reason,
    taxable_amount,
  ]),
});

describe("an invoice with automatic tax", () => {
  it("has the tax on top of an exclusive price, and names its rate", async () => {
    const subscription = await subscribed({}, await priceOf(1000));
    expect(subscription.automatic_tax).toEqual({ disabled_reason: null, enabled: true, liability: { type: "self" } });
    const invoice = latest(subscription);
    expect(sums(invoice)).toEqual({
      subtotal: 1000,
      subtotal_excluding_tax: 1000,
      total: 1190,
      total_excluding_tax: 1000,
      taxes: [[190, "exclusive", "standard_rated", 1000]],
    });
    expect(invoice).toMatchObject({
      amount_paid: 1190,
      automatic_tax: { enabled: true, liability: { type: "self" }, provider: "stripe", status: "complete" },
    });
    expect(invoice.lines.data[0]?.taxes).toEqual(invoice.total_taxes);
    const rate = await stripe.taxRates.retrieve(invoice.total_taxes?.[0]?.tax_rate_details?.tax_rate ?? "");
    expect(rate).toMatchObject({
      country: "DE",
      display_name: "VAT",
      effective_percentage: 19,
      inclusive: false,
      jurisdiction: "Germany",
      jurisdiction_level: "country",
      percentage: 19,
      tax_type: "vat",
    });
    const again = latest(await subscribed({}, await priceOf(500)));
    expect(again.total_taxes?.[0]?.tax_rate_details?.tax_rate).toBe(rate.id);
  });

  it("has it within an inclusive price", async () => {
    // The example of Stripe's documentation: 23 % in 100.00 are 18.70
    expect(sums(latest(await subscribed({ address: { country: "IE" } }, await priceOf(10_000, "inclusive"))))).toEqual({
      subtotal: 10_000,
      subtotal_excluding_tax: 8130,
      total: 10_000,
      total_excluding_tax: 8130,
      taxes: [[1870, "inclusive", "standard_rated", 8130]],
    });
  });

  it.each([
    ["usd", "inferred_by_currency", "exclusive"],
    ["cad", "inferred_by_currency", "exclusive"],
    ["eur", "inferred_by_currency", "inclusive"],
    ["eur", "exclusive", "exclusive"],
    ["usd", "inclusive", "inclusive"],
  ] as const)("an unspecified price in %s by the account's default %s is %s", async (currency, tax_behavior, means) => {
    await stripe.tax.settings.update({ defaults: { tax_behavior } });
    const invoice = latest(await subscribed({}, await priceOf(1000, "unspecified", currency)));
    expect(invoice.total_taxes?.[0]?.tax_behavior).toBe(means);
    expect(invoice.total).toBe(means === "inclusive" ? 1000 : 1190);
  });

  it("is taxed after discounts, and credit pays tax too", async () => {
    const coupon = await stripe.coupons.create({ percent_off: 10, duration: "forever" });
    const subscription = await subscribed({ balance: -500 }, await priceOf(1000), {
      discounts: [{ coupon: coupon.id }],
    });
    expect(sums(latest(subscription))).toMatchObject({ subtotal: 1000, total: 1071, total_excluding_tax: 900 });
    expect(latest(subscription)).toMatchObject({ amount_due: 571, starting_balance: -500, ending_balance: 0 });
    const inclusive = await subscribed({}, await priceOf(1190, "inclusive"), { discounts: [{ coupon: coupon.id }] });
    expect(sums(latest(inclusive))).toMatchObject({
      subtotal: 1190,
      subtotal_excluding_tax: 1000,
      total: 1071,
      total_excluding_tax: 900,
    });
  });

  it("rounds each line", async () => {
    const person = await customer();
    const prices = [await priceOf(3), await priceOf(3), await priceOf(3)];
    const subscription = await stripe.subscriptions.create({
      customer: person.id,
      items: prices.map(({ id }) => ({ price: id })),
      automatic_tax: { enabled: true },
      expand,
    });
    // Each 0.57, so 1: not 1.71 together, which would be 2
    expect(sums(latest(subscription))).toMatchObject({ total: 12, taxes: [[3, "exclusive", "standard_rated", 9]] });
  });

  it.each([
    ["jpy", 1005, { country: "JP" }, 1106],
    ["kwd", 10_050, { country: "GB" }, 12_060],
    ["isk", 100_500, { country: "NO" }, 125_600],
  ])("in %s is a sum that the currency has", async (currency, amount, address, total) => {
    expect(latest(await subscribed({ address }, await priceOf(amount, "exclusive", currency))).total).toBe(total);
  });

  it("has each of a place's taxes", async () => {
    const address = { country: "CA", postal_code: "H2X 1Y4" };
    const invoice = latest(await subscribed({ address }, await priceOf(1000, "exclusive", "cad")));
    expect(sums(invoice)).toMatchObject({
      total: 1150,
      taxes: [
        [50, "exclusive"],
        [100, "exclusive"],
      ].map((one) => [...one, "standard_rated", 1000]),
    });
    const rates = await Promise.all(
      (invoice.total_taxes ?? []).map(({ tax_rate_details: rate }) => stripe.taxRates.retrieve(rate?.tax_rate ?? "")),
    );
    expect(rates.map(({ display_name, jurisdiction, state }) => [display_name, jurisdiction, state])).toEqual([
      ["GST", "Canada", "QC"],
      ["QST", "Quebec", "QC"],
    ]);
  });
});

describe("no tax is charged", () => {
  const VAT = { type: "eu_vat" as const, value: "DE123456789" };
  it.each<[string, Stripe.CustomerCreateParams, string, number]>([
    ["from who is exempt", { tax_exempt: "exempt" }, "customer_exempt", 0],
    ["from who takes it over", { tax_exempt: "reverse" }, "reverse_charge", 1000],
    ["from a business abroad", { tax_id_data: [VAT] }, "reverse_charge", 1000],
    ["where nothing is collected", { address: { country: "BR" } }, "not_collecting", 0],
    ["in a state without", { address: { country: "US", postal_code: "97712" } }, "not_collecting", 0],
  ])("%s", async (_who, person, reason, taxable) => {
    for (const behavior of ["exclusive", "inclusive"] as const)
      expect(sums(latest(await subscribed(person, await priceOf(1000, behavior))))).toEqual({
        subtotal: 1000,
        subtotal_excluding_tax: 1000,
        total: 1000,
        total_excluding_tax: 1000,
        taxes: [[0, behavior, reason, taxable]],
      });
  });

  it("for a product that is never taxed", async () => {
    const price = await priceOf(1000, "exclusive", "eur", "txcd_00000000");
    expect(sums(latest(await subscribed({}, price)))).toMatchObject({
      total: 1000,
      taxes: [[0, "exclusive", "not_subject_to_tax", 0]],
    });
  });

  it("but a business at home pays it, and one with another country's kind of number", async () => {
    const british = { type: "gb_vat" as const, value: "GB123456789" };
    expect(latest(await subscribed({ tax_id_data: [british] }, await priceOf(1000))).total).toBe(1190);
    await stripe.tax.settings.update({ head_office: { address: { country: "DE" } } });
    expect(latest(await subscribed({ tax_id_data: [VAT] }, await priceOf(1000))).total).toBe(1190);
    expect(
      latest(
        await subscribed(
          { address: { country: "FR" }, tax_id_data: [{ type: "eu_vat", value: "FRAB123456789" }] },
          await priceOf(1000),
        ),
      ).total,
    ).toBe(1000);
  });

  it("where the account is not registered, when its own registrations count", async () => {
    await control(local, "PUT", "/tax", { registered: "registrations" });
    expect(sums(latest(await subscribed({}, await priceOf(1000))))).toMatchObject({
      total: 1000,
      taxes: [[0, "exclusive", "not_collecting", 0]],
    });
    const made = await stripe.tax.registrations.create({
      country: "DE",
      active_from: "now",
      country_options: { de: { type: "standard", standard: { place_of_supply_scheme: "standard" } } },
    });
    expect(made).toMatchObject({ object: "tax.registration", country: "DE", status: "active", expires_at: null });
    expect(latest(await subscribed({}, await priceOf(1000))).total).toBe(1190);
    expect(latest(await subscribed({ address: { country: "FR" } }, await priceOf(1000))).total).toBe(1000);
    await stripe.tax.registrations.update(made.id, { expires_at: "now" });
    expect((await stripe.tax.registrations.list({ status: "expired" })).data.map(({ id }) => id)).toEqual([made.id]);
    expect(latest(await subscribed({}, await priceOf(1000))).total).toBe(1000);
    const oss = { country: "IE", active_from: "now", country_options: { ie: { type: "oss_union" } } } as const;
    await stripe.tax.registrations.create(oss);
    expect(latest(await subscribed({ address: { country: "FR" } }, await priceOf(1000))).total).toBe(1200);
  });
});

describe("tax rates made by hand", () => {
  it("are made, changed and listed", async () => {
    const rate = await stripe.taxRates.create({
      display_name: "VAT",
      percentage: 7.7,
      inclusive: false,
      country: "CH",
    });
    expect(rate).toMatchObject({
      object: "tax_rate",
      active: true,
      percentage: 7.7,
      effective_percentage: null,
      country: "CH",
    });
    const changed = await stripe.taxRates.update(rate.id, { active: false, description: "Old", metadata: { a: "b" } });
    expect(changed).toMatchObject({ active: false, description: "Old", metadata: { a: "b" } });
    expect((await stripe.taxRates.list({ active: true })).data).toEqual([]);
    expect(
      await refused(stripe.taxRates.create({ display_name: "X", percentage: 101, inclusive: true })),
    ).toMatchObject({ param: "percentage" });
  });

  it("are charged on a subscription, an item's own before the subscription's; not together with automatic tax", async () => {
    const vat = await stripe.taxRates.create({ display_name: "VAT", percentage: 19, inclusive: false });
    const levy = await stripe.taxRates.create({ display_name: "Levy", percentage: 2.5, inclusive: false });
    const included = await stripe.taxRates.create({ display_name: "In", percentage: 7, inclusive: true });
    const [one, other] = [await priceOf(1000), await priceOf(2000)];
    const subscription = await stripe.subscriptions.create({
      customer: (await customer({ address: "" })).id,
      items: [{ price: one.id }, { price: other.id, tax_rates: [included.id] }],
      default_tax_rates: [vat.id, levy.id],
      expand,
    });
    expect(subscription.default_tax_rates?.map(({ id }) => id)).toEqual([vat.id, levy.id]);
    expect(subscription.items.data.map(({ tax_rates }) => tax_rates?.map(({ id }) => id))).toEqual([[], [included.id]]);
    const invoice = latest(subscription);
    expect(sums(invoice)).toEqual({
      subtotal: 3000,
      subtotal_excluding_tax: 3000 - 131,
      total: 3000 + 190 + 25,
      total_excluding_tax: 3000 - 131,
      taxes: [
        [190, "exclusive", "not_available", 1000],
        [25, "exclusive", "not_available", 1000],
        [131, "inclusive", "not_available", 1869],
      ],
    });
    expect(invoice).toMatchObject({
      automatic_tax: { enabled: false, status: null },
      default_tax_rates: [{ id: vat.id }, { id: levy.id }],
    });
    const cleared = await stripe.subscriptions.update(subscription.id, { default_tax_rates: "" });
    expect(cleared.default_tax_rates).toEqual([]);
    await stripe.customers.update(String(subscription.customer), { address: DE });
    const both = stripe.subscriptions.update(subscription.id, { automatic_tax: { enabled: true } });
    expect(await refused(both)).toMatchObject({ statusCode: 400, param: "automatic_tax[enabled]" });
  });
});

async function onClock(
  person: Stripe.CustomerCreateParams,
  price: Stripe.Price,
  params: Partial<Stripe.SubscriptionCreateParams> = {},
) {
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: at(START) });
  const subscription = await subscribed({ ...person, test_clock: clock.id }, price, params);
  return {
    subscription,
    item: firstItem(subscription).id,
    customer: String(subscription.customer),
    to: (time: number) => advance(stripe, clock.id, time),
  };
}

describe("a change within a period", () => {
  it("credits the tax that was paid, and charges that of the new price", async () => {
    const on = await onClock({}, await priceOf(1000));
    await on.to(HALF);
    const dearer = {
      items: [{ id: on.item, price: (await priceOf(3000)).id }],
      proration_behavior: "always_invoice" as const,
    };
    const preview = await stripe.invoices.createPreview({
      subscription: on.subscription.id,
      subscription_details: dearer,
    });
    const changed = latest(await stripe.subscriptions.update(on.subscription.id, { ...dearer, expand }));
    expect(changed.lines.data.map(({ amount, taxes }) => [amount, taxes?.[0]?.amount])).toEqual([
      [-500, -95],
      [1500, 285],
    ]);
    expect(sums(changed)).toMatchObject({ total: 1190, total_excluding_tax: 1000 });
    expect(sums(preview)).toEqual(sums(changed));
  });

  it("credits the tax of then, though the customer is taxed otherwise now", async () => {
    const on = await onClock({}, await priceOf(1190, "inclusive"));
    await on.to(HALF);
    await stripe.customers.update(on.customer, { tax_exempt: "reverse" });
    const changed = latest(
      await stripe.subscriptions.update(on.subscription.id, {
        items: [{ id: on.item, price: (await priceOf(3000, "inclusive")).id }],
        proration_behavior: "always_invoice",
        expand,
      }),
    );
    expect(
      changed.lines.data.map(({ amount, taxes }) => [amount, taxes?.[0]?.amount, taxes?.[0]?.taxability_reason]),
    ).toEqual([
      [-595, -95, "standard_rated"],
      [1500, 0, "reverse_charge"],
    ]);
  });

  it("gives a cheaper plan's credit with its tax, and the next invoice takes it", async () => {
    const on = await onClock({}, await priceOf(3000));
    await on.to(HALF);
    await stripe.subscriptions.update(on.subscription.id, {
      items: [{ id: on.item, price: (await priceOf(1000)).id }],
      proration_behavior: "always_invoice",
    });
    expect((await stripe.customers.retrieve(on.customer)) as Stripe.Customer).toMatchObject({ balance: -1190 });
    await on.to(at("2027-02-01T01:00:00Z"));
    const renewed = latest(await stripe.subscriptions.retrieve(on.subscription.id, { expand }));
    expect(renewed).toMatchObject({ total: 1190, starting_balance: -1190, amount_due: 0, status: "paid" });
  });
});

describe("a customer who is nowhere", () => {
  const nowhere = { code: "customer_tax_location_invalid", statusCode: 400 };
  const SENTENCE =
    "The customer's location isn't recognized. Set a valid customer address in order to automatically calculate tax.";

  it.each([
    ["no address", {}],
    ["a state of the US alone", { country: "US", state: "NY" }],
    ["Canada alone", { country: "CA" }],
    ["no country", { city: "Berlin", postal_code: "10115" }],
    ["a country that is none", { country: "XX" }],
  ])("can't be taxed: %s", async (_what, address) => {
    const person = { address: Object.keys(address).length ? address : ("" as const) };
    const price = await priceOf(1000);
    expect(await refused(subscribed(person, price))).toMatchObject({ ...nowhere, message: SENTENCE });
    const plain = await subscribed(person, price, { automatic_tax: { enabled: false } });
    expect(await refused(stripe.subscriptions.update(plain.id, { automatic_tax: { enabled: true } }))).toMatchObject(
      nowhere,
    );
    const preview = await stripe.invoices.createPreview({ subscription: plain.id, automatic_tax: { enabled: true } });
    expect(preview).toMatchObject({
      automatic_tax: { enabled: true, status: "requires_location_inputs" },
      total: 1000,
      total_taxes: [],
    });
    expect(
      await refused(stripe.customers.create({ ...person, tax: { validate_location: "immediately" } })),
    ).toMatchObject(nowhere);
  });

  it("goes on without tax at the renewal, and the subscription says why", async () => {
    const on = await onClock({}, await priceOf(1000));
    expect(await refused(stripe.customers.update(on.customer, { address: "" }))).toMatchObject(nowhere);
    await stripe.customers.update(on.customer, { address: "", tax: { validate_location: "deferred" } });
    await on.to(at("2027-02-01T00:30:00Z"));
    const draft = latest(await stripe.subscriptions.retrieve(on.subscription.id, { expand }));
    expect(draft).toMatchObject({
      status: "draft",
      automatic_tax: { enabled: true, status: "requires_location_inputs" },
    });
    expect(await refused(stripe.invoices.finalizeInvoice(draft.id))).toMatchObject({ ...nowhere, message: SENTENCE });
    expect(await refused(stripe.invoices.pay(draft.id))).toMatchObject(nowhere);
    await stripe.invoices.update(draft.id, { auto_advance: false });
    await stripe.invoices.update(draft.id, { auto_advance: true });
    await on.to(at("2027-02-01T03:00:00Z"));
    const after = await stripe.subscriptions.retrieve(on.subscription.id, { expand });
    expect(after.automatic_tax).toMatchObject({ enabled: false, disabled_reason: "requires_location_inputs" });
    expect(latest(after)).toMatchObject({
      status: "paid",
      total: 1000,
      total_taxes: [],
      automatic_tax: { enabled: false, disabled_reason: "finalization_requires_location_inputs" },
    });
    await stripe.customers.update(on.customer, { address: DE });
    const again = await stripe.subscriptions.update(after.id, { automatic_tax: { enabled: true } });
    expect(again.automatic_tax).toMatchObject({ enabled: true, disabled_reason: null });
  });

  it("stops the renewal where the account says so; finalized by hand once the address is known", async () => {
    await control(local, "PUT", "/tax", { without_location: "fail" });
    const on = await onClock({}, await priceOf(1000));
    await stripe.customers.update(on.customer, { address: "", tax: { validate_location: "deferred" } });
    await on.to(at("2027-02-01T00:00:00Z") + 2 * HOUR);
    const failed = latest(await stripe.subscriptions.retrieve(on.subscription.id, { expand }));
    expect(failed).toMatchObject({
      status: "draft",
      last_finalization_error: { code: "customer_tax_location_invalid" },
      automatic_tax: { status: "requires_location_inputs" },
    });
    const events = await stripe.events.list({ type: "invoice.finalization_failed" });
    expect(events.data[0]?.data.object).toMatchObject({ id: failed.id });
    await stripe.customers.update(on.customer, { address: DE });
    expect(await stripe.invoices.finalizeInvoice(failed.id)).toMatchObject({
      status: "open",
      total: 1190,
      customer_address: { country: "DE" },
      automatic_tax: { status: "complete" },
      last_finalization_error: null,
    });
  });
});

describe("where a customer is", () => {
  const tax = async (params: Stripe.CustomerCreateParams) =>
    (await stripe.customers.create({ ...params, expand: ["tax"] })).tax;
  it.each<[string, Stripe.CustomerCreateParams, string, object | null]>([
    ["nowhere", {}, "unrecognized_location", null],
    ["by the address", { address: DE }, "supported", { country: "DE", source: "billing_address", state: null }],
    [
      "by where things are sent, first",
      { address: DE, shipping: { name: "A", address: { country: "FR" } } },
      "supported",
      { country: "FR", source: "shipping_destination", state: null },
    ],
    [
      "not at all by a place to send to without a country",
      { address: DE, shipping: { name: "A", address: { city: "Paris" } } },
      "unrecognized_location",
      null,
    ],
    [
      "by the IP address",
      { tax: { ip_address: "198.51.100.7" } },
      "supported",
      { country: "DE", source: "ip_address", state: null },
    ],
    ["not by any other IP address", { tax: { ip_address: "10.0.0.1" } }, "unrecognized_location", null],
    [
      "by a ZIP code",
      { address: { country: "US", postal_code: "10001-1234" } },
      "supported",
      { country: "US", source: "billing_address", state: "NY" },
    ],
    [
      "by a province",
      { address: { country: "CA", state: "ON" } },
      "supported",
      { country: "CA", source: "billing_address", state: "ON" },
    ],
    [
      "where nothing is collected",
      { address: { country: "BR" } },
      "not_collecting",
      { country: "BR", source: "billing_address", state: null },
    ],
  ])("is known %s", async (_how, params, automatic_tax, location) => {
    expect(await tax(params)).toEqual({
      automatic_tax,
      ip_address: params.tax?.ip_address ?? null,
      location,
      provider: "stripe",
    });
  });

  it("is known by the card, with the card's country", async () => {
    const made = await stripe.customers.create();
    const method = await stripe.paymentMethods.create({
      type: "card",
      card: { token: "tok_visa" },
      billing_details: { address: { postal_code: "98101" } },
    });
    await stripe.paymentMethods.attach(method.id, { customer: made.id });
    const after = await stripe.customers.update(made.id, {
      invoice_settings: { default_payment_method: method.id },
      expand: ["tax"],
    });
    expect(after.tax).toMatchObject({
      automatic_tax: "supported",
      location: { country: "US", source: "payment_method", state: "WA" },
    });
  });
});

describe("a preview", () => {
  it("is taxed as the described customer would be", async () => {
    const price = await priceOf(1000);
    const details = (customer_details: Stripe.InvoiceCreatePreviewParams.CustomerDetails) =>
      stripe.invoices.createPreview({
        automatic_tax: { enabled: true },
        customer_details,
        subscription_details: { items: [{ price: price.id }] },
      });
    expect(sums(await details({ address: DE }))).toMatchObject({ total: 1190 });
    expect(sums(await details({ address: DE, tax_exempt: "exempt" }))).toMatchObject({ total: 1000 });
    expect(sums(await details({ address: DE, tax_ids: [{ type: "eu_vat", value: "DE123456789" }] }))).toMatchObject({
      total: 1000,
    });
    expect(sums(await details({ tax: { ip_address: "198.51.100.1" } }))).toMatchObject({ total: 1190 });
    expect(await refused(details({ tax_ids: [{ type: "eu_vat", value: "1" }] }))).toMatchObject({
      code: "tax_id_invalid",
      param: "customer_details[tax_ids][0][value]",
    });
  });
});
