import type { Page } from "@playwright/test";
import type { TestApp } from "@/tests/support/app";
import { allDelivered, PRODUCTS } from "@/tests/support/billing";
import { expect, newPerson, test } from "@/tests/support/browser";
import { accountMenu, chooseAndSignUp, choosing, payWith, pressByKeyboard, stripeForm, typeByKeyboard } from "./steps";

type Journey = { app: TestApp; page: Page; baseURL?: string; expectProblem: (text: RegExp) => void };

async function journey({ app, page, baseURL = "", expectProblem }: Journey, ui: "hosted" | "embedded"): Promise<void> {
  test.setTimeout(180_000);
  const person = newPerson("Ada");
  const plan = page.getByRole("region", { name: "Plan" });
  const backToUs = page.getByRole("link", { name: `Return to ${new URL(baseURL).host}` });
  const form = ui === "embedded" ? stripeForm(page) : page;

  await test.step("the plans: month and year, what is included, the trial", async () => {
    await page.goto("/");
    await expect(page.getByRole("heading", { name: "Plans and pricing" })).toBeVisible();
    await expect(page.getByText("New customers try any plan free for 7 days.")).toBeVisible();
    await expect(page.getByText("Answers from your files")).not.toHaveCount(0);
    await page.getByLabel("Yearly").check();
    await expect(page.getByText("$24.17", { exact: true })).toBeVisible();
    await page.getByLabel("Monthly").check();
  });

  await test.step("choosing one signed out leads through sign-up to its checkout", async () => {
    await chooseAndSignUp(page, "Pro", person, form);
    expect(new URL(page.url()).origin).toBe(new URL(ui === "embedded" ? baseURL : app.localStripe.url).origin);
    await expect(form.getByRole("heading", { name: "Try Pro" })).toBeVisible();
  });

  await test.step("a declined card leaves the checkout open, another one completes it", async () => {
    expectProblem(/402/);
    await payWith(form, "4000 0000 0000 0002");
    await expect(form.getByText("declined").first()).toBeVisible();
    await payWith(form, "4242 4242 4242 4242");
    await page.waitForURL("**/payment?session=cs_*");
    await expect(page.getByRole("heading", { name: "You're on Pro" })).toBeVisible();
    await expect(page.getByText(/Free until .+ Then \$29 per month/)).toBeVisible();
  });

  await test.step("the dashboard says what there is and what follows", async () => {
    await allDelivered(app);
    await page.getByRole("link", { name: "Go to the dashboard" }).click();
    await expect(plan).toContainText(/Free until .+\. Then \$29 per month unless you cancel first\./);
    await expect(plan).toContainText("Visa ending in 4242");
    await expect(page.getByRole("region", { name: "Features" })).toContainText("Export");
    const invoices = page.getByRole("region", { name: "Invoices" });
    await expect(invoices.getByRole("row", { name: /\$0\.00/ })).toContainText("Paid");
  });

  await test.step("the plan is changed", async () => {
    await page.getByRole("button", { name: "Manage billing" }).click();
    await page.getByRole("link", { name: "Update plan" }).click();
    await page
      .getByRole("radio", { name: /Business/ })
      .first()
      .check();
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByRole("button", { name: "Confirm" }).click();
    await expect(page.getByText("Your plan was updated.")).toBeVisible();
    await backToUs.click();
    await expect(plan).toContainText("Business");
    await expect(plan).toContainText(/Free until .+\. Then \$99 per month unless you cancel first\./);
    await expect(page.getByRole("region", { name: "Features" })).toContainText("Single sign-on");
  });

  await test.step("the card is replaced, with the keyboard alone", async () => {
    await pressByKeyboard(page, page.getByRole("button", { name: "Update card" }));
    await typeByKeyboard(page, page.getByLabel("Card number"), "5555555555554444");
    await typeByKeyboard(page, page.getByLabel("MM / YY"), "1133");
    await typeByKeyboard(page, page.getByLabel("CVC"), "321");
    await pressByKeyboard(page, page.getByRole("button", { name: "Update payment method" }));
    await expect(page.getByText("Mastercard 4444 is now your card.")).toBeVisible();
    await expect(plan).toContainText("Mastercard ending in 4444");
  });

  await test.step("the plan is canceled at the end of its period, and kept after all", async () => {
    await page.getByRole("link", { name: "Cancel plan" }).click();
    await expect(page.getByRole("heading", { name: "Cancel Business?" })).toBeVisible();
    await page.getByRole("button", { name: "Cancel Business" }).click();
    await page.getByRole("button", { name: "Cancel plan" }).click();
    await expect(plan).toContainText("Then the plan ends, and you won't be charged.");
    await expect(page.getByText(/Canceled\. Yours until .+\./)).toBeVisible();
    await page.getByRole("button", { name: "Undo" }).click();
    await expect(page.getByText("You're keeping Business.")).toBeVisible();
    await expect(plan).toContainText(/Then \$99 per month unless you cancel first\./);
  });

  await test.step("the plans show it as the current one, and the endpoint lists it no longer", async () => {
    await page.getByRole("link", { name: "Pricing" }).click();
    const card = page.getByRole("listitem").filter({ has: page.getByRole("heading", { name: "Business" }) });
    await expect(card.getByText("Your plan")).toBeVisible();
    await expect(card.getByRole("button", { name: "Manage Business" })).toBeVisible();
    const listed = (await (await page.request.get(PRODUCTS)).json()) as { name: string }[];
    expect(listed.map(({ name }) => name)).toContain("Pro");
    expect(listed.map(({ name }) => name)).not.toContain("Business");
  });

  await test.step("another plan is one confirmation away", async () => {
    await page.getByRole("link", { name: "Switch to Starter" }).first().click();
    await expect(page.getByText(/Your free trial continues\. The first payment, on .+, is \$9\.00\./)).toBeVisible();
    await expect(page.getByRole("region", { name: "What changes" })).toContainText("Single sign-on");
    await page.getByRole("button", { name: "Continue to Stripe to confirm" }).click();
    await expect(page.getByRole("heading", { name: "Confirm your new plan" })).toBeVisible();
    await page.getByRole("button", { name: "Confirm" }).click();
    await expect(page.getByText("You're on Starter now.")).toBeVisible();
    await expect(plan).toContainText("Starter");
  });

  await test.step("signing out ends it", async () => {
    await (await accountMenu(page)).getByRole("button", { name: "Sign out" }).click();
    await page.waitForURL("**/pricing");
    await expect(page.getByRole("link", { name: choosing("Pro") }).first()).toBeVisible();
    await page.goto("/dashboard");
    await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  });
}

const NAME = "from the plans to a paid subscription, and all that can be done with it";

test(NAME, ({ app, page, baseURL, expectProblem }) => journey({ app, page, baseURL, expectProblem }, "hosted"));

test.describe("with the checkout inside the page", () => {
  test.use({ baseURL: async ({ embedded }, use) => use(embedded.url) });

  test(NAME, ({ app, page, baseURL, expectProblem }) => journey({ app, page, baseURL, expectProblem }, "embedded"));
});
