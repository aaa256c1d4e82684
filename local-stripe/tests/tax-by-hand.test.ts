// Tax on invoices made by hand, on what is billed once, and in the phases of a schedule.
import type Stripe from "stripe";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { advance, at, clocked, emitted, firstItem, lastEvent } from "./clocks.ts";
import { open } from "./pages.ts";
import { checkout, confirm, refused, startLocal, type Local } from "./support.ts";

let local: Local;
let stripe: Stripe;
let monthly: string;
let once: string;
beforeAll(async () => {
  local = await startLocal();
  stripe = local.stripe;
  const product_data = { name: "Starter" };
  const price = { currency: "eur", unit_amount: 1000, tax_behavior: "exclusive", product_data } as const;
  monthly = (await stripe.prices.create({ ...price, recurring: { interval: "month" } })).id;
  once = (await stripe.prices.create({ ...price, unit_amount: 5000 })).id;
});
afterAll(() => local.stop());

const expand = ["latest_invoice"];
const latest = ({ latest_invoice }: Stripe.Subscription) => latest_invoice as Stripe.Invoice;
const nowhere = { code: "customer_tax_location_invalid", statusCode: 400 };

async function person(address: Stripe.AddressParam | "" = { country: "DE" }) {
  const on = await clocked(stripe, "2027-01-01T00:00:00Z");
  await stripe.customers.update(on.customer.id, { address });
  return { ...on, id: on.customer.id };
}

describe("an invoice made by hand", () => {
  it("is taxed as its items come and go, and when it is finalized", async () => {
    const { id } = await person();
    const draft = await stripe.invoices.create({ customer: id, currency: "eur", automatic_tax: { enabled: true } });
    expect(draft).toMatchObject({ total: 0, automatic_tax: { enabled: true, status: "complete" } });
    await stripe.invoiceItems.create({ customer: id, invoice: draft.id, pricing: { price: once }, quantity: 2 });
    const item = await stripe.invoiceItems.create({
      customer: id,
      invoice: draft.id,
      amount: 1190,
      currency: "eur",
      tax_behavior: "inclusive",
    });
    const counted = await stripe.invoices.retrieve(draft.id);
    expect(counted).toMatchObject({ subtotal: 11_190, total: 10_000 + 1900 + 1190, total_excluding_tax: 11_000 });
    await stripe.invoiceItems.del(item.id);
    await stripe.customers.update(id, { address: { country: "FR" } });
    const done = await stripe.invoices.finalizeInvoice(draft.id);
    expect(done).toMatchObject({ total: 12_000, amount_due: 12_000, customer_address: { country: "FR" } });
    expect(await stripe.invoices.pay(draft.id)).toMatchObject({ status: "paid", amount_paid: 12_000 });
  });

  it("is charged given rates: those of an item before those of the invoice", async () => {
    const { id } = await person("");
    const [vat, levy] = [
      await stripe.taxRates.create({ display_name: "VAT", percentage: 19, inclusive: false }),
      await stripe.taxRates.create({ display_name: "Levy", percentage: 5, inclusive: false }),
    ];
    const draft = await stripe.invoices.create({ customer: id, currency: "eur", default_tax_rates: [vat.id] });
    const known = { customer: id, invoice: draft.id, pricing: { price: once } };
    await stripe.invoiceItems.create(known);
    const item = await stripe.invoiceItems.create({ ...known, tax_rates: [levy.id] });
    expect((await stripe.invoices.retrieve(draft.id)).total).toBe(10_000 + 950 + 250);
    await stripe.invoiceItems.update(item.id, { tax_rates: "" });
    expect((await stripe.invoices.retrieve(draft.id)).total).toBe(11_900);
    expect((await stripe.invoices.update(draft.id, { default_tax_rates: "" })).total).toBe(10_000);
    await stripe.invoices.update(draft.id, { default_tax_rates: [vat.id] });
    const both = stripe.invoices.update(draft.id, { automatic_tax: { enabled: true } });
    expect(await refused(both)).toMatchObject({ param: "automatic_tax[enabled]" });
  });

  it("that finalizes by itself stays a draft while its customer is nowhere", async () => {
    const on = await person("");
    const draft = await stripe.invoices.create({
      customer: on.id,
      currency: "eur",
      automatic_tax: { enabled: true },
      auto_advance: true,
    });
    await stripe.invoiceItems.create({ customer: on.id, invoice: draft.id, pricing: { price: once } });
    const began = await lastEvent(stripe);
    await on.to(at("2027-01-01T02:00:00Z"));
    expect(await emitted(stripe, draft.id, began)).toContain("invoice.finalization_failed");
    const failed = await stripe.invoices.retrieve(draft.id);
    expect(failed).toMatchObject({
      status: "draft",
      automatic_tax: { status: "requires_location_inputs" },
      last_finalization_error: { code: "customer_tax_location_invalid", type: "invalid_request_error" },
    });
    expect(await refused(stripe.invoices.finalizeInvoice(draft.id))).toMatchObject(nowhere);
    // Stripe's way out for who has no address
    const off = await stripe.invoices.update(draft.id, { automatic_tax: { enabled: false } });
    expect(off.automatic_tax).toEqual({
      disabled_reason: null,
      enabled: false,
      liability: null,
      provider: null,
      status: null,
    });
    expect(await stripe.invoices.finalizeInvoice(draft.id)).toMatchObject({ status: "open", total: 5000 });
  });
});

