import { newWorkspace, priceOf, subscribe, workspaceOf } from "@/tests/support/billing";
import { expect, newPerson, test } from "@/tests/support/browser";
import { expectAccessible } from "./accessible";
import { accountMenu, boughtFor, bring, choosing, signIn, subscribePaid } from "./steps";

test("a wrong password keeps the plan that was chosen and what was typed", async ({ app, page, expectProblem }) => {
  const person = newPerson();
  await app.signUp(person);
  expectProblem(/401/);
  await page.goto(`/login?price=${await priceOf(app, "business_year")}`);
  await page.getByRole("button", { name: "Sign in instead" }).click();
  await page.getByLabel("E-mail address").fill(person.email);
  await page.getByLabel("Password").fill("not the password");
  await page.getByRole("button", { name: "Sign in and go to checkout" }).click();
  await expect(page.getByRole("alert").getByText("Incorrect e-mail or password")).toBeVisible();
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
  await page.getByRole("button", { name: "Create an account" }).click();
  await page.getByLabel("E-mail address").fill(person.email);
  await page.getByLabel("Password").fill("another password");
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByText("An account with this e-mail already exists")).toBeVisible();
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
});

test("a field that is refused has the focus, and says what is wrong with it", async ({ app, page, expectProblem }) => {
  expectProblem(/400/);
  const { email, password } = newPerson();
  await page.goto(`/login?price=${await priceOf(app, "pro_month")}`);
  await page.getByLabel("Name").fill("A".repeat(101));
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Create account and go to checkout" }).click();
  await expect(page.getByLabel("Name")).toBeFocused();
  await expect(page.getByLabel("Name")).toHaveAccessibleDescription("Use at most 100 characters.");
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
  await page.goto(
    "/login?callbackUrl=https://evil.example&next=//evil.example&session=https://evil.example&price=https://evil.example",
  );
  await expect(page.getByText("no longer available")).toBeVisible();
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
  const { workspaceId } = await subscribe(app, client, price);
  expectProblem(/409/);
  await page.goto(`/login?price=${price}`);
  await page.getByRole("button", { name: "Sign in instead" }).click();
  await page.getByLabel("E-mail address").fill(person.email);
  await page.getByLabel("Password").fill(person.password);
  await page.getByRole("button", { name: "Sign in and go to checkout" }).click();
  await page.waitForURL(`**/dashboard?workspace=${workspaceId}`);
});

test("who signs in with another plan chosen comes straight to the change of the one they have", async ({
  app,
  page,
  expectProblem,
}) => {
  const person = newPerson();
  const client = await app.signUp(person);
  const { workspaceId } = await subscribe(app, client, await priceOf(app, "pro_month"));
  const business = await priceOf(app, "business_month");
  expectProblem(/409/);
  await page.goto(`/login?price=${business}&mode=sign-in`);
  await page.getByLabel("E-mail address").fill(person.email);
  await page.getByLabel("Password").fill(person.password);
  await page.getByRole("button", { name: "Sign in and go to checkout" }).click();
  await page.waitForURL(`**/dashboard/change?workspace=${workspaceId}&price=${business}`);
});

test("who was signed out on the way buys for the workspace that the plan was chosen for", async ({ app, page }) => {
  const person = newPerson();
  await app.signUp(person);
  const workspace = await newWorkspace(app, { [person.email]: "owner" });
  await page.goto(`/pricing?workspace=${workspace}`);
  await page.getByRole("link", { name: choosing("Pro") }).click();
  await page.waitForURL(`**/login?price=*&workspace=${workspace}`);
  await page.getByRole("link", { name: "See the other plans" }).click();
  await page.waitForURL(`**/pricing?workspace=${workspace}`);
  await page.getByRole("link", { name: choosing("Pro") }).click();
  await page.getByRole("button", { name: "Sign in instead" }).click();
  await page.getByLabel("E-mail address").fill(person.email);
  await page.getByLabel("Password").fill(person.password);
  await page.getByRole("button", { name: "Sign in and go to checkout" }).click();
  await expect(page.getByLabel("Card number")).toBeVisible();
  expect(await boughtFor(app, person.email)).toEqual([workspace]);
});

test("who chooses before the page knows them buys for the workspace of its address", async ({ app, page, context }) => {
  const client = await app.signUp();
  const { email } = client.person;
  const workspace = await newWorkspace(app, { [email]: "admin" });
  await bring(context, client);
  // It never answers.
  await page.route("**/api/subscriptions/offer/**", () => {});
  await page.goto(`/pricing?workspace=${workspace}`);
  await page.getByRole("link", { name: choosing("Pro") }).click();
  await expect(page.getByLabel("For the workspace")).toHaveValue(workspace);
  // Which of the two it will be is still to be chosen.
  await expect(page.getByRole("region", { name: "Your choice" })).toContainText(
    "New customers start with 7 days free.",
  );
  await page.getByRole("button", { name: "Continue to checkout" }).click();
  await expect(page.getByLabel("Card number")).toBeVisible();
  expect(await boughtFor(app, email)).toEqual([workspace]);
});

