import { priceOf, subscribe } from "@/tests/support/billing";
import { expect, test } from "@/tests/support/browser";
import { bring } from "./steps";

test("without JavaScript no button is shown that only a script can press, and what is missing is said", async ({
  app,
  browser,
}) => {
  const client = await app.signUp();
  const { workspaceId } = await subscribe(app, client, await priceOf(app, "pro_month"));
  const context = await browser.newContext({ javaScriptEnabled: false, baseURL: app.url });
  await bring(context, client);
  const page = await context.newPage();
  const sentence = page.locator("noscript p");
  const SAID = "The buttons that lead to Stripe need JavaScript.";
  await page.goto(`/dashboard?workspace=${workspaceId}`);
  for (const name of ["Manage billing", "Update card"]) await expect(page.getByRole("button", { name })).toHaveCount(0);
  await expect(sentence).toBeVisible();
  await expect(sentence).toHaveText(SAID);
  await page.getByRole("link", { name: "Cancel plan" }).click();
  await page.getByRole("button", { name: "Cancel Pro" }).click();
  await page.getByRole("button", { name: "Cancel plan" }).click();
  await expect(async () => {
    await page.goto(`/dashboard?workspace=${workspaceId}&done=cancel`);
    await expect(page.getByText(/Canceled\. Yours until .+\./)).toBeVisible({ timeout: 500 });
  }).toPass();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByText("You're keeping Pro.")).toBeVisible();
  await page.getByRole("link", { name: "Change plan" }).click();
  await expect(page).toHaveURL(/\/pricing/);

  await page.goto(`/workspaces/${workspaceId}`);
  await expect(page.getByRole("button", { name: "Cancel the plan" })).toHaveCount(0);
  await expect(sentence).toHaveText(SAID);
  await context.close();
});