describe("what is billed once", () => {
  it("is taxed on a subscription's first invoice, on a change, and in previews", async () => {
    const { id, to } = await person();
    const subscription = await stripe.subscriptions.create({
      customer: id,
      items: [{ price: monthly }],
      add_invoice_items: [{ price: once }],
      automatic_tax: { enabled: true },
      expand,
    });
    expect(latest(subscription)).toMatchObject({ subtotal: 6000, total: 7140, amount_paid: 7140 });
    await to(at("2027-01-02T00:00:00Z"));
    const changed = await stripe.subscriptions.update(subscription.id, {
      add_invoice_items: [{ price: once, quantity: 2 }],
      proration_behavior: "always_invoice",
      expand,
    });
    expect(latest(changed)).toMatchObject({ total: 11_900, amount_paid: 11_900 });
  });

  it("is charged its own rates", async () => {
    const { id } = await person("");
    const vat = await stripe.taxRates.create({ display_name: "VAT", percentage: 19, inclusive: false });
    const levy = await stripe.taxRates.create({ display_name: "Levy", percentage: 5, inclusive: false });
    const params = {
      items: [{ price: monthly }],
      add_invoice_items: [{ price: once, tax_rates: [levy.id] }],
      default_tax_rates: [vat.id],
    };
    const subscription = await stripe.subscriptions.create({ customer: id, ...params, expand });
    expect(latest(subscription).total).toBe(1190 + 5250);
    const changed = await stripe.subscriptions.update(subscription.id, {
      add_invoice_items: [{ price: once, tax_rates: [levy.id] }],
      proration_behavior: "always_invoice",
      expand,
    });
    expect(latest(changed).total).toBe(5250);
  });

  it("is taxed at checkout, also in a trial", async () => {
    const { id } = await stripe.customers.create({ address: { country: "DE" }, email: "once@example.com" });
    const session = await checkout(stripe, {
      customer: id,
      automatic_tax: { enabled: true },
      line_items: [
        { price: monthly, quantity: 1 },
        { price: once, quantity: 1 },
      ],
      subscription_data: { trial_period_days: 7 },
    });
    expect(session).toMatchObject({ amount_subtotal: 5000, amount_total: 5950, total_details: { amount_tax: 950 } });
    const done = await confirm(stripe, session);
    const subscription = await stripe.subscriptions.retrieve(String(done.subscription), { expand });
    expect(latest(subscription)).toMatchObject({ total: 5950, amount_paid: 5950 });
  });
});

it("a session that is paid once is taxed, and so is its invoice, whose page says it", async () => {
  const session = await stripe.checkout.sessions.create({
    mode: "payment",
    line_items: [{ price: once, quantity: 1 }],
    automatic_tax: { enabled: true },
    invoice_creation: { enabled: true },
    success_url: "http://localhost/ok",
  });
  const address = { country: "DE" };
  const known = (await stripe.rawRequest("POST", `/v1/payment_pages/${session.id}`, {
    tax_region: address,
  })) as unknown as Stripe.Checkout.Session;
  expect(known).toMatchObject({ amount_total: 5950, total_details: { amount_tax: 950 } });
  const done = await confirm(stripe, known);
  const invoice = await stripe.invoices.retrieve(String(done.invoice));
  expect(invoice).toMatchObject({
    total: 5950,
    amount_paid: 5950,
    automatic_tax: { enabled: true, status: "complete" },
  });
  const page = await open(invoice.hosted_invoice_url ?? "");
  expect(page.text.replaceAll(/<[^>]+>/g, " ").replaceAll(/\s+/g, " ")).toContain(
    "Subtotal €50.00 VAT (19%) €9.50 Total €59.50",
  );
});

