// What the dashboard says is charged next is the invoice that Stripe then makes.
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type Stripe from "stripe";
import { getDashboard } from "@/lib/billing/dashboard/dashboard";
import { runPendingWork } from "@/lib/billing/pending-work/run";
import { setClock } from "@/lib/clock";
import { claimOf } from "../../support/claim";
import { type Clocked, datedByOurs, hear, instant, later, onClock } from "../../support/clocks";
import { depth, isFull } from "../../support/depth";
import { type Mirror, startMirror } from "../../support/mirror";

const START = new Date("2027-01-05T10:00:00Z");

let mirror: Mirror & { price: Stripe.Price };
let prices: Record<"plain" | "dear" | "seats" | "tiers" | "use", string>;
let coupons: Record<"once" | "forever" | "all" | "amount", string>;
let rate: string;
let meter: string;
beforeAll(async () => {
  mirror = await startMirror();
  datedByOurs.add(mirror);
  const { stripe, price } = mirror;
  const product = String(price.product);
  const sell = async (more: Partial<Stripe.PriceCreateParams>) =>
    (await stripe.prices.create({ product, currency: "usd", recurring: { interval: "month" }, ...more })).id;
  ({ id: meter } = await stripe.billing.meters.create({
    display_name: "Calls",
    event_name: "calls",
    default_aggregation: { formula: "sum" },
  }));
  prices = {
    plain: price.id,
    dear: await sell({ unit_amount: 9_900 }),
    seats: await sell({ unit_amount: 1_250 }),
    tiers: await sell({
      billing_scheme: "tiered",
      tiers_mode: "graduated",
      tiers: [
        { up_to: 5, unit_amount: 1_000 },
        { up_to: "inf", unit_amount: 700, flat_amount: 300 },
      ],
    }),
    use: await sell({ unit_amount: 3, recurring: { interval: "month", usage_type: "metered", meter } }),
  };
  const coupon = async (more: Stripe.CouponCreateParams) => (await stripe.coupons.create(more)).id;
  coupons = {
    once: await coupon({ percent_off: 20, duration: "once" }),
    forever: await coupon({ percent_off: 35, duration: "forever" }),
    all: await coupon({ percent_off: 100, duration: "forever" }),
    amount: await coupon({ amount_off: 700, currency: "usd", duration: "forever" }),
  };
  rate = (await stripe.taxRates.create({ display_name: "VAT", inclusive: false, percentage: 19 })).id;
}, 60_000);
afterAll(() => mirror?.stop());
afterEach(() => setClock(null));

/** The owner of the workspace, who pays. */
async function ownerOf({ workspaceId, customerId }: Clocked): Promise<string> {
  const { rows } = await mirror.database.pool.query<{ user_id: string }>(
    `INSERT INTO membership (user_id, workspace_id, role) SELECT user_id, $2, 'owner' FROM stripe_user WHERE customer_id = $1
     ON CONFLICT (user_id, workspace_id) DO UPDATE SET role = 'owner' RETURNING user_id`,
    [customerId, workspaceId],
  );
  return rows[0]?.user_id ?? "";
}

/** What the page reads, once all that is pending is done. */
async function nextOf(buyer: Clocked, owner: string) {
  await runPendingWork(buyer.workspaceId, "all");
  const dashboard = await getDashboard(await claimOf(owner), buyer.workspaceId);
  return dashboard?.subscriptions[0]?.nextPayment ?? null;
}

