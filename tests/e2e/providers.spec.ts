import type { Page } from "@playwright/test";
import { newWorkspace, priceOf } from "@/tests/support/billing";
import { expect, newPerson, test } from "@/tests/support/browser";
import { comeBack, visitTo } from "@/tests/support/visits";
import type { TestApp } from "@/tests/support/app";
import { expectAccessible } from "./accessible";
import { bring, pressByKeyboard, signIn, typeByKeyboard } from "./steps";

let count = 0;
/** Somebody new, as a provider knows them. */
const visitor = (email = newPerson().email, verified = true) => ({
  id: ++count + Date.now(),
  name: "Ada Byron",
  email,
  verified,
});

const users = async ({ database }: TestApp, email: string) =>
  (
    await database.pool.query<{ id: string; links: string }>(
      `SELECT id, (SELECT count(*) FROM account a WHERE a.user_id = u.id) AS links FROM "user" u WHERE email = $1`,
      [email],
    )
  ).rows;

/** Goes to a provider, which sends the visitor back to a page of ours that may read as the one they came from. */
async function refusedBy(page: Page, name: string, text: string): Promise<void> {
  const back = page.waitForEvent("load");
  await page.getByRole("button", { name: `Continue with ${name}` }).click();
  await back;
  await expect(page.getByRole("alert").filter({ hasText: text })).toBeVisible();
}

const signOut = (page: Page) => page.context().clearCookies();

for (const name of ["GitHub", "Google"]) {
  test(`with ${name} the chosen plan survives, and the second time it is the same person`, async ({
    app,
    page,
    provider,
  }) => {
    provider.visitor = visitor();
    await page.goto(`/login?price=${await priceOf(app, "business_year")}`);
    await page.getByRole("button", { name: `Continue with ${name}` }).click();
    await expect(page.getByRole("region", { name: "Your choice" })).toContainText("Business");
    await expect(page.getByText(`You're signed in as ${provider.visitor.email}.`)).toBeVisible();
    await page.getByRole("button", { name: "Continue to checkout" }).click();
    await expect(page.getByLabel("Card number")).toBeVisible();

    await signOut(page);
    // Addresses change; the account stays.
    const { email } = provider.visitor;
    provider.visitor = { ...provider.visitor, email: newPerson().email };
    await page.goto("/login");
    await page.getByRole("button", { name: `Continue with ${name}` }).click();
    await page.waitForURL("**/dashboard");
    expect(await users(app, email)).toEqual([expect.objectContaining({ links: "1" })]);
    expect(await users(app, provider.visitor.email)).toEqual([]);
  });
}

test("two providers that have verified one address sign in one person", async ({ app, page, provider }) => {
  provider.visitor = visitor();
  for (const name of ["GitHub", "Google"]) {
    await page.goto("/login");
    await page.getByRole("button", { name: `Continue with ${name}` }).click();
    await page.waitForURL("**/dashboard");
    await signOut(page);
  }
  expect(await users(app, provider.visitor.email)).toEqual([expect.objectContaining({ links: "2" })]);
});

