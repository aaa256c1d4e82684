// Previews, checkouts, first invoices, changes and renewals cost what a calculator of another kind says they do.
// More runs by MONEY_RUNS, the same ones again by MONEY_SEED and MONEY_PATH.
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import type Stripe from "stripe";
import { at, clocked, type Clocked } from "./clocks.ts";
import { checkInvoice, type Expected } from "./money/check-invoice.ts";
import { CURRENCIES, costOf, LEAST, linesOf, partOf, type Pricing } from "./money/calculator.ts";
import { story, type Item, type Story } from "./money/stories.ts";
import { control, refused, startLocal, type Local } from "./support.ts";

const RUNS = Number(process.env.MONEY_RUNS ?? 6);
const { MONEY_SEED: SEED, MONEY_PATH: PATH } = process.env;

let local: Local;
let stripe: Stripe;
beforeAll(async () => {
  local = await startLocal();
  stripe = local.stripe;
});
afterAll(() => local.stop());

const JAN = at("2027-01-01T00:00:00Z");
const FEB = at("2027-02-01T00:00:00Z");
const MAR = at("2027-03-01T00:00:00Z");
let made = 0;

/** Amounts are given as decimals: whole ones would have to be steps of the currency. */
function amountsOf(pricing: Pricing): Partial<Stripe.PriceCreateParams> {
  const decimal = (text: string) => text as unknown as Stripe.Decimal;
  switch (pricing.kind) {
    case "unit":
      return { unit_amount_decimal: decimal(pricing.amount) };
    case "package":
      return {
        unit_amount_decimal: decimal(pricing.amount),
        transform_quantity: { divide_by: pricing.size, round: pricing.round },
      };
    default:
      return {
        billing_scheme: "tiered",
        tiers_mode: pricing.kind,
        tiers: pricing.tiers.map(({ upTo, unit, flat }) => ({
          up_to: upTo ?? "inf",
          ...(unit === null ? {} : { unit_amount_decimal: decimal(unit) }),
          ...(flat === null ? {} : { flat_amount_decimal: decimal(flat) }),
        })),
      };
  }
}

interface Sold extends Item {
  price: string;
  meter: string | undefined;
}

async function sell(currency: string, item: Item, monthly = true): Promise<Sold> {
  const meter = item.metered
    ? await stripe.billing.meters.create({
        display_name: "Used",
        event_name: `used_${(made += 1)}`,
        default_aggregation: { formula: "sum" },
      })
    : undefined;
  const price = await stripe.prices.create({
    currency,
    product_data: { name: "Thing" },
    ...(monthly
      ? { recurring: { interval: "month", ...(meter ? { usage_type: "metered", meter: meter.id } : {}) } }
      : {}),
    tax_behavior: item.behavior,
    ...amountsOf(item.pricing),
  });
  return { ...item, price: price.id, meter: meter?.id };
}

const discountable = true;
const period = (item: Item, quantity: number, step: number) =>
  linesOf(item.pricing, quantity, step).map((amount) => ({ amount, behavior: item.behavior, discountable }));
/** What is bought once is one line, also by tiers. */
const bill = (item: Item, quantity: number, step: number) => ({
  amount: costOf(item.pricing, quantity, step),
  behavior: item.behavior,
  discountable,
});

