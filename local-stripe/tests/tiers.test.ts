// A tier's units and its flat amount are lines of their own, each rounded, discounted and taxed.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import Stripe from "stripe";
import { at, clocked, firstItem, subscribe, type Clocked } from "./clocks.ts";
import { CARD, submit } from "./pages.ts";
import { control, startLocal, type Local } from "./support.ts";

let local: Local;
let stripe: Stripe;
beforeAll(async () => {
  local = await startLocal();
  stripe = local.stripe;
});
afterAll(() => local.stop());

const START = "2027-01-01T00:00:00Z";
const HALF = at("2027-01-16T12:00:00Z");
const FEB = at("2027-02-01T00:00:00Z");
const expand = ["latest_invoice"];
const decimal = (text: string) => Stripe.Decimal.from(text);

/** As recorded: 1,000 credits for $9.00, then 3.6 cents each. */
const RECORDED: Stripe.PriceCreateParams.Tier[] = [
  { up_to: 1000, unit_amount: 0, flat_amount: 900 },
  { up_to: "inf", unit_amount_decimal: decimal("3.6"), flat_amount: 0 },
];

async function tiered(
  tiers: Stripe.PriceCreateParams.Tier[],
  more: Partial<Stripe.PriceCreateParams> = {},
): Promise<string> {
  const { id } = await stripe.prices.create({
    currency: "usd",
    billing_scheme: "tiered",
    tiers_mode: "graduated",
    tiers,
    recurring: { interval: "month" },
    product_data: { name: "Usage", unit_label: "credit" },
    ...more,
  });
  return id;
}

async function previewOf(price: string, quantity: number, more: Stripe.InvoiceCreatePreviewParams = {}) {
  const { customer } = await clocked(stripe, START);
  return stripe.invoices.createPreview({
    customer: customer.id,
    subscription_details: { items: [{ price, quantity }] },
    ...more,
  });
}

const linesOf = (invoice: Stripe.Invoice) =>
  invoice.lines.data.map(({ description, quantity, amount }) => [description, quantity, amount]);

it("bills metered tiers as recorded: four lines, each rounded", async () => {
  const meter = await stripe.billing.meters.create({
    display_name: "Credits",
    event_name: "credits",
    default_aggregation: { formula: "sum" },
  });
  const price = await tiered(RECORDED, { recurring: { interval: "month", usage_type: "metered", meter: meter.id } });
  const on = await clocked(stripe, START);
  const { id } = await subscribe(stripe, on, { items: [{ price }] });
  await control(local, "PUT", "/usage", { customer: on.customer.id, meter: meter.id, total: 1031 });
  await on.to(FEB + 7200);
  const invoice = (await stripe.subscriptions.retrieve(id, { expand })).latest_invoice as Stripe.Invoice;
  expect(linesOf(invoice)).toEqual([
    ["1000 credit × Usage (Tier 1 at $0.00 / month)", 1000, 0],
    ["Usage (Tier 1 at $9.00 / month)", 0, 900],
    ["31 credit × Usage (Tier 2 at $0.036 / month)", 31, 112],
    ["Usage (Tier 2 at $0.00 / month)", 0, 0],
  ]);
  expect(invoice).toMatchObject({ subtotal: 1012, total: 1012, amount_paid: 1012 });
});

describe("lines", () => {
  it.each<[string, Stripe.PriceCreateParams.TiersMode, number, [string, number, number][]]>([
    [
      "graduated, in the first tier",
      "graduated",
      2,
      [
        ["2 credit × Usage (Tier 1 at $1.005 / month)", 2, 201],
        ["Usage (Tier 1 at $2.00 / month)", 0, 200],
      ],
    ],
    [
      "graduated, each rounded; a tier without units has its flat amount, one without a flat amount its units",
      "graduated",
      9,
      [
        ["3 credit × Usage (Tier 1 at $1.005 / month)", 3, 302],
        ["Usage (Tier 1 at $2.00 / month)", 0, 200],
        ["Usage (Tier 2 at $4.00 / month)", 0, 400],
        ["3 credit × Usage (Tier 3 at $0.005 / month)", 3, 2],
      ],
    ],
    [
      "graduated, none: the first tier",
      "graduated",
      0,
      [
        ["0 credit × Usage (Tier 1 at $1.005 / month)", 0, 0],
        ["Usage (Tier 1 at $2.00 / month)", 0, 200],
      ],
    ],
    ["volume: the tier that is reached, for all", "volume", 9, [["9 credit × Usage (Tier 3 at $0.005 / month)", 9, 5]]],
  ])("%s", async (_name, tiers_mode, quantity, lines) => {
    const tiers = [
      { up_to: 3, unit_amount_decimal: decimal("100.5"), flat_amount: 200 },
      { up_to: 6, flat_amount: 400 },
      { up_to: "inf" as const, unit_amount_decimal: decimal("0.5") },
    ];
    expect(linesOf(await previewOf(await tiered(tiers, { tiers_mode }), quantity))).toEqual(lines);
  });

  it("name the price of a unit; a flat amount has none", async () => {
    const preview = await previewOf(await tiered(RECORDED), 1031);
    expect(preview.lines.data.map(({ pricing }) => pricing?.unit_amount_decimal?.toString() ?? null)).toEqual([
      "0",
      null,
      "3.6",
      null,
    ]);
  });

  it("a trial has one", async () => {
    const on = await clocked(stripe, START);
    const { latest_invoice } = await subscribe(stripe, on, {
      items: [{ price: await tiered(RECORDED), quantity: 1031 }],
      trial_period_days: 7,
      expand,
    });
    expect(linesOf(latest_invoice as Stripe.Invoice)).toEqual([["Free trial for 1031 credit × Usage", 1031, 0]]);
  });
});

