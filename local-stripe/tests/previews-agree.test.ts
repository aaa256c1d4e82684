// What a preview says is what then happens, for every parameter of a change; and a coupon for one charge is for one.
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import type Stripe from "stripe";
import { at, clocked, DAY, firstItem, HOUR, subscribe } from "./clocks.ts";
import { monthly, startLocal, type Local } from "./support.ts";

let local: Local;
const prices: string[] = [];
let setup = "";
const coupons: string[] = [];
beforeAll(async () => {
  local = await startLocal();
  const { stripe } = local;
  const yearly = await stripe.prices.create({
    currency: "usd",
    unit_amount: 29_000,
    recurring: { interval: "year" },
    product_data: { name: "Yearly" },
  });
  prices.push(
    (await monthly(stripe, 0)).id,
    (await monthly(stripe, 3000)).id,
    (await monthly(stripe, 5000)).id,
    yearly.id,
  );
  setup = (await stripe.prices.create({ currency: "usd", unit_amount: 450, product: String(yearly.product) })).id;
  coupons.push(
    (await stripe.coupons.create({ percent_off: 20, duration: "once" })).id,
    (await stripe.coupons.create({ percent_off: 50, duration: "forever" })).id,
    (await stripe.coupons.create({ amount_off: 700, currency: "usd", duration: "once" })).id,
  );
});
afterAll(() => local.stop());

const START = "2027-01-01T00:00:00Z";
const FEB = at("2027-02-01T00:00:00Z");
const HALF = at("2027-01-16T12:00:00Z");
const expand = ["latest_invoice"];

const change = fc.record({
  from: fc.nat({ max: 3 }),
  to: fc.nat({ max: 3 }),
  quantity: fc.integer({ min: 1, max: 3 }),
  before: fc.option(fc.nat({ max: 2 })),
  with: fc.option(fc.nat({ max: 2 })),
  later: fc.option(fc.nat({ max: 2 })),
  proration_behavior: fc.constantFrom("create_prorations" as const, "always_invoice" as const, "none" as const),
  anchor: fc.option(fc.constantFrom("now" as const, "unchanged" as const)),
  wait: fc.integer({ min: 1, max: 30 * DAY }),
  waits: fc.boolean(),
  own: fc.option(fc.nat({ max: 2 })),
  adds: fc.boolean(),
  ends: fc.option(fc.integer({ min: 1, max: 45 * DAY })),
  trial: fc.option(fc.integer({ min: 2, max: 50 }), { freq: 2 }),
  trialEnd: fc.option(fc.oneof(fc.constant("now" as const), fc.integer({ min: 1, max: 45 * DAY })), { freq: 1 }),
});
const pick = (index: number | null) => (index === null ? undefined : [{ coupon: coupons[index] ?? "" }]);

it("agree with the invoice of the change, or of the renewal", async () => {
  await fc.assert(
    fc.asyncProperty(change, async (one) => {
      const { stripe } = local;
      const on = await clocked(stripe, START);
      const before = pick(one.before);
      const begun = await subscribe(stripe, on, {
        items: [{ price: prices[one.from] ?? "" }],
        ...(before ? { discounts: before } : {}),
        ...(one.trial === null ? {} : { trial_period_days: one.trial }),
      });
      await on.to(at(START) + one.wait);
      const later = pick(one.later);
      if (later) await stripe.subscriptions.update(begun.id, { discounts: later });
      const known = (await stripe.invoices.list({ subscription: begun.id })).data.length;
      const own = pick(one.own);
      const items = [
        {
          id: firstItem(begun).id,
          price: prices[one.to] ?? "",
          quantity: one.quantity,
          ...(own ? { discounts: own } : {}),
        },
      ];
      const cancel_at = one.ends === null ? undefined : at(START) + one.wait + one.ends;
      const once = one.adds ? [{ price: setup, quantity: 2 }] : [];
      const { trialEnd } = one;
      const details = {
        items,
        ...(trialEnd === null ? {} : { trial_end: trialEnd === "now" ? trialEnd : at(START) + one.wait + trialEnd }),
        proration_behavior: one.proration_behavior,
        ...(cancel_at === undefined ? {} : { cancel_at }),
        ...(one.anchor ? { billing_cycle_anchor: { type: one.anchor } } : {}),
      };
      const given = pick(one.with);
      const preview = await stripe.invoices.createPreview({
        subscription: begun.id,
        subscription_details: details,
        invoice_items: once,
        ...(given ? { discounts: given } : {}),
      });
      const changed = await stripe.subscriptions.update(begun.id, {
        ...details,
        add_invoice_items: once,
        ...(given ? { discounts: given } : {}),
        ...(one.waits && !given && cancel_at === undefined ? { payment_behavior: "pending_if_incomplete" } : {}),
      });
      let invoices = (await stripe.invoices.list({ subscription: begun.id })).data;
      if (invoices.length === known) {
        const ends = changed.items.data.map((item) => item.current_period_end);
        await on.to(Math.min(...ends, cancel_at ?? Infinity) + 2 * HOUR);
        invoices = (await stripe.invoices.list({ subscription: begun.id })).data;
      }
      const made = invoices.at(-1 - known);
      // An end at which nothing is left to bill has no invoice
      expect(made ? amounts(made) : { total: 0, subtotal: 0, lines: [] }).toEqual(amounts(preview));
      await stripe.testHelpers.testClocks.del(on.clock.id);
    }),
    { numRuns: 40, seed: 20261130 },
  );
}, 120_000);