test("nobody comes into an account whose address was only typed, nor by an address that is not verified", async ({
  app,
  page,
  provider,
}) => {
  const person = newPerson();
  await app.signUp(person);
  provider.visitor = visitor(person.email);
  const price = await priceOf(app, "pro_month");
  await page.goto(`/login?price=${price}`);
  await refusedBy(page, "Google", "An account with this e-mail already exists. Sign in with its password.");
  await expect(page.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
  await expect(page.getByRole("region", { name: "Your choice" })).toContainText("Pro");
  expect(await users(app, person.email)).toEqual([expect.objectContaining({ links: "0" })]);

  provider.visitor = visitor(undefined, false);
  for (const name of ["GitHub", "Google"]) await refusedBy(page, name, "No address of yours is verified there");
  expect(await users(app, provider.visitor.email)).toEqual([]);

  // Who declines there is back where they were, and can sign in with the password.
  provider.visitor = null;
  await refusedBy(page, "GitHub", "We couldn't sign you in. Try again, or sign in with a password.");
  await expect(page.getByRole("region", { name: "Your choice" })).toContainText("Pro");
  await signIn(page, person);
});

test("the workspace that a plan was chosen for survives, also when the provider is declined first", async ({
  app,
  page,
  provider,
}) => {
  const ada = visitor();
  provider.visitor = ada;
  await page.goto("/login");
  await page.getByRole("button", { name: "Continue with Google" }).click();
  await page.waitForURL("**/dashboard");
  await signOut(page);
  const workspace = await newWorkspace(app, { [ada.email]: "owner" });
  await page.goto(`/login?${new URLSearchParams({ price: await priceOf(app, "pro_month"), workspace })}`);
  provider.visitor = null;
  await refusedBy(page, "Google", "We couldn't sign you in. Try again, or sign in with a password.");
  provider.visitor = ada;
  await page.getByRole("button", { name: "Continue with Google" }).click();
  await expect(page.getByLabel("For the workspace")).toHaveValue(workspace);
  await expect(page.getByRole("region", { name: "Your choice" })).toContainText("Pro");
});

test("what comes back from a provider leads to no other site", async ({ app, page, provider }) => {
  provider.visitor = visitor();
  const { csrfToken } = (await (await page.request.get("/api/auth/csrf")).json()) as { csrfToken: string };
  const begun = await page.request.post("/api/auth/signin/github", {
    form: { csrfToken, callbackUrl: "https://evil.example/", json: "true" },
  });
  expect(begun.status()).toBe(400);

  await page.context().addCookies([
    {
      name: "next-auth.callback-url",
      value: encodeURIComponent("https://evil.example/?price=x&next=//evil.example"),
      url: app.url,
    },
  ]);
  await page.goto("/login?error=Callback");
  expect(new URL(page.url()).origin).toBe(app.url);
  await expect(page.getByText("no longer available")).toBeVisible();
});

test.describe("on the account page", () => {
  test("a provider is linked and unlinked by keyboard, whatever the address is there", async ({
    app,
    page,
    context,
    provider,
  }) => {
    const client = await app.signUp();
    await bring(context, client);
    provider.visitor = visitor();
    await page.goto("/account");
    await pressByKeyboard(page, page.getByText("Link GitHub…"));
    await typeByKeyboard(page, page.getByLabel("Password to link GitHub"), "not the password");
    await page.keyboard.press("Enter");
    await expect(page.getByLabel("Password to link GitHub")).toHaveAccessibleDescription(
      "That's not your current password.",
    );
    await page.keyboard.type(client.person.password);
    await page.keyboard.press("Enter");
    await expect(page.getByText("You can now sign in this way, too.")).toBeVisible();
    await expect(page.getByText(`Signed in as ${client.person.email}`)).toBeVisible();
    // Nobody was signed in by it.
    await expect(page.getByRole("region", { name: "Where you're signed in" }).getByRole("listitem")).toHaveCount(1);
    await expectAccessible(page, "account with a provider");
    expect(await users(app, provider.visitor.email)).toEqual([]);

    await signOut(page);
    await page.goto("/login");
    await page.getByRole("button", { name: "Continue with GitHub" }).click();
    await page.waitForURL("**/dashboard");
    await page.goto("/account");
    await expect(page.getByText(`Signed in as ${client.person.email}`)).toBeVisible();
    await pressByKeyboard(page, page.getByText("Unlink GitHub…"));
    await typeByKeyboard(page, page.getByLabel("Password to unlink GitHub"), client.person.password);
    await page.keyboard.press("Enter");
    await expect(page.getByText("You can no longer sign in this way.")).toBeVisible();
    await expect(page.getByText("Link GitHub…")).toBeVisible();
  });

  test("who declines at a provider, or has an account of somebody else's there, is told and stays who they are", async ({
    app,
    page,
    context,
    provider,
  }) => {
    const [ada, bob] = [await app.signUp(), await app.signUp()];
    provider.visitor = visitor();
    expect(await comeBack(ada, await visitTo(ada, provider))).toBe("/account?done=linked");
    await bring(context, bob);
    await page.goto("/account");
    const link = async () => {
      await page.getByText("Link GitHub…").click();
      await page.getByLabel("Password to link GitHub").fill(bob.person.password);
      await page.getByRole("button", { name: "Link GitHub", exact: true }).click();
    };
    await link();
    await expect(page.getByText("Someone else already signs in with that account")).toBeVisible();
    provider.visitor = null;
    await link();
    await expect(page.getByRole("alert").filter({ hasText: "Nothing was linked." })).toBeVisible();
    await expect(page.getByText(`Signed in as ${bob.person.email}`)).toBeVisible();
    expect(await users(app, bob.person.email)).toEqual([expect.objectContaining({ links: "0" })]);
  });
});
