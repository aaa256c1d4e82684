import { afterAll, beforeAll, expect, it } from "vitest";
import type Stripe from "stripe";
import { open } from "./pages.ts";
import { monthly, startLocal, type Local } from "./support.ts";

let local: Local;
beforeAll(async () => void (local = await startLocal()));
afterAll(() => local.stop());

/** The page that asks before the change, half a month into the period. */
async function confirmation(
  from: number,
  to: number,
  update: Partial<Stripe.BillingPortal.ConfigurationCreateParams.Features.SubscriptionUpdate>,
): Promise<string> {
  const { stripe } = local;
  const [before, after] = [await monthly(stripe, from), await monthly(stripe, to)];
  const start = Date.UTC(2027, 3, 1) / 1000;
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time: start });
  const customer = await stripe.customers.create({
    test_clock: clock.id,
    payment_method: "pm_card_visa",
    invoice_settings: { default_payment_method: "pm_card_visa" },
  });
  const { id } = await stripe.subscriptions.create({ customer: customer.id, items: [{ price: before.id }] });
  await stripe.testHelpers.testClocks.advance(clock.id, { frozen_time: start + 15 * 86_400 });
  await expect.poll(async () => (await stripe.testHelpers.testClocks.retrieve(clock.id)).status).toBe("ready");
  const { id: configuration } = await stripe.billingPortal.configurations.create({
    features: {
      subscription_update: {
        enabled: true,
        default_allowed_updates: ["price"],
        products: [before, after].map((price) => ({ product: String(price.product), prices: [price.id] })),
        ...update,
      },
    },
  });
  const { url } = await stripe.billingPortal.sessions.create({
    customer: customer.id,
    configuration,
    return_url: "http://localhost/",
  });
  const page = await open(`${url}/subscriptions/${id}/update/confirm?price=${after.id}`);
  expect(page.status).toBe(200);
  return page.text.replace(/<[^>]+>/g, " ").replace(/&#39;|’/g, "'");
}

it("says what is charged now, line by line", async () => {
  const text = await confirmation(1000, 3000, { proration_behavior: "always_invoice" });
  expect(text).toContain("$10.00 is charged now. After that you pay $30.00 per month.");
  expect(text).toContain("-$5.00");
  expect(text).toContain("$15.00");
  expect(text).toMatch(/Due today\s+\$10\.00/);
});

it("says what comes with the next invoice", async () => {
  const text = await confirmation(1000, 3000, { proration_behavior: "create_prorations" });
  expect(text).toContain("Nothing is charged now. Your next invoice, on May 1, 2027, is $40.00");
});

it("says so when nothing is prorated", async () => {
  expect(await confirmation(1000, 3000, { proration_behavior: "none" })).toContain(
    "From your next invoice, on May 1, 2027, you pay $30.00 per month.",
  );
});

it("says until when the dearer plan is kept", async () => {
  const text = await confirmation(3000, 1000, {
    proration_behavior: "always_invoice",
    schedule_at_period_end: { conditions: [{ type: "decreasing_item_amount" }] },
  });
  expect(text).toContain("Nothing is charged now. You keep Starter until May 1, 2027, then you pay $10.00 per month.");
});
