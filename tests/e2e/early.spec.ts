import type { Page } from "@playwright/test";
import { newWorkspace, priceOf, subscribe, workspaceOf } from "@/tests/support/billing";
import { expect, newPerson, test } from "@/tests/support/browser";
import { accountMenu, boughtFor, bring } from "./steps";

/** Pages are used as soon as they can be seen: here before their scripts have come, which are held until released. */
async function openWithoutScripts(page: Page, address: string): Promise<() => void> {
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route("**/_next/static/**/*.js", async (route) => {
    await held;
    await route.continue();
  });
  await page.goto(address, { waitUntil: "commit" });
  return release;
}

test("what was typed early is kept, and who has an account already can say so early", async ({ app, page }) => {
  const release = await openWithoutScripts(page, `/login?price=${await priceOf(app, "pro_month")}`);
  await page.getByLabel("Name").fill("Ada Early");
  await page.getByRole("button", { name: "Sign in instead" }).click();
  release();
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await page.getByRole("button", { name: "Create an account" }).click();
  await expect(page.getByLabel("Name")).toHaveValue("Ada Early");
});

test("who signs up early gets their account and comes to the checkout", async ({ app, page }) => {
  const { name, email, password } = newPerson();
  const release = await openWithoutScripts(page, `/login?price=${await priceOf(app, "pro_month")}`);
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Create account and go to checkout" }).click();
  release();
  await expect(page.getByLabel("Card number")).toBeVisible();
  expect(await boughtFor(app, email)).toHaveLength(1);
});

test("of several early presses the last one counts, once", async ({ app, page }) => {
  const { email, password } = newPerson();
  const mistyped = `x${email}`;
  const release = await openWithoutScripts(page, `/login?price=${await priceOf(app, "pro_month")}`);
  const asked: string[] = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  const create = page.getByRole("button", { name: "Create account and go to checkout" });
  await page.getByLabel("Password").fill(password);
  await page.getByLabel("E-mail address").fill(mistyped);
  await create.click();
  await page.getByLabel("E-mail address").fill(email);
  await create.click();
  await create.click();
  release();
  await expect(page.getByLabel("Card number")).toBeVisible();
  expect(await boughtFor(app, email)).toHaveLength(1);
  expect(asked.filter((path) => path.startsWith("/api/users"))).toHaveLength(1);
  const { rows } = await app.database.pool.query(`SELECT FROM "user" WHERE email = $1`, [mistyped]);
  expect(rows).toHaveLength(0);
});

test("who chooses another workspace and goes on early buys for that one", async ({ app, page, context }) => {
  const client = await app.signUp();
  const { email } = client.person;
  const workspace = await newWorkspace(app, { [email]: "admin" });
  await bring(context, client);
  const price = await priceOf(app, "pro_month");
  const release = await openWithoutScripts(page, `/login?price=${price}&workspace=${await workspaceOf(client)}`);
  await page.getByLabel("For the workspace").selectOption(workspace);
  await page.getByRole("button", { name: "Continue to checkout" }).click();
  release();
  await expect(page.getByLabel("Card number")).toBeVisible();
  expect(await boughtFor(app, email)).toEqual([workspace]);
});

test("who presses the way to the portal early comes there, and who signs out early is signed out", async ({
  app,
  page,
  context,
}) => {
  const client = await app.signUp();
  await subscribe(app, client, await priceOf(app, "pro_month"));
  await bring(context, client);
  const release = await openWithoutScripts(page, "/dashboard");
  await page.getByRole("button", { name: "Manage billing" }).click();
  release();
  await page.waitForURL((address) => address.origin === new URL(app.localStripe.url).origin);

  const releaseAgain = await openWithoutScripts(page, "/dashboard");
  await (await accountMenu(page)).getByRole("button", { name: "Sign out" }).click();
  releaseAgain();
  await page.waitForURL("**/pricing");
});