const amounts = ({ total, subtotal, lines }: Stripe.Invoice) => ({
  total,
  subtotal,
  lines: lines.data.map(({ amount, description, parent }) => ({
    amount,
    description,
    proration: parent?.subscription_item_details?.proration,
  })),
});

async function halfway(coupon?: string) {
  const { stripe } = local;
  const on = await clocked(stripe, START);
  const subscription = await subscribe(stripe, on, { items: [{ price: prices[1] ?? "" }] });
  await on.to(HALF);
  if (coupon) await stripe.subscriptions.update(subscription.id, { discounts: [{ coupon }] });
  return { on, subscription, item: firstItem(subscription).id };
}

it.each(["create_prorations", "always_invoice"] as const)(
  "a coupon for one charge is used up by the proration that it discounts (%s)",
  async (proration_behavior) => {
    const { stripe } = local;
    const { on, subscription, item } = await halfway(coupons[0]);
    const after = await stripe.subscriptions.update(subscription.id, {
      items: [{ id: item, price: prices[2] ?? "" }],
      proration_behavior,
    });
    expect(after.discounts).toEqual([]);
    const { data } = await stripe.invoiceItems.list({ customer: on.customer.id });
    // Half of $50 less 20 %, less half of the $30 that were paid
    expect(data.reduce((sum, { amount }) => sum + amount, 0)).toBe(2000 - 1500);
    await on.to(FEB + 2 * HOUR);
    const renewed = (await stripe.subscriptions.retrieve(subscription.id, { expand })).latest_invoice;
    expect(renewed).toMatchObject({ total: 5000 + (proration_behavior === "create_prorations" ? 500 : 0) });
  },
);

it("a proration of nothing makes no invoice, and the preview is the renewal's", async () => {
  const { stripe } = local;
  const on = await clocked(stripe, START);
  const free = await subscribe(stripe, on, { items: [{ price: prices[0] ?? "" }] });
  await on.to(HALF);
  const details = { items: [{ id: firstItem(free).id, quantity: 3 }], proration_behavior: "always_invoice" as const };
  const preview = await stripe.invoices.createPreview({ subscription: free.id, subscription_details: details });
  expect(preview).toMatchObject({ total: 0, created: FEB });
  const after = await stripe.subscriptions.update(free.id, details);
  expect(after.latest_invoice).toBe(free.latest_invoice);
});

