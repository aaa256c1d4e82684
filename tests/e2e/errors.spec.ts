import type { Page } from "@playwright/test";
import { startApp, type TestApp } from "@/tests/support/app";
import { priceOf, subscribe } from "@/tests/support/billing";
import { expect, test } from "@/tests/support/browser";
import { signUpOperator } from "@/tests/support/operator";
import { type PostgresProxy, startPostgresProxy } from "@/tests/support/postgres-proxy";
import { expectAccessible } from "./accessible";
import { bring, pressByKeyboard } from "./steps";

let wire: PostgresProxy;
let second: TestApp;
// An instance of the app whose wire to PostgreSQL can be severed, beside the one that all tests share.
test.beforeAll(async ({ app }) => {
  wire = await startPostgresProxy(app.database.url);
  second = await startApp({
    beside: app,
    postgres: { templateUrl: app.database.url },
    ownAddress: true,
    env: { DATABASE_URL: wire.url },
  });
});
test.beforeEach(() => wire.repair());
test.afterAll(async () => {
  await second?.stop();
  await wire?.close();
});

/** @returns lets go what the page has asked since */
async function holdAnswers(page: Page, address: string): Promise<() => void> {
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route(address, async (route) => {
    await held;
    await route.continue();
  });
  return release;
}

const failed = (page: Page) => page.getByRole("heading", { name: "Something went wrong on our side" });

/**
 * What the browser says to a document that failed, and React to a page that did. Next's document for it names no icon
 * before its script has run, and the browser may look for one unasked until then.
 */
const FAILED = /\b503\b|React error #441|favicon\.ico/;

test("with PostgreSQL away the dashboard says so in words; once it is back, trying again shows the dashboard", async ({
  app,
  page,
  context,
  expectProblem,
}) => {
  expectProblem(FAILED);
  const client = await app.signUp();
  await subscribe(app, client, await priceOf(app, "pro_month"));
  await bring(context, client);
  const plan = page.getByRole("region", { name: "Plan", exact: true });

  wire.sever();
  await page.goto(`${second.url}/dashboard`);
  await expect(failed(page)).toBeVisible();
  await expect(page.getByText("Nothing was bought or changed by this.")).toBeVisible();
  await expectAccessible(page, "the error page");

  const again = page.getByRole("button", { name: "Try again" });
  await pressByKeyboard(page, again);
  await expect(again).toBeFocused();
  await expect(failed(page)).toBeVisible();

  wire.repair();
  await page.evaluate(() => Object.assign(globalThis, { sameDocument: true }));
  const release = await holdAnswers(page, `${second.url}/dashboard*`);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "One moment" })).toBeFocused();
  release();
  await expect(plan).toContainText("Pro");
  await expect(failed(page)).toHaveCount(0);
  expect(await page.evaluate(() => "sameDocument" in globalThis)).toBe(true);
});

test("the shared page says so in each language, with and without JavaScript, until PostgreSQL is back", async ({
  page,
  browser,
  expectProblem,
}) => {
  expectProblem(FAILED);
  wire.sever();
  await page.goto(`${second.url}/pricing`);
  await expect(failed(page)).toBeVisible();
  await expect(
    page.locator("[lang=de]").getByRole("heading", { name: "Bei uns ist etwas schiefgegangen" }),
  ).toBeVisible();
  await expectAccessible(page, "the failure of the whole page");

  const context = await browser.newContext({ javaScriptEnabled: false });
  const plain = await context.newPage();
  await plain.goto(`${second.url}/pricing?workspace=some`);
  wire.repair();
  for (const one of [page, plain]) {
    await pressByKeyboard(one, one.getByRole("link", { name: "Try again" }));
    await expect(one.getByRole("heading", { name: "Plans and pricing" })).toBeVisible();
  }
  expect(plain.url()).toBe(`${second.url}/pricing?workspace=some`);
  await context.close();
});

test("a page that fails around everything on it says so in each language", async ({ app, page, expectProblem }) => {
  expectProblem(/Minified React error/);
  await page.route("**/login", async (route) => {
    const answer = await route.fetch();
    // The messages of the browser get lost on the way.
    await route.fulfill({
      response: answer,
      body: (await answer.text()).replaceAll('\\"messages\\":{\\"skip', '\\"stray\\":{\\"skip'),
    });
  });
  await page.goto(`${app.url}/login`);
  await expect(failed(page)).toBeVisible();
  await expectAccessible(page, "the failure of the whole document");
  await page.unroute("**/login");
  await page.getByRole("link", { name: "Noch einmal versuchen" }).click();
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
});

test("a form that is sent while PostgreSQL is away says so, and keeps what was typed", async ({
  app,
  page,
  context,
}) => {
  await bring(context, await app.signUp());
  await page.goto(`${second.url}/account`);
  const name = page.getByRole("textbox", { name: "Name" });
  await name.fill("Ada Lovelace");
  wire.sever();
  await page.getByRole("button", { name: "Save" }).click();
  const main = page.getByRole("main");
  await expect(main.getByRole("alert")).toHaveText(
    /^We're having trouble right now\. .* Try again in a few seconds\.\s*$/,
  );
  await expect(name).toHaveValue("Ada Lovelace");
  wire.repair();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(main.getByText("Name saved")).toBeVisible();
});

test("the operator's pages do the same", async ({ app, page, context, expectProblem }) => {
  expectProblem(FAILED);
  await bring(context, await signUpOperator(app));
  wire.sever();
  await page.goto(`${second.url}/operator`);
  await expect(failed(page)).toBeVisible();
  await expectAccessible(page, "the operator's error page");
  wire.repair();
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByRole("heading", { name: "Operator" })).toBeVisible();
});
