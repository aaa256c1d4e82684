import { newWorkspace, priceOf, subscribe } from "@/tests/support/billing";
import { expect, newPerson, test } from "@/tests/support/browser";
import { expectAccessible, expectPresentable } from "./accessible";
import { choosing, signIn } from "./steps";

test("what everybody sees is accessible, in light and dark, on narrow screens", async ({
  app,
  page,
  expectProblem,
}) => {
  expectProblem(/404/);
  const price = await priceOf(app, "pro_month");
  const pages = {
    pricing: "/pricing",
    "sign in": "/login",
    "sign up": `/login?price=${price}`,
    "not found": "/not-found-page",
  };
  for (const [name, path] of Object.entries(pages)) {
    await page.goto(path);
    await expectPresentable(page, name);
  }
});

test("what a customer sees is accessible too", async ({ app, page }) => {
  const person = newPerson();
  const client = await app.signUp(person);
  await signIn(page, person);
  await expectAccessible(page, "dashboard without a plan");
  const { sessionId, workspaceId } = await subscribe(app, client, await priceOf(app, "pro_month"));
  await newWorkspace(app, { [person.email]: "owner" });
  await page.goto(`/dashboard?workspace=${workspaceId}`);
  await expect(page.getByText("Free until")).toBeVisible();
  await expectAccessible(page, "dashboard");
  await page.goto(`/pricing?workspace=${workspaceId}`);
  await expect(page.getByText("Your plan", { exact: true })).toHaveCount(1);
  await expectAccessible(page, "pricing, signed in");
  await page.goto(`/payment?session=${sessionId}`);
  await expect(page.getByRole("heading", { name: "You're on Pro" })).toBeVisible();
  await expectAccessible(page, "payment");
});

test("the way to the checkout can be walked with the keyboard alone", async ({ page }) => {
  await page.goto("/pricing");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to the content" })).toBeFocused();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await expect(page.getByLabel("Monthly")).toBeFocused();
  await page.keyboard.press("ArrowRight");
  await expect(page.getByLabel("Yearly")).toBeChecked();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: choosing("Starter") })).toBeFocused();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("region", { name: "Your choice" })).toContainText("Pro $290 per year");
  await page.getByLabel("Name").focus();
  for (const text of ["Ada", newPerson().email, "a long password"]) {
    await page.keyboard.type(text);
    await page.keyboard.press("Tab");
  }
  await expect(page.getByRole("button", { name: "Create account and go to checkout" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("Card number")).toBeVisible();
});