describe("a schedule", () => {
  it("turns tax on and off with its phases, and keeps an item's rates", async () => {
    const on = await person();
    const schedule = await stripe.subscriptionSchedules.create({
      customer: on.id,
      start_date: "now",
      phases: [
        { items: [{ price: monthly }], automatic_tax: { enabled: true }, duration: { interval: "month" } },
        { items: [{ price: monthly }], automatic_tax: { enabled: false }, duration: { interval: "month" } },
      ],
    });
    expect(schedule.phases.map(({ automatic_tax }) => automatic_tax?.enabled)).toEqual([true, false]);
    await on.to(at("2027-01-01T02:00:00Z"));
    const id = String(schedule.subscription ?? (await stripe.subscriptionSchedules.retrieve(schedule.id)).subscription);
    expect(latest(await stripe.subscriptions.retrieve(id, { expand }))).toMatchObject({
      total: 1190,
      amount_paid: 1190,
    });
    expect((await stripe.invoices.createPreview({ subscription: id })).total).toBe(1000);
    await on.to(at("2027-02-01T02:00:00Z"));
    const second = await stripe.subscriptions.retrieve(id, { expand });
    expect(latest(second)).toMatchObject({ total: 1000, amount_paid: 1000 });
    expect(second.automatic_tax.enabled).toBe(false);
  });

  it("loses its tax with its subscription's, and says why", async () => {
    const on = await person();
    const subscription = await stripe.subscriptions.create({
      customer: on.id,
      items: [{ price: monthly }],
      automatic_tax: { enabled: true },
    });
    const schedule = await stripe.subscriptionSchedules.create({ from_subscription: subscription.id });
    expect(schedule.default_settings.automatic_tax?.enabled).toBe(true);
    await stripe.customers.update(on.id, { address: "", tax: { validate_location: "deferred" } });
    const items = [{ price: monthly, quantity: 1 }];
    await stripe.subscriptionSchedules.update(schedule.id, {
      phases: [
        { items, start_date: schedule.phases[0]?.start_date ?? 0, end_date: at("2027-03-01T00:00:00Z") },
        { items, duration: { interval: "month" } },
      ],
    });
    await advance(stripe, on.clock.id, at("2027-02-01T02:00:00Z"));
    const off = { enabled: false, disabled_reason: "requires_location_inputs" };
    const after = await stripe.subscriptions.retrieve(subscription.id, { expand });
    expect([after.automatic_tax, latest(after)]).toMatchObject([off, { status: "paid", total: 1000 }]);
    const untaxed = await stripe.subscriptionSchedules.retrieve(schedule.id);
    expect([untaxed.default_settings.automatic_tax, untaxed.phases[0]?.automatic_tax]).toMatchObject([off, off]);
    expect(firstItem(after).tax_rates).toEqual([]);
  });
});

describe("a credit note", () => {
  it("gives back the taxes of its lines, and those of given rates", async () => {
    const { id } = await person();
    const subscription = await stripe.subscriptions.create({
      customer: id,
      items: [{ price: monthly, quantity: 3 }],
      automatic_tax: { enabled: true },
      expand,
    });
    const { id: invoice, lines } = latest(subscription);
    const note = await stripe.creditNotes.create({
      invoice: invoice ?? "",
      lines: [{ type: "invoice_line_item", invoice_line_item: lines.data[0]?.id ?? "", quantity: 1 }],
      refund_amount: 1190,
    });
    expect(note).toMatchObject({ subtotal: 1000, total: 1190, total_excluding_tax: 1000, amount: 1190 });
    expect(note.total_taxes).toMatchObject([{ amount: 190, tax_behavior: "exclusive", taxable_amount: 1000 }]);
    const vat = await stripe.taxRates.create({ display_name: "VAT", percentage: 19, inclusive: true });
    const described = {
      type: "custom_line_item" as const,
      description: "Sorry",
      unit_amount: 119,
      tax_rates: [vat.id],
    };
    const other = await stripe.creditNotes.create({ invoice: invoice ?? "", lines: [described], credit_amount: 119 });
    expect(other).toMatchObject({ total: 119, total_excluding_tax: 100, subtotal_excluding_tax: 100 });
  });
});