it("a new anchor bills the new period as an ordinary line, with the discount on the line", async () => {
  const { stripe } = local;
  const { subscription } = await halfway(coupons[0]);
  const now = { billing_cycle_anchor: { type: "now" as const } };
  const preview = await stripe.invoices.createPreview({ subscription: subscription.id, subscription_details: now });
  const after = await stripe.subscriptions.update(subscription.id, { ...now, expand });
  const invoice = after.latest_invoice as Stripe.Invoice;
  const [credit, period] = invoice.lines.data;
  expect(credit).toMatchObject({ amount: -1500, parent: { subscription_item_details: { proration: true } } });
  expect(period).toMatchObject({
    amount: 3000,
    description: "1 × Starter (at $30.00 / month)",
    discount_amounts: [{ amount: 600 }],
    parent: { subscription_item_details: { proration: false, invoice_item: null } },
    period: { start: HALF, end: at("2027-02-16T12:00:00Z") },
  });
  expect(invoice).toMatchObject({ total: 2400 - 1500, status: "paid" });
  expect(preview.total).toBe(900);
  expect(after).toMatchObject({ billing_cycle_anchor: HALF, discounts: [] });
});

// [a trial's days, the move, with another price, with a pending item, the total, other parameters]
it.each<[string, number | null, "now" | number, boolean, number | null, number, Stripe.SubscriptionUpdateParams?]>([
  ["the end of a trial takes what waits", 20, "now", false, 777, 3777],
  ["a shorter trial takes what waits", 20, 8, false, 777, 3777],
  ["a longer trial takes what waits", 20, 40, true, -777, 5000 - 777],
  ["a new trial credits what was paid", null, 14, false, null, 484],
  ["a new trial and another price", null, 14, true, null, 2484],
  ["a new trial takes what waits", null, 14, true, 777, 2484 + 777],
  ["a new trial credits nothing", null, 14, true, null, 5000, { proration_behavior: "none" }],
  ["it ends with the new trial", null, 14, false, 777, 777 - 2516, { cancel_at_period_end: true }],
  ["the end of no trial changes nothing", null, "now", false, 777, 3777],
])(
  "the preview of a moved trial end is its invoice: %s",
  async (_what, trial, end, changes, waiting, total, more = {}) => {
    const { stripe } = local;
    const on = await clocked(stripe, START);
    const begun = await subscribe(stripe, on, {
      items: [{ price: prices[1] ?? "" }],
      ...(trial === null ? {} : { trial_period_days: trial }),
    });
    const { customer } = on;
    if (waiting !== null)
      await stripe.invoiceItems.create({
        customer: customer.id,
        subscription: begun.id,
        amount: waiting,
        currency: "usd",
      });
    await on.to(at(START) + 5 * DAY);
    const details = {
      ...(more as object),
      ...(changes ? { items: [{ id: firstItem(begun).id, price: prices[2] ?? "" }] } : {}),
      trial_end: end === "now" ? end : at(START) + (end + 1) * DAY,
    };
    const preview = await stripe.invoices.createPreview({ subscription: begun.id, subscription_details: details });
    const known = (await stripe.invoices.list({ subscription: begun.id })).data.length;
    const moved = await stripe.subscriptions.update(begun.id, details);
    if ((await stripe.invoices.list({ subscription: begun.id })).data.length === known)
      await on.to(firstItem(moved).current_period_end + 2 * HOUR);
    const made = (await stripe.subscriptions.retrieve(begun.id, { expand })).latest_invoice as Stripe.Invoice;
    expect(amounts(made)).toEqual(amounts(preview));
    expect(preview).toMatchObject({ total, created: made.created });
  },
);

it("the preview of a trial that ends before its anchor is the invoice of the time between", async () => {
  const { stripe } = local;
  const on = await clocked(stripe, START);
  const made = await subscribe(stripe, on, {
    items: [{ price: prices[1] ?? "" }],
    trial_end: at(START) + 10 * DAY,
    billing_cycle_anchor: FEB,
  });
  const preview = await stripe.invoices.createPreview({ subscription: made.id });
  await on.to(at(START) + 10 * DAY + 2 * HOUR);
  const { latest_invoice } = await stripe.subscriptions.retrieve(made.id, { expand });
  expect(amounts(latest_invoice as Stripe.Invoice)).toEqual(amounts(preview));
  expect(preview.total).toBe(2032);
});

it("a trial end in the past is refused, and named", async () => {
  const { subscription } = await halfway();
  const details = { trial_end: at(START) };
  await expect(
    local.stripe.invoices.createPreview({ subscription: subscription.id, subscription_details: details }),
  ).rejects.toMatchObject({ param: "subscription_details[trial_end]" });
});