async function play(one: Story): Promise<void> {
  const step = CURRENCIES[one.currency];
  const on = await clocked(stripe, "2027-01-01T00:00:00Z");
  const customer = on.customer.id;
  await stripe.customers.update(customer, {
    balance: one.balance * step,
    ...(one.place ? { address: one.place.address } : {}),
  });
  const sold: Sold[] = [];
  for (const item of one.items) sold.push(await sell(one.currency, item));
  const once = one.once && (await sell(one.currency, one.once, false));
  const coupon = one.coupon && {
    ...one.coupon,
    amount: one.coupon.amount && one.coupon.amount * step,
    id: await couponOf(one.coupon, one.currency, step),
  };
  const discounts = coupon ? [{ coupon: coupon.id }] : [];
  // Rates by hand are all on top or all within
  const byHand =
    one.byHand &&
    one.place !== null &&
    new Set([...sold, ...(once ? [once] : [])].map(({ behavior }) => behavior)).size === 1;
  const rates = byHand ? await ratesOf(one.place?.percents ?? [], sold[0]?.behavior === "inclusive") : [];
  const percents = one.place?.percents ?? [];
  const automatic_tax = { enabled: one.place !== null && !byHand };
  const common = { discount: coupon, percents, step };
  const items = sold.map(({ price, metered, quantity }) => (metered ? { price } : { price, quantity }));

  const first: Expected = {
    ...common,
    // What will be used is not known yet
    amounts: sold.flatMap((item) =>
      item.metered ? { ...bill(item, 0, step), amount: 0 } : period(item, item.quantity, step),
    ),
    balance: one.balance * step,
  };
  await checkInvoice(
    stripe,
    await stripe.invoices.createPreview({
      customer,
      automatic_tax,
      discounts,
      subscription_details: { items, default_tax_rates: rates },
    }),
    first,
  );
  const bought = once ? [{ price: once.price, quantity: once.quantity }] : [];
  if (once) first.amounts.unshift(bill(once, once.quantity, step));
  const opened = stripe.checkout.sessions.create({
    mode: "subscription",
    customer,
    success_url: "http://localhost/ok",
    automatic_tax,
    ...(coupon ? { discounts } : {}),
    line_items: [...items, ...bought],
    ...(rates.length > 0 ? { subscription_data: { default_tax_rates: rates } } : {}),
  });
  const session = await opened.catch((error: Stripe.errors.StripeError) => {
    expect(error.code).toBe("amount_too_small");
    return null;
  });
  if (session) await stripe.checkout.sessions.expire(session.id);
  const subscription = await stripe.subscriptions.create({
    customer,
    automatic_tax,
    discounts,
    items,
    add_invoice_items: bought,
    ...(rates.length > 0 ? { default_tax_rates: rates } : {}),
    expand: ["latest_invoice"],
  });
  const begun = subscription.latest_invoice as Stripe.Invoice;
  await checkInvoice(stripe, begun, first);
  // What can't be charged is no checkout; an invoice of as little is owed with the next one
  if (begun.total > 0 && begun.total < LEAST) expect(session).toBeNull();
  else
    expect(session).toMatchObject({
      amount_subtotal: begun.subtotal,
      amount_total: begun.total,
      total_details: { amount_tax: begun.total - (begun.total_excluding_tax ?? 0) },
    });
  expect(begun).toMatchObject({ status: "paid", amount_paid: begun.amount_due });
  await checkRefunds(begun, step);

  for (const { meter } of sold) if (meter) await control(local, "PUT", "/usage", { customer, meter, total: one.usage });
  const left = leftOf(one, begun);
  const after = await change(one, { on, sold, subscription, begun, common: { ...common, discount: left } });
  const bills = {
    ...common,
    discount: one.coupon?.duration === "repeating" && one.coupon.months === 1 ? null : left,
    amounts: [
      ...after.pending,
      ...sold.flatMap((item, index) => period(item, item.metered ? one.usage : (after.quantities[index] ?? 0), step)),
    ],
    balance: after.balance,
  };
  await checkInvoice(stripe, await stripe.invoices.createPreview({ subscription: subscription.id }), bills);
  await on.to(FEB + 7200);
  const renewed = await stripe.subscriptions.retrieve(subscription.id, { expand: ["latest_invoice"] });
  const renewal = renewed.latest_invoice as Stripe.Invoice;
  expect(renewal).toMatchObject({
    billing_reason: "subscription_cycle",
    status: "paid",
    amount_paid: renewal.amount_due,
  });
  await checkInvoice(stripe, renewal, bills);
  expect(await stripe.customers.retrieve(customer)).toMatchObject({ balance: renewal.ending_balance });
  expect(renewed.items.data.map(({ current_period_end }) => current_period_end)).toEqual(sold.map(() => MAR));
  await stripe.testHelpers.testClocks.del(on.clock.id);
}

