// Random histories of a subscription: in every one the sums add up, nothing due is negative,
// and periods follow one another without a gap.
import fc from "fast-check";
import Stripe from "stripe";
import { afterAll, beforeAll, expect, it } from "vitest";
import { clocked, DAY, firstItem, subscribe } from "./clocks.ts";
import { startLocal, type Local } from "./support.ts";

let local: Local;
const prices: string[] = [];
const coupons: string[] = [];

beforeAll(async () => {
  local = await startLocal();
  const { stripe } = local;
  const make = async (amount: string, interval: "week" | "month" | "year") =>
    (
      await stripe.prices.create({
        currency: "usd",
        unit_amount_decimal: Stripe.Decimal.from(amount),
        recurring: { interval },
        product_data: { name: interval },
      })
    ).id;
  prices.push(
    await make("999", "month"),
    await make("2500.5", "month"),
    await make("19999", "year"),
    await make("301", "week"),
  );
  coupons.push(
    (await stripe.coupons.create({ percent_off: 33.33, duration: "forever" })).id,
    (await stripe.coupons.create({ amount_off: 700, currency: "usd", duration: "once" })).id,
  );
});
afterAll(() => local.stop());

const behavior = fc.constantFrom("create_prorations" as const, "always_invoice" as const, "none" as const);
const step = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant("wait" as const), seconds: fc.integer({ min: 1, max: 14 * DAY }) }),
  },
  fc.record({ kind: fc.constant("price" as const), price: fc.nat({ max: 3 }), behavior }),
  fc.record({ kind: fc.constant("quantity" as const), quantity: fc.integer({ min: 0, max: 7 }), behavior }),
  fc.record({ kind: fc.constant("coupon" as const), coupon: fc.nat({ max: 1 }) }),
);
const start = fc.constantFrom("2027-01-31T00:00:00Z", "2028-02-29T23:59:59Z", "2027-06-15T12:34:56Z");

it("add up", async () => {
  await fc.assert(
    fc.asyncProperty(
      start,
      fc.nat({ max: 3 }),
      fc.array(step, { minLength: 2, maxLength: 7 }),
      async (date, first, steps) => {
        const { stripe } = local;
        const on = await clocked(stripe, date);
        const { id } = await subscribe(stripe, on, { items: [{ price: prices[first] ?? "", quantity: 2 }] });
        let now = on.clock.frozen_time;
        for (const one of steps) {
          const item = firstItem(await stripe.subscriptions.retrieve(id)).id;
          if (one.kind === "wait") await on.to((now += one.seconds));
          if (one.kind === "price")
            await stripe.subscriptions.update(id, {
              items: [{ id: item, price: prices[one.price] ?? "" }],
              proration_behavior: one.behavior,
            });
          if (one.kind === "quantity")
            await stripe.subscriptions.update(id, {
              items: [{ id: item, quantity: one.quantity }],
              proration_behavior: one.behavior,
            });
          if (one.kind === "coupon")
            await stripe.subscriptions.update(id, { discounts: [{ coupon: coupons[one.coupon] ?? "" }] });
        }
        await checkHistory(
          on.customer.id,
          steps.every(({ kind }) => kind !== "price"),
        );
        await stripe.testHelpers.testClocks.del(on.clock.id);
      },
    ),
    { numRuns: 25, seed: 20261122 },
  );
}, 120_000);

async function checkHistory(customer: string, sameInterval: boolean): Promise<void> {
  const { stripe } = local;
  const invoices = (await stripe.invoices.list({ customer, limit: 100 })).data.reverse();
  for (const invoice of invoices) checkInvoice(invoice);
  // What each finalized invoice left is what the next began with, and the last is the customer's
  const balances = invoices
    .filter(({ status }) => status !== "draft")
    .sort((a, b) => (a.number ?? "").localeCompare(b.number ?? ""));
  let balance = 0;
  for (const invoice of balances) {
    expect(invoice.starting_balance).toBe(balance);
    balance = invoice.ending_balance ?? expect.fail("finalized without an ending balance");
  }
  expect(((await stripe.customers.retrieve(customer)) as Stripe.Customer).balance).toBe(balance);
  // Each period begins where the one before ended
  const periods = invoices.flatMap(({ lines }) =>
    lines.data.filter((line) => !line.parent?.subscription_item_details?.proration).map(({ period }) => period),
  );
  for (const period of periods) expect(period.end).toBeGreaterThan(period.start);
  if (sameInterval)
    for (const [index, period] of periods.slice(1).entries()) expect(period.start).toBe(periods[index]?.end);
}

function checkInvoice(invoice: Stripe.Invoice): void {
  const lines = invoice.lines.data;
  const off = (line: Stripe.InvoiceLineItem) =>
    (line.discount_amounts ?? []).reduce((sum, { amount }) => sum + amount, 0);
  const numbers = [
    invoice.subtotal,
    invoice.total,
    invoice.amount_due,
    invoice.amount_paid,
    invoice.amount_remaining,
    invoice.starting_balance,
    ...lines.map(({ amount }) => amount),
  ];
  expect(numbers.every(Number.isSafeInteger)).toBe(true);
  expect(invoice.subtotal).toBe(lines.reduce((sum, { amount }) => sum + amount, 0));
  expect(invoice.total).toBe(lines.reduce((sum, line) => sum + line.amount - off(line), 0));
  expect((invoice.total_discount_amounts ?? []).reduce((sum, { amount }) => sum + amount, 0)).toBe(
    invoice.subtotal - invoice.total,
  );
  for (const line of lines) expect(off(line)).toBeLessThanOrEqual(Math.max(0, line.amount));
  expect(invoice.amount_due).toBeGreaterThanOrEqual(0);
  expect(invoice.amount_due).toBe(Math.max(0, invoice.total + invoice.starting_balance));
  expect(invoice.amount_paid + invoice.amount_remaining).toBe(invoice.amount_due);
  if (invoice.status !== "draft")
    expect(invoice.ending_balance).toBe(invoice.starting_balance + invoice.total - invoice.amount_due);
}