const order = fc.record({
  price: fc.constantFrom("plain" as const, "seats" as const, "tiers" as const),
  quantity: fc.integer({ min: 1, max: 9 }),
  coupon: fc.option(fc.constantFrom("once" as const, "forever" as const, "all" as const, "amount" as const), {
    freq: 2,
  }),
  ofCustomer: fc.boolean(),
  taxed: fc.boolean(),
  use: fc.option(fc.integer({ min: 1, max: 400 }), { freq: 2 }),
  balance: fc.option(fc.oneof(fc.integer({ min: -20_000, max: 5_000 }), fc.constantFrom(-2_870, -1_240)), { freq: 2 }),
  change: fc.option(fc.constantFrom("dear" as const, "seat" as const, "discount" as const), { freq: 2 }),
  trial: fc.option(fc.integer({ min: 2, max: 20 }), { freq: 4 }),
});
type Order = typeof order extends fc.Arbitrary<infer T> ? T : never;

async function play(one: Order): Promise<void> {
  const { stripe } = mirror;
  const buyer = await onClock(mirror, START);
  const owner = await ownerOf(buyer);
  const discounts = one.coupon ? [{ coupon: coupons[one.coupon] }] : [];
  const items = [
    { price: prices[one.price], quantity: one.price === "plain" ? 1 : one.quantity },
    ...(one.use === null ? [] : [{ price: prices.use }]),
  ];
  const made = await buyer.subscribe("", {
    items,
    ...(one.taxed && { default_tax_rates: [rate] }),
    ...(!one.ofCustomer && discounts.length > 0 && { discounts }),
    ...(one.trial !== null && { trial_period_days: one.trial }),
  });
  const day = one.trial === null ? 9 : 1;
  await buyer.to(later(START, day));
  if (one.use !== null) await mirror.localStripe.use({ customer: buyer.customerId, meter, total: one.use });
  if (one.change === "discount") await stripe.subscriptions.update(made.id, { discounts: [{ coupon: coupons.once }] });
  else if (one.change) {
    const [item] = made.items.data;
    const to = one.change === "dear" ? { price: prices.dear, quantity: 1 } : { quantity: one.quantity + 2 };
    await stripe.subscriptions.update(made.id, { items: [{ id: item?.id, ...to }] });
  }
  if (one.balance !== null) await stripe.customers.update(buyer.customerId, { balance: one.balance });
  await hear(mirror);

  const next = await nextOf(buyer, owner);
  expect(await waiting()).toBe(0);
  const known = (await stripe.invoices.list({ subscription: made.id })).data.length;
  const { items: after } = await stripe.subscriptions.retrieve(made.id);
  await buyer.to(later(instant(after.data[0]?.current_period_end), 0.2));
  const bills = (await stripe.invoices.list({ subscription: made.id })).data;
  const bill = bills.at(-1 - known);
  if (!bill) throw new Error("There is no invoice.");
  if (next === null) return expect(bill.amount_due).toBe(0);
  const metered =
    one.use === null ? [] : bill.lines.data.filter((line) => line.pricing?.price_details?.price === prices.use);
  if (metered.length === 0 || one.trial !== null) {
    expect({ due: next.dueMinor, at: next.at }).toEqual({ due: bill.amount_due, at: instant(bill.period_end) });
    expect(next.parts.reduce((sum, part) => sum + part.amountMinor, 0)).toBe(next.dueMinor);
  } else {
    const used = metered.reduce(
      (sum, { amount, discount_amounts, taxes }) =>
        sum +
        amount -
        (discount_amounts ?? []).reduce((all, x) => all + x.amount, 0) +
        (taxes ?? []).reduce((all, x) => all + x.amount, 0),
      0,
    );
    expect(next.beside).toContain("use");
    const total = next.parts
      .filter(({ kind }) => !["balance", "owed", "later", "kept"].includes(kind))
      .reduce((sum, part) => sum + part.amountMinor, 0);
    expect(total).toBe(bill.total - used);
  }
}

const waiting = async () =>
  Number((await mirror.database.pool.query("SELECT FROM next_payment_preview WHERE asked_at IS NULL")).rowCount);

test("whatever the subscription is, the amount that is said is that of the invoice", async () => {
  await fc.assert(fc.asyncProperty(order, play), { numRuns: depth(12, 300), ...(!isFull && { seed: 20261130 }) });
}, 240_000);
