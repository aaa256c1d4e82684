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
  const SAID = "Turn on JavaScript to manage billing.";
  await page.goto(`/dashboard?workspace=${workspaceId}`);
  for (const name of ["Manage billing", "Update card", "Cancel plan"])
    await expect(page.getByRole("button", { name })).toHaveCount(0);
  await expect(sentence).toBeVisible();
  await expect(sentence).toHaveText(SAID);
  await page.getByRole("link", { name: "Change plan" }).click();
  await expect(page).toHaveURL(/\/pricing/);

  await page.goto(`/workspaces/${workspaceId}`);
  await expect(page.getByRole("button", { name: "Cancel the plan" })).toHaveCount(0);
  await expect(sentence).toHaveText(SAID);
  await context.close();
});
