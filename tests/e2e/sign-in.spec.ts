import { priceOf, subscribe } from "@/tests/support/billing";
import { expect, newPerson, test } from "@/tests/support/browser";
import { signIn } from "./steps";

test("a wrong password keeps the plan that was chosen and what was typed", async ({ app, page, expectProblem }) => {
  const person = newPerson();
  await app.signUp(person);
  expectProblem(/401/);
  await page.goto(`/login?price=${await priceOf(app, "business_year")}`);
  await page.getByRole("button", { name: "Sign in instead" }).click();
  await page.getByLabel("E-mail address").fill(person.email);
  await page.getByLabel("Password").fill("not the password");
  await page.getByRole("button", { name: "Sign in and go to checkout" }).click();
  await expect(page.getByRole("alert").getByText("don't belong together")).toBeVisible();
  await expect(page.getByLabel("E-mail address")).toHaveValue(person.email);
  await expect(page.getByRole("region", { name: "Your choice" })).toContainText("Business");

  await page.getByLabel("Password").fill(person.password);
  await page.getByRole("button", { name: "Sign in and go to checkout" }).click();
  await expect(page.getByLabel("Card number")).toBeVisible();
  await expect(page.getByText("Business").first()).toBeVisible();
});

test("signing up with an address that is taken offers to sign in instead", async ({ app, page, expectProblem }) => {
  const person = newPerson();
  await app.signUp(person);
  expectProblem(/401/);
  await page.goto("/login");
  await page.getByRole("button", { name: "Create one" }).click();
  await page.getByLabel("E-mail address").fill(person.email);
  await page.getByLabel("Password").fill("another password");
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByText("There seems to be an account with this address")).toBeVisible();
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
});

test("a link never starts a checkout: signed in, it takes a press of a button", async ({ app, page }) => {
  const person = newPerson();
  await app.signUp(person);
  await signIn(page, person);
  await app.localStripe.clearRequests();
  await page.goto(`/login?price=${await priceOf(app, "pro_month")}`);
  const go = page.getByRole("button", { name: "Continue to checkout" });
  await expect(go).toBeVisible();
  expect((await app.localStripe.requests()).filter(({ method }) => method === "POST")).toEqual([]);
  await go.click();
  await expect(page.getByLabel("Card number")).toBeVisible();
});

test("no parameter leads to another site", async ({ app, page }) => {
  const person = newPerson();
  await app.signUp(person);
  await page.goto("/login?callbackUrl=https://evil.example&next=//evil.example&session=https://evil.example&price=https://evil.example");
  await expect(page.getByText("no longer on offer")).toBeVisible();
  await page.getByLabel("E-mail address").fill(person.email);
  await page.getByLabel("Password").fill(person.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL("**/payment?*");
  expect(new URL(page.url()).origin).toBe(app.url);
});

test("who has the plan already is led to it instead of buying it twice", async ({ app, page, expectProblem }) => {
  const person = newPerson();
  const client = await app.signUp(person);
  const price = await priceOf(app, "pro_month");
  await subscribe(app, client, price);
  expectProblem(/409/);
  await page.goto(`/login?price=${price}`);
  await page.getByRole("button", { name: "Sign in instead" }).click();
  await page.getByLabel("E-mail address").fill(person.email);
  await page.getByLabel("Password").fill(person.password);
  await page.getByRole("button", { name: "Sign in and go to checkout" }).click();
  const notice = page.getByRole("alert").filter({ hasText: "already has this plan" });
  await notice.getByRole("button", { name: "Manage the plan" }).click();
  await page.waitForURL((address) => address.origin === new URL(app.localStripe.url).origin);
});
