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
  const opening = page.waitForEvent("popup");
  await banner.getByRole("link", { name: "Pay the invoice (opens in a new tab)" }).click();
  const invoice = await opening;
  await expect(invoice.getByRole("button", { name: "Pay $29.00" })).toBeVisible();
  await expectAccessible(invoice, "an invoice to pay");

  await invoice.getByLabel("Another payment method").check();
  await fillCard(invoice, "4000 0000 0000 9995");
  await invoice.getByRole("button", { name: "Pay $29.00" }).click();
  await expect(invoice.getByRole("alert").filter({ hasText: "Your card has insufficient funds." })).toBeVisible();
  await fillCard(invoice, "4242 4242 4242 4242");
  await invoice.getByRole("button", { name: "Pay $29.00" }).click();
  await expect(invoice.getByText("Paid", { exact: true }).first()).toBeVisible();
  await expect(invoice.getByRole("button", { name: /^Pay/ })).toHaveCount(0);
  await invoice.close();

  // The page that was left says so without a reload.
  await page.evaluate(() => dispatchEvent(new Event("focus")));
  await expect(page.getByText("Thanks, your payment went through.")).toBeVisible();
  await expect(page.getByRole("region", { name: "Plan", exact: true })).toContainText("Renews on");
  await expect(banner).toHaveCount(0);
});