test("a workspace that the visitor may not buy for is not bought for, and without JavaScript none is named", async ({
  app,
  page,
  browser,
}) => {
  const person = newPerson();
  const client = await app.signUp(person);
  const price = await priceOf(app, "pro_month");
  const workspace = await newWorkspace(app, { [person.email]: "member" });
  await page.goto(`/login?price=${price}&workspace=${workspace}`);
  await page.getByRole("button", { name: "Sign in instead" }).click();
  await page.getByLabel("E-mail address").fill(person.email);
  await page.getByLabel("Password").fill(person.password);
  await page.getByRole("button", { name: "Sign in and go to checkout" }).click();
  await expect(page.getByText("only owners and admins can choose plans")).toBeVisible();
  await expect(page.getByLabel("For the workspace")).toHaveValue(await workspaceOf(client));
  expect(await boughtFor(app, person.email)).toEqual([]);
  await page.reload();
  await expect(page.getByText("only owners and admins can choose plans")).toBeVisible();
  await expectAccessible(page, "the choice of a workspace");
  await page.getByRole("button", { name: "Continue to checkout" }).click();
  await expect(page.getByLabel("Card number")).toBeVisible();
  expect(await boughtFor(app, person.email)).toEqual([await workspaceOf(client)]);

  const context = await browser.newContext({ javaScriptEnabled: false, baseURL: app.url });
  const plain = await context.newPage();
  await plain.goto(`/pricing?workspace=${workspace}`);
  await expect(plain.getByRole("link", { name: choosing("Pro") }).first()).toHaveAttribute(
    "href",
    `/login?price=${price}`,
  );
  await context.close();
});

test("who is signed in by then, but not told which workspaces there are, goes on where the page stands", async ({
  app,
  page,
  expectProblem,
}) => {
  expectProblem(/Failed to load resource/);
  await page.route("**/api/workspaces/", (route) => route.abort(), { times: 1 });
  const { email, password } = newPerson();
  await page.goto(`/login?price=${await priceOf(app, "pro_month")}`);
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Create account and go to checkout" }).click();
  await page.getByRole("button", { name: "Continue to checkout" }).click();
  await expect(page.getByLabel("Card number")).toBeVisible();
});

test("a refusal goes with the workspace that it was about, and a trial is not promised to who had a plan", async ({
  app,
  page,
  context,
  expectProblem,
}) => {
  expectProblem(/409/);
  const client = await app.signUp();
  const other = await newWorkspace(app, { [client.person.email]: "owner" });
  const { workspaceId } = await subscribePaid(app, client, "pro_month");
  await bring(context, client);
  await page.goto(`/login?price=${await priceOf(app, "starter_month")}&workspace=${other}`);
  await expect(page.getByRole("region", { name: "Your choice" })).toContainText("starts without a free trial");
  await page.getByLabel("For the workspace").selectOption(workspaceId);
  await page.getByRole("button", { name: "Continue to checkout" }).click();
  await expect(page.getByText("This workspace already has another plan.")).toBeVisible();
  await page.getByLabel("For the workspace").selectOption(other);
  await expect(page.getByText("This workspace already has another plan.")).toHaveCount(0);
  await page.getByRole("button", { name: "Continue to checkout" }).click();
  await expect(page.getByLabel("Card number")).toBeVisible();
  expect(await boughtFor(app, client.person.email)).toContain(other);
});

test("whose session has ended keeps the plan that they choose; a sign-out that fails says so", async ({
  app,
  page,
  context,
  expectProblem,
}) => {
  expectProblem(/401|Failed to load resource/);
  const client = await app.signUp();
  await bring(context, client);
  await page.goto("/pricing");
  await expect(page.getByRole("button", { name: choosing("Pro") }).first()).toBeVisible();
  await context.clearCookies();
  await page
    .getByRole("button", { name: choosing("Pro") })
    .first()
    .click();
  await page.getByRole("alert").getByRole("link", { name: "Sign in" }).click();
  await page.waitForURL(`**/login?price=${await priceOf(app, "pro_month")}&workspace=*`);

  await bring(context, client);
  await page.goto("/dashboard");
  await page.route("**/api/sign-out/", (route) => route.abort());
  await (await accountMenu(page)).getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "We couldn't sign you out" })).toBeVisible();
  await page.unroute("**/api/sign-out/");
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.waitForURL("**/pricing");
});
