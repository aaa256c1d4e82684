import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freedOf } from "@/lib/billing/seats/freed";
import { startMirror } from "../../support/mirror";

let mirror: Awaited<ReturnType<typeof startMirror>>;
beforeAll(async () => {
  mirror = await startMirror();
});
afterAll(() => mirror?.stop());

const aCase = fc.record({
  currency: fc.constantFrom("usd", "jpy"),
  unitAmountMinor: fc.integer({ min: 1, max: 100_000 }),
  interval: fc.constantFrom("month" as const, "year" as const),
  quantity: fc.integer({ min: 2, max: 40 }),
  /** How much of the period has passed. */
  passed: fc.double({ min: 0, max: 0.9999, noNaN: true }),
});

test("what a freed seat is said to give back is what Stripe's preview gives back, on any day and at any price", async () => {
  const { stripe } = mirror;
  const { customerId: customer } = await mirror.customer();
  const jpyCustomer = (await mirror.customer()).customerId;
  const { id: product } = await stripe.products.create({ name: "Team" });
  await fc.assert(
    fc.asyncProperty(aCase, async ({ currency, unitAmountMinor, interval, quantity, passed }) => {
      const price = await stripe.prices.create({
        product,
        currency,
        unit_amount: unitAmountMinor,
        recurring: { interval },
      });
      const subscription = await stripe.subscriptions.create({
        customer: currency === "jpy" ? jpyCustomer : customer,
        items: [{ price: price.id, quantity }],
        collection_method: "send_invoice",
        days_until_due: 30,
      });
      const [item] = subscription.items.data;
      if (!item) throw new Error("It has no item.");
      const { current_period_start: start, current_period_end: end } = item;
      const at = start + Math.floor((end - start) * passed);
      const after = quantity - 1;
      const { lines } = await stripe.invoices.createPreview({
        subscription: subscription.id,
        subscription_details: {
          items: [{ id: item.id, quantity: after }],
          proration_behavior: "create_prorations",
          proration_date: at,
        },
      });
      const prorated = lines.data.filter(({ parent }) => parent?.subscription_item_details?.proration);
      const given = -prorated.reduce((sum, { amount }) => sum + amount, 0);
      const said = freedOf(
        {
          ...{ currency, unitAmountMinor, quantity, after, tiered: false, metered: false },
          ...{ status: "active", isEnding: false, billedBeside: [] },
          periodStart: new Date(start * 1000),
          periodEnd: new Date(end * 1000),
        },
        new Date(at * 1000),
      );
      expect(said).toEqual(given > 0 ? { outcome: "credit", creditMinor: given } : { outcome: "kept", creditMinor: 0 });
    }),
    { numRuns: 25 },
  );
});