const SEATS: Stripe.PriceCreateParams.Tier[] = [
  { up_to: 5, unit_amount: 0, flat_amount: 4900 },
  { up_to: "inf", unit_amount: 700 },
];

it("a credit is a part of all lines, and names them", async () => {
  const on = await clocked(stripe, START);
  const price = await tiered(SEATS);
  const begun = await subscribe(stripe, on, { items: [{ price, quantity: 8 }], expand });
  const first = begun.latest_invoice as Stripe.Invoice;
  expect(first.total).toBe(4900 + 3 * 700);
  await on.to(HALF);
  const items = [{ id: firstItem(begun).id, quantity: 6 }];
  const { latest_invoice } = await stripe.subscriptions.update(begun.id, {
    items,
    proration_behavior: "always_invoice",
    expand,
  });
  const [credit, charge] = (latest_invoice as Stripe.Invoice).lines.data;
  expect([credit?.amount, charge?.amount]).toEqual([-3500, (4900 + 700) / 2]);
  expect(credit?.parent?.subscription_item_details?.proration_details?.credited_items).toEqual({
    invoice: first.id,
    invoice_line_items: first.lines.data.map(({ id }) => id),
  });
});

it("the checkout's total is the invoice's: taxes and discounts of each line", async () => {
  const odd: Stripe.PriceCreateParams.Tier[] = [
    { up_to: 3, unit_amount: 111, flat_amount: 103 },
    { up_to: "inf", unit_amount: 103, flat_amount: 103 },
  ];
  const price = await tiered(odd, { tax_behavior: "exclusive" });
  const customer = await stripe.customers.create({ email: "tiers@example.com", address: { country: "DE" } });
  const coupon = await stripe.coupons.create({ percent_off: 50, duration: "once" });
  const session = await stripe.checkout.sessions.create({
    mode: "subscription",
    customer: customer.id,
    success_url: "http://localhost:3000/ok",
    automatic_tax: { enabled: true },
    discounts: [{ coupon: coupon.id }],
    line_items: [{ price, quantity: 4 }],
  });
  expect(session.amount_subtotal).toBe(333 + 103 + 103 + 103);
  const paid = await submit(session.url ?? "", { ...CARD, country: "DE" });
  expect([paid.status, paid.text]).toEqual([303, ""]);
  const done = await stripe.checkout.sessions.retrieve(session.id, { expand: ["invoice", "line_items"] });
  const invoice = done.invoice as Stripe.Invoice;
  expect(invoice.lines.data).toHaveLength(4);
  expect(done).toMatchObject({ amount_total: invoice.total, amount_subtotal: invoice.subtotal });
  expect(done.line_items?.data).toHaveLength(1);
  expect(session.total_details?.amount_tax).toBe(
    (invoice.total_taxes ?? []).reduce((sum, { amount }) => sum + amount, 0),
  );
});

it("a time up to an anchor is a part of each line, at the checkout too", async () => {
  const anchor = Math.floor(Date.now() / 1000) + 10 * 86_400;
  const session = await stripe.checkout.sessions.create({
    mode: "subscription",
    success_url: "http://localhost:3000/ok",
    subscription_data: { billing_cycle_anchor: anchor },
    line_items: [{ price: await tiered(SEATS), quantity: 8 }],
  });
  const paid = await submit(session.url ?? "", { ...CARD, email: "part@example.com" });
  expect(paid.status).toBe(303);
  const done = await stripe.checkout.sessions.retrieve(session.id, { expand: ["invoice"] });
  const invoice = done.invoice as Stripe.Invoice;
  expect(done.amount_total).toBe(invoice.total);
  expect(invoice.lines.data.map(({ amount }) => amount > 0)).toEqual([false, true, true]);
});

it("a planned end cuts each line", async () => {
  const on: Clocked = await clocked(stripe, START);
  const { latest_invoice } = await subscribe(stripe, on, {
    items: [{ price: await tiered(SEATS), quantity: 8 }],
    cancel_at: HALF,
    expand,
  });
  expect(linesOf(latest_invoice as Stripe.Invoice).map(([, , amount]) => amount)).toEqual([0, 2450, 1050]);
});
