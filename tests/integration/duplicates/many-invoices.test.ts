import { afterAll, beforeAll, expect, test } from "vitest";
import { refundSubscription, type Refunds } from "@/lib/billing/duplicates/refund";
import { Deadline } from "@/lib/stripe/deadline";
import { until } from "../../support/integration";
import { startMirror } from "../../support/mirror";

const DAYS = 60;

let mirror: Awaited<ReturnType<typeof startMirror>>;
beforeAll(async () => {
  mirror = await startMirror();
});
afterAll(() => mirror?.stop());

/** One that was paid each day, and canceled then. */
async function canceledAfter(
  days: number,
  before: (subscription: string, customer: string) => Promise<void> = () => Promise.resolve(),
): Promise<string> {
  const { stripe, price } = mirror;
  const began = Math.floor(Date.now() / 1000);
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: began });
  const { id: customer } = await stripe.customers.create({ test_clock: clock.id, email: "payer@example.com" });
  const { id: method } = await stripe.paymentMethods.attach("pm_card_visa", { customer });
  const daily = await stripe.prices.create({
    product: String(price.product),
    currency: "usd",
    unit_amount: 100,
    recurring: { interval: "day" },
  });
  const { id } = await stripe.subscriptions.create({
    customer,
    default_payment_method: method,
    items: [{ price: daily.id }],
  });
  for (let day = 2; day <= days; day += 2) {
    await stripe.testHelpers.testClocks.advance(clock.id, { frozen_time: began + day * 86_400 - 7_200 });
    await until(
      "the clock to get there",
      async () => (await stripe.testHelpers.testClocks.retrieve(clock.id)).status === "ready",
    );
  }
  await before(id, customer);
  await stripe.subscriptions.cancel(id);
  return id;
}

test("a duplicate with 60 invoices is refunded over several tries, each beginning where the one before ended", async () => {
  const id = await canceledAfter(DAYS);
  const { data: invoices } = await mirror.stripe.invoices.list({ subscription: id, limit: 100 });
  expect(invoices.length).toBeGreaterThanOrEqual(DAYS - 1);
  const done: Refunds = {};
  let cutOffAt = 30;
  const note = async (invoiceId: string, refunded: Refunds[string]) => {
    if (Object.keys(done).length === cutOffAt) throw new Error("The process ended here.");
    done[invoiceId] = refunded;
  };
  const refund = () => refundSubscription(id, "key", new Deadline(20_000), { progress: { done: { ...done }, note } });

  await expect(refund()).rejects.toThrow("The process ended here.");
  cutOffAt = Infinity;

  await mirror.localStripe.clearRequests();
  expect(await refund()).toEqual({
    refundedMinor: invoices.reduce((sum, { amount_paid }) => sum + amount_paid, 0),
    currency: "usd",
  });
  const asked = (await mirror.localStripe.requests()).filter(({ path }) => path.startsWith("/v1/invoice_payments"));
  expect(asked).toHaveLength(invoices.length - 30);
  const { data: refunds } = await mirror.stripe.refunds.list({ limit: 100 });
  expect(refunds.filter(({ status }) => status === "succeeded")).toHaveLength(invoices.length);
});

test("of an open invoice that is paid in part, that part goes back and the rest is written off", async () => {
  const { stripe } = mirror;
  let [invoice, payment_intent] = ["", ""];
  const subscription = await canceledAfter(0, async (id, customer) => {
    const bySeller = { collection_method: "send_invoice", days_until_due: 30 } as const;
    await stripe.invoiceItems.create({ customer, subscription: id, currency: "usd", amount: 10_000 });
    ({ id: invoice } = await stripe.invoices.create({ customer, subscription: id, ...bySeller }));
    await stripe.invoices.finalizeInvoice(invoice);
    ({ id: payment_intent } = await stripe.paymentIntents.create({
      customer,
      amount: 4_000,
      currency: "usd",
      payment_method: "pm_card_visa",
      confirm: true,
      automatic_payment_methods: { enabled: true, allow_redirects: "never" },
    }));
    await stripe.invoices.attachPayment(invoice, { payment_intent });
  });
  const refund = () => refundSubscription(subscription, `key-${invoice}`, new Deadline(20_000));
  // What the first day cost goes back as well, and a second try gives nothing back again.
  expect([await refund(), await refund()]).toEqual(Array(2).fill({ refundedMinor: 4_100, currency: "usd" }));
  expect((await stripe.invoices.retrieve(invoice)).status).toBe("uncollectible");
  const { data } = await stripe.refunds.list({ payment_intent });
  expect(data.map(({ amount }) => amount)).toEqual([4_000]);
});