async function couponOf(one: NonNullable<Story["coupon"]>, currency: string, step: number): Promise<string> {
  const { id } = await stripe.coupons.create({
    duration: one.duration,
    ...(one.duration === "repeating" ? { duration_in_months: one.months } : {}),
    ...(one.percent === null
      ? { amount_off: (one.amount ?? 0) * step, currency }
      : { percent_off: Number(one.percent) }),
  });
  return id;
}

async function ratesOf(percents: string[], inclusive: boolean): Promise<string[]> {
  const all: string[] = [];
  for (const percent of percents)
    all.push((await stripe.taxRates.create({ display_name: "Tax", percentage: Number(percent), inclusive })).id);
  return all;
}

/** A coupon for one invoice is used up by the first that it takes something off. */
function leftOf({ coupon, currency }: Story, begun: Stripe.Invoice): Expected["discount"] {
  if (!coupon) return null;
  const used = (begun.total_discount_amounts ?? []).some(({ amount }) => amount > 0);
  return coupon.duration === "once" && used
    ? null
    : { percent: coupon.percent, amount: coupon.amount && coupon.amount * CURRENCIES[currency] };
}

interface Running {
  on: Clocked;
  sold: Sold[];
  subscription: Stripe.Subscription;
  begun: Stripe.Invoice;
  common: Pick<Expected, "discount" | "percents" | "step">;
}
interface After {
  quantities: number[];
  pending: Expected["amounts"];
  balance: number;
}

async function change(one: Story, running: Running): Promise<After> {
  const { on, sold, subscription, begun, common } = running;
  const quantities = sold.map(({ quantity }) => quantity);
  const same: After = { quantities, pending: [], balance: begun.ending_balance ?? 0 };
  const index = sold.findIndex(({ metered }) => !metered);
  const item = sold[index];
  // What a coupon that is still unused takes off a part is another question
  const unclear = one.coupon?.duration === "once" && common.discount !== null;
  if (!item || one.what === "nothing" || unclear || one.quantity === item.quantity) return same;
  if (one.what === "schedule") return planned(one, running, index);
  await on.to(JAN + one.wait);
  const changed = quantities.map((quantity, at) => (at === index ? one.quantity : quantity));
  const details = {
    items: [{ id: subscription.items.data[index]?.id ?? "", quantity: one.quantity }],
    proration_behavior: one.proration,
  };
  const preview = await stripe.invoices.createPreview({ subscription: subscription.id, subscription_details: details });
  const after = await stripe.subscriptions.update(subscription.id, { ...details, expand: ["latest_invoice"] });
  if (one.proration === "none") return { ...same, quantities: changed };
  const paid = (await stripe.invoices.listLineItems(begun.id ?? "", { limit: 100 })).data
    .filter(({ parent }) => parent?.subscription_item_details?.subscription_item === subscription.items.data[index]?.id)
    .flatMap((line) => [line.amount, ...(line.discount_amounts ?? []).map(({ amount }) => -amount)])
    .reduce((sum, amount) => sum + amount, 0);
  const [rest, all] = [FEB - JAN - one.wait, FEB - JAN];
  const credit = partOf(paid, rest, all, common.step);
  const prorations = (after.latest_invoice as Stripe.Invoice).id === begun.id ? await waiting(on) : billed(after);
  const charge = charged(one, running, index, rest / all, prorations);
  const amounts = [-credit, charge]
    .filter((amount) => amount !== 0)
    .map((amount) => ({ amount, behavior: item.behavior, discountable: false }));
  if (one.proration === "create_prorations" || amounts.length === 0)
    return { ...same, quantities: changed, pending: amounts };
  const expected = { ...common, discount: null, amounts, balance: same.balance };
  await checkInvoice(stripe, after.latest_invoice as Stripe.Invoice, expected);
  await checkInvoice(stripe, preview, expected);
  return { quantities: changed, pending: [], balance: (after.latest_invoice as Stripe.Invoice).ending_balance ?? 0 };
}

