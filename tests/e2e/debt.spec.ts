import { priceOf } from "@/tests/support/billing";
import { expect, test } from "@/tests/support/browser";
import { pass, payInVain, subscribeOnClock } from "@/tests/support/people-on-clocks";
import { expectAccessible } from "./accessible";
import { bring, fillCard } from "./steps";

test("an invoice whose payment failed is paid from the banner with another card, and the plan goes on", async ({
  app,
  page,
  expectProblem,
}) => {
  expectProblem(/402/); // a declined card
  const client = await app.signUp();
  const bought = await subscribeOnClock(app, client, await priceOf(app, "pro_month"));
  const { workspaceId } = bought;
  await payInVain(app, bought);
  await pass(app, bought, 8.5);
  await bring(page.context(), client);
  const dashboard = `/dashboard?workspace=${workspaceId}`;
  await page.goto(dashboard);
  const banner = page.getByRole("alert").filter({ hasText: "A payment of $29.00 failed." });
  await banner.getByRole("link", { name: "Pay the invoice" }).click();
  await expect(page.getByRole("button", { name: "Pay $29.00" })).toBeVisible();
  await expectAccessible(page, "an invoice to pay");

  await page.getByLabel("Another payment method").check();
  await fillCard(page, "4000 0000 0000 9995");
  await page.getByRole("button", { name: "Pay $29.00" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "Your card has insufficient funds." })).toBeVisible();
  await fillCard(page, "4242 4242 4242 4242");
  await page.getByRole("button", { name: "Pay $29.00" }).click();
  await expect(page.getByText("Paid", { exact: true }).first()).toBeVisible();
  await expect(page.getByRole("button", { name: /^Pay/ })).toHaveCount(0);

  await expect(async () => {
    await page.goto(dashboard);
    await expect(page.getByRole("region", { name: "Plan", exact: true })).toContainText("Renews on", { timeout: 500 });
  }).toPass();
  await expect(banner).toHaveCount(0);
});
