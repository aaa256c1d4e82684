/** Every way in which a plan changes, on a test clock: what our page says, where it is confirmed, and what is then so. */
import type { Page } from "@playwright/test";
import { priceOf, settled } from "@/tests/support/billing";
import type { TestApp } from "@/tests/support/app";
import { expect, newPerson, test } from "@/tests/support/browser";
import { type OnClock, pass, payInVain, subscribeOnClock } from "@/tests/support/people-on-clocks";
import { expectPresentable } from "./accessible";
import { signIn } from "./steps";

const payment = (page: Page) => page.getByRole("region", { name: "What you pay" });
const plan = (page: Page) => page.getByRole("region", { name: "Plan", exact: true });

/** Somebody who has paid for a plan for some days, signed in. */
async function payer(app: TestApp, page: Page, lookupKey: string, days = 10): Promise<OnClock> {
  const person = newPerson();
  const client = await app.signUp(person);
  const bought = await subscribeOnClock(app, client, await priceOf(app, lookupKey));
  // The trial ends, and the plan is paid for.
  await pass(app, bought, 9);
  await pass(app, bought, days);
  await signIn(page, person);
  return bought;
}

async function openChange(app: TestApp, page: Page, { workspaceId }: OnClock, lookupKey: string): Promise<void> {
  const way = new URLSearchParams({ workspace: workspaceId, price: await priceOf(app, lookupKey) });
  await page.goto(`/dashboard/change?${way}`);
}

const cents = (text: string | null) => Number(text?.replaceAll(/[^\d]/g, ""));

test("an upgrade with a discount is charged today: our page and the portal name the same sum", async ({
  app,
  page,
}) => {
  const bought = await payer(app, page, "pro_month");
  const coupon = await app.stripe.coupons.create({ percent_off: 20, duration: "forever" });
  await app.stripe.subscriptions.update(bought.subscriptionId, { discounts: [{ coupon: coupon.id }] });
  await openChange(app, page, bought, "business_month");
  const due = await payment(page).getByRole("row", { name: "To pay" }).getByRole("cell").textContent();
  await expect(payment(page)).toContainText(`${due} is charged today.`);
  await page.getByRole("button", { name: "Continue to Stripe to confirm" }).click();
  await expect(page.getByText(`${due} is charged now.`)).toBeVisible();
  await page.getByRole("button", { name: "Confirm" }).click();
  await expect(page.getByText("You're on Business now.")).toBeVisible();
  await settled(app);
  await page.goto(`/dashboard?workspace=${bought.workspaceId}`);
  await expect(plan(page)).toContainText("Business");
  await expect(page.getByRole("row", { name: new RegExp(`\\${due}`) })).toContainText("Paid");
});

test("a downgrade waits for the period's end; the dashboard says so, and the plan can be kept", async ({
  app,
  page,
}) => {
  const bought = await payer(app, page, "pro_month");
  await openChange(app, page, bought, "starter_month");
  await expect(payment(page)).toContainText(
    /Nothing is charged today\. You keep Pro until .+\. Then Starter begins, and you pay \$9 per month\./,
  );
  await expect(payment(page)).toContainText("Stripe shows the date before you confirm.");
  await expectPresentable(page, "change that waits");
  await page.getByRole("button", { name: "Continue to Stripe to confirm" }).click();
  await expect(page.getByText(/Nothing is charged now\. You keep Pro until/)).toBeVisible();
  await page.getByRole("button", { name: "Confirm" }).click();
  await expect(page.getByText(/Starter begins on .+\./)).toBeVisible();
  await settled(app);
  await page.goto(`/dashboard?workspace=${bought.workspaceId}`);
  await expect(plan(page)).toContainText(/Switches to Starter on .+\. Then you pay \$9 per month\.\s*Keep/);
  await expect(plan(page)).toContainText(/\$9\.00 on/);
  await expectPresentable(page, "dashboard with a planned change");

  // What is planned already is not offered as another change.
  await openChange(app, page, bought, "starter_month");
  await expect(plan(page)).toContainText("Switches to Starter");
  // Another change says what becomes of it.
  await openChange(app, page, bought, "business_month");
  await expect(payment(page)).toContainText(/The change planned for .+ is dropped\./);
  await page.goto(`/dashboard?workspace=${bought.workspaceId}`);
  await page.getByRole("button", { name: "Keep Pro" }).click();
  await expect(plan(page)).not.toContainText("Switches to Starter");
  await expect(plan(page)).toContainText(/\$29\.00 on/);
});

test("to the year: confirmed on our page, not made while the card fails, and made with another one", async ({
  app,
  page,
}) => {
  const bought = await payer(app, page, "pro_month");
  await payInVain(app, bought);
  await settled(app);
  await openChange(app, page, bought, "pro_year");
  await expect(payment(page)).toContainText(/\$2\d\d\.\d\d is charged today\. After that you pay \$290 per year\./);
  await expectPresentable(page, "change that is confirmed here");
  await page.getByRole("button", { name: "Pay for Pro per year" }).click();
  await expect(page.getByText("The payment didn't go through, so nothing has changed.")).toBeVisible();
  await expect(page.getByRole("link", { name: "Pay the invoice" })).toBeVisible();
  await expectPresentable(page, "change whose payment failed");
  const { items } = await app.stripe.subscriptions.retrieve(bought.subscriptionId);
  expect(items.data[0]?.price.recurring?.interval).toBe("month");

  const works = await app.stripe.paymentMethods.attach("pm_card_visa", { customer: bought.customerId });
  await app.stripe.subscriptions.update(bought.subscriptionId, { default_payment_method: works.id });
  await settled(app);
  await openChange(app, page, bought, "pro_year");
  const due = cents(await payment(page).getByRole("row", { name: "To pay" }).getByRole("cell").textContent());
  await page.getByRole("button", { name: "Pay for Pro per year" }).click();
  await page.waitForURL("**/dashboard?**");
  const [invoice] = (await app.stripe.invoices.list({ subscription: bought.subscriptionId, limit: 1 })).data;
  expect(invoice).toMatchObject({ status: "paid", amount_paid: due });
});

test("back to the month: at the year's end, and a bigger plan is offered by the year at once", async ({
  app,
  page,
}) => {
  const bought = await payer(app, page, "starter_year");
  await openChange(app, page, bought, "business_month");
  await expect(payment(page)).toContainText(
    /You keep Starter until .+\. Then Business begins, and you pay \$99 per month\./,
  );
  await page.getByRole("link", { name: "Switch to Business today, paid per year" }).click();
  await expect(payment(page)).toContainText(/\$\d+\.\d\d is charged today\. After that you pay \$990 per year\./);
});