const billed = ({ latest_invoice }: Stripe.Subscription) =>
  (latest_invoice as Stripe.Invoice).lines.data.map(({ amount }) => amount);
const waiting = async ({ customer }: Clocked) =>
  (await stripe.invoiceItems.list({ customer: customer.id, pending: true })).data.map(({ amount }) => amount);

/** Which share of a discount the new price has is known to one step; so is the part of it that is charged. */
function charged(one: Story, { sold, common }: Running, index: number, _part: number, prorations: number[]): number {
  const { step } = common;
  const whole = sold.map((item, at) =>
    item.metered ? 0 : costOf(item.pricing, at === index ? one.quantity : item.quantity, step),
  );
  const sum = whole.reduce((total, amount) => total + amount, 0);
  const mine = whole[index] ?? 0;
  const off = !common.discount
    ? 0
    : common.discount.percent === null
      ? Math.min(common.discount.amount ?? 0, sum)
      : Math.round((sum * Number(common.discount.percent)) / 100);
  const net = sum === 0 ? 0 : mine - (off * mine) / sum;
  const rest = FEB - JAN - one.wait;
  const exact = partOf(mine, rest, FEB - JAN, step);
  if (!common.discount) return exact;
  const near = (net * rest) / (FEB - JAN);
  const actual = prorations.find((amount) => amount > 0) ?? 0;
  expect(Math.abs(actual - near)).toBeLessThanOrEqual(2 * step);
  return actual;
}

/** A schedule changes the quantity when the period is over. */
async function planned(one: Story, { sold, subscription, begun }: Running, index: number): Promise<After> {
  const same: After = {
    quantities: sold.map(({ quantity }) => quantity),
    pending: [],
    balance: begun.ending_balance ?? 0,
  };
  if (one.coupon || sold.some(({ metered }) => metered)) return same;
  const quantities = same.quantities.map((quantity, at) => (at === index ? one.quantity : quantity));
  const schedule = await stripe.subscriptionSchedules.create({ from_subscription: subscription.id });
  const itemsWith = (of: number[]) => sold.map(({ price }, at) => ({ price, quantity: of[at] ?? 0 }));
  await stripe.subscriptionSchedules.update(schedule.id, {
    phases: [
      { items: itemsWith(same.quantities), start_date: JAN, end_date: FEB },
      { items: itemsWith(quantities), duration: { interval: "month", interval_count: 1 }, proration_behavior: "none" },
    ],
  });
  return { ...same, quantities };
}

/** Half is refunded, and then no more than the other half. */
async function checkRefunds(invoice: Stripe.Invoice, step: number): Promise<void> {
  const half = Math.floor(invoice.amount_paid / 2 / step) * step;
  if (half === 0) return;
  const { data } = await stripe.invoicePayments.list({ invoice: invoice.id ?? "" });
  const payment_intent = String(data[0]?.payment.payment_intent);
  expect(await stripe.refunds.create({ payment_intent, amount: half })).toMatchObject({ amount: half });
  const rest = invoice.amount_paid - half;
  expect((await refused(stripe.refunds.create({ payment_intent, amount: rest + step }))).statusCode).toBe(400);
  expect(await stripe.refunds.create({ payment_intent })).toMatchObject({ amount: rest });
}

it("costs what the calculator says", { timeout: 60_000 + RUNS * 5_000 }, async () => {
  await fc.assert(fc.asyncProperty(story, play), {
    numRuns: RUNS,
    ...(SEED ? { seed: Number(SEED) } : {}),
    ...(PATH ? { path: PATH, endOnFailure: true } : {}),
  });
});
