/** Changes of plan that Stripe's portal can't make, one of each kind: several items, use, and tiers; with the bank's question. */
import type Stripe from "stripe";
import type { TestApp } from "@/tests/support/app";
import { priceOf, rowOf, sell, settled } from "@/tests/support/billing";
import { expect, newPerson, test } from "@/tests/support/browser";
import { pass, subscribeOnClock } from "@/tests/support/people-on-clocks";
import { until } from "@/scripts/processes/until";
import { expectPresentable } from "./accessible";
import { selling } from "./selling";
import { signIn } from "./steps";

const PLAN = { plan_group: "plan", features: "chat" };

/** $49 a month and what is used; and seats by tiers, by the year. */
async function sellShapes(app: TestApp): Promise<{ build: Stripe.Price; crew: Stripe.Price; meter: string }> {
  const { stripe } = app;
  const event_name = `calls_${Date.now()}`;
  const meter = await stripe.billing.meters.create({
    display_name: "Calls",
    event_name,
    default_aggregation: { formula: "sum" },
  });
  const build = await sell(app, { unit_amount: 4_900 }, { name: "Build", metadata: PLAN });
  const calls = await stripe.prices.create({
    product: String(build.product),
    currency: "usd",
    unit_amount: 2,
    recurring: { interval: "month", usage_type: "metered", meter: meter.id },
    metadata: { companion: "true" },
  });
  const tiers: Stripe.PriceCreateParams.Tier[] = [
    { up_to: 5, flat_amount: 60_000 },
    { up_to: "inf", unit_amount: 9_000 },
  ];
  const crew = await sell(
    app,
    {
      billing_scheme: "tiered",
      tiers_mode: "graduated",
      tiers,
      recurring: { interval: "year" },
      metadata: { per_seat: "true", min_seats: "3" },
    },
    { name: "Crew", metadata: PLAN },
  );
  for (const { id } of [calls, crew]) await until(`${id} to arrive`, () => rowOf(app, "price", id));
  return { build, crew, meter: meter.id };
}

test("a plan with use is changed to on our page, and from it to seats by tiers, which the bank asks about", async ({
  app,
  page,
}) => {
  const person = newPerson();
  const client = await app.signUp(person);
  const bought = await subscribeOnClock(app, client, await priceOf(app, "pro_month"));
  await pass(app, bought, 9);
  await pass(app, bought, 10);
  await signIn(page, person);
  const payment = page.getByRole("region", { name: "What you pay" });
  const open = (price: Stripe.Price) =>
    page.goto(`/dashboard/change?${new URLSearchParams({ workspace: bought.workspaceId, price: price.id })}`);
  const names = async () =>
    (await app.stripe.subscriptions.retrieve(bought.subscriptionId)).items.data.map((item) => item.price.id);
  const shapes = await sellShapes(app);

  await selling(
    app,
    () => Promise.resolve([shapes.build, shapes.crew]),
    async () => {
      await open(shapes.build);
      await expect(payment).toContainText(/\$\d+\.\d\d is charged today\. After that you pay \$49 per month\./);
      await expect(payment).toContainText("What you use comes on top:");
      await expectPresentable(page, "change to a plan with use");
      await page.getByRole("button", { name: "Switch to Build" }).click();
      await page.waitForURL("**/dashboard?**");
      await expect(page.getByRole("region", { name: "Plan", exact: true })).toContainText("Build");
      expect(await names()).toHaveLength(2);
      // The page that confirmed it is spent, and Back doesn't show it.
      await page.goBack();
      await page.waitForURL("**/dashboard");

      await app.localStripe.use({ customer: bought.customerId, meter: shapes.meter, total: 150 });
      await pass(app, bought, 1);
      const asks = await app.stripe.paymentMethods.attach("pm_card_authenticationRequired", {
        customer: bought.customerId,
      });
      await app.stripe.subscriptions.update(bought.subscriptionId, { default_payment_method: asks.id });
      await settled(app);
      await open(shapes.crew);
      await expect(payment).toContainText("After that you pay $600 per year for 3 seats.");
      await expect(payment).toContainText("What you have used of Build so far is billed with it.");
      await expect(payment.getByRole("row", { name: /What you used of Build/ })).toContainText("$3.00");
      await expectPresentable(page, "change to seats by tiers");
      await page.getByRole("button", { name: "Switch to Crew" }).click();
      await expect(page.getByText("The payment didn't go through, so nothing has changed.")).toBeVisible();
      expect(await names()).toHaveLength(2);
      await page.getByRole("link", { name: "Pay the invoice" }).click();
      await page.getByRole("button", { name: /^Pay/ }).click();
      await page.getByRole("button", { name: "Complete" }).click();
      await expect.poll(names).toEqual([shapes.crew.id]);
      await settled(app);
      await page.goto(`/dashboard?workspace=${bought.workspaceId}`);
      await expect(page.getByRole("region", { name: "Plan", exact: true })).toContainText("Crew");
    },
  );
});
