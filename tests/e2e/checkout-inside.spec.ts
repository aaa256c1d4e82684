import type { Page } from "@playwright/test";
import { checkout, priceOf, workspaceOf } from "@/tests/support/billing";
import { expect, test } from "@/tests/support/browser";
import { startApp, type TestApp } from "@/tests/support/app";
import { expectFramePresentable, expectPresentable, expectUsableAtFourfoldZoom } from "./accessible";
import { englishOn } from "./english";
import { accountMenu, bring, fillCard, pressByKeyboard, stripeForm, typeByKeyboard } from "./steps";

test.use({ baseURL: async ({ embedded }, use) => use(embedded.url) });

/** Somebody with a checkout that is open within our page, on that page. */
async function atCheckout(embedded: TestApp, page: Page) {
  const client = await embedded.signUp();
  const workspaceId = await workspaceOf(client);
  const { body } = await checkout(client, await priceOf(embedded, "pro_month"), workspaceId);
  await bring(page.context(), client);
  const path = `/checkout?session=${body.session_id}`;
  return { client, workspaceId, path, sessionId: body.session_id };
}

const card = (page: Page) => stripeForm(page).getByLabel(/^(Card number|Kartennummer)$/);

const lookAgain = (page: Page) => page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));

/** What became of all sessions of a workspace. */
async function sessionsOf(app: TestApp, workspaceId: string): Promise<string[]> {
  const { rows } = await app.database.pool.query<{ state: string; ui: string }>(
    `SELECT state, COALESCE(parameters->>'ui_mode', 'hosted') AS ui FROM checkout_session WHERE workspace_id = $1 ORDER BY created_at`,
    [workspaceId],
  );
  return rows.map(({ state, ui }) => `${ui} ${state}`);
}

test("Stripe's form stands beside the order, and nothing is asked of a host of Stripe's", async ({
  embedded,
  page,
}) => {
  const hosts = new Set<string>();
  page.on("request", (request) => hosts.add(new URL(request.url()).origin));
  const { workspaceId, path, sessionId } = await atCheckout(embedded, page);
  await page.goto(path);
  await expect(page).toHaveTitle(/^Checkout · .+ · HyperSaaS$/);
  const order = page.getByRole("region", { name: "Your order" });
  await expect(order).toContainText(/Pro \$29 per month.*\$0\.00 today, then \$29\.00 per month from \w+ \d+, \d{4}/);
  await expect(order.getByRole("link", { name: "Choose another plan" })).toHaveAttribute(
    "href",
    `/pricing?workspace=${workspaceId}`,
  );
  await expect(order.getByRole("link", { name: /^Back to / })).toHaveAttribute(
    "href",
    `/dashboard?workspace=${workspaceId}`,
  );
  await expect(card(page)).toBeVisible();
  await expect(page.locator("iframe")).toHaveAttribute("title", /^Try Pro · /);
  await expect(page.getByText("Loading checkout…")).toHaveCount(0);
  await expectPresentable(page, "checkout");
  await expectFramePresentable(page, "embedded-checkout");
  await expectUsableAtFourfoldZoom(page, stripeForm(page));
  expect([...hosts].toSorted()).toEqual(
    [new URL(embedded.url).origin, new URL(embedded.localStripe.url).origin].toSorted(),
  );
  // The dashboard leads back to it, and so does the page after payment.
  await page.goto(`/dashboard?workspace=${workspaceId}`);
  await expect(page.getByRole("link", { name: /^Continue/ })).toHaveAttribute("href", path);
  await page.goto(`/payment?session=${sessionId}`);
  await page.getByRole("link", { name: "Continue checkout" }).click();
  await expect(card(page)).toBeVisible();
});

test("a card that asks for 3-D Secure is confirmed in the frame by keyboard; a reload and a second tab show the same form", async ({
  embedded,
  page,
  context,
}) => {
  const { path } = await atCheckout(embedded, page);
  await page.goto(path);
  await fillCard(stripeForm(page), "4242 4242 4242 4242");
  await page.reload();
  await expect(card(page)).toHaveValue("");
  // Looking at it again takes nothing away that was typed.
  await fillCard(stripeForm(page), "4242 4242 4242 4242");
  await lookAgain(page);
  const second = await context.newPage();
  await second.goto(path);
  const form = stripeForm(second);
  await typeByKeyboard(second, form.getByLabel("Card number"), "4000002500003155");
  await typeByKeyboard(second, form.getByLabel("MM / YY"), "1234");
  await typeByKeyboard(second, form.getByLabel("CVC"), "123");
  await typeByKeyboard(second, form.getByLabel("Cardholder name"), "Ada Lovelace");
  await pressByKeyboard(second, form.getByRole("button", { name: "Start trial" }));
  await pressByKeyboard(second, form.getByRole("button", { name: "Complete" }));
  await second.waitForURL("**/payment?session=cs_*");
  await expect(second.getByRole("heading", { name: "You're on Pro" })).toBeVisible();
  // Back from there nothing is offered again.
  await second.goBack();
  await second.waitForURL("**/payment?session=cs_*");
  await expect(second.getByRole("heading", { name: "You're on Pro" })).toBeVisible();
  // The first tab says so as soon as somebody looks at it.
  await expect(card(page)).toHaveValue("4242 4242 4242 4242");
  await page.bringToFront();
  await lookAgain(page);
  await page.waitForURL("**/payment?session=cs_*");
  await expect(page.getByRole("heading", { name: "You're on Pro" })).toBeVisible();
});

test("back by the browser's button the form is a new one, however often", async ({ embedded, page }) => {
  const { path } = await atCheckout(embedded, page);
  await page.goto(path);
  await fillCard(stripeForm(page), "4242 4242 4242 4242");
  // Twice before the next form is there: each waits until the one before is removed.
  await page.evaluate(() => {
    for (const _ of [1, 2]) dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
  });
  await expect(card(page)).toHaveValue("");
  await expect(page.locator("iframe:visible")).toHaveCount(1);
});

test("it says what is true when the checkout expires, and when its visitor has signed out elsewhere", async ({
  embedded,
  page,
  context,
}) => {
  const first = await atCheckout(embedded, page);
  await page.goto(first.path);
  await expect(card(page)).toBeVisible();
  const other = await context.newPage();
  await other.goto("/dashboard");
  await (await accountMenu(other)).getByRole("button", { name: "Sign out" }).click();
  await other.waitForURL("**/pricing");
  await lookAgain(page);
  await page.waitForURL(`**/login?checkout=${first.sessionId}`);

  const second = await atCheckout(embedded, page);
  await page.clock.install();
  await page.goto(second.path);
  await expect(card(page)).toBeVisible();
  await embedded.stripe.checkout.sessions.expire(second.sessionId);
  // Of a session whose time isn't up the page believes our copy for ten seconds.
  await expect.poll(() => sessionsOf(embedded, second.workspaceId)).toEqual(["embedded_page expired"]);
  await page.clock.fastForward(25 * 3_600_000);
  await expect(page.getByRole("heading", { name: "This checkout has expired" })).toBeVisible();
  await expect(page.getByRole("link", { name: "See the plans" })).toBeVisible();
});

const nothing = () => undefined;
const script = (body: string) => (page: Page) =>
  page.route("**/stripe.js", (route) => route.fulfill({ contentType: "text/javascript", body }));
const stripeJs = (made: string) => script(`window.Stripe = Object.assign(() => { ${made} }, { version: 'endive' })`);
const making = (page: string) => `return { _registerWrapper() {}, createEmbeddedCheckoutPage: () => ${page} }`;

/** What fails, how, and for what is silent when its five seconds begin. */
const FAILURES: [what: string, (page: Page) => Promise<unknown>, begins?: (page: Page) => Promise<unknown>][] = [
  ["is blocked", (page) => page.route("**/stripe.js", (route) => route.abort())],
  ["is something else", script("")],
  ["refuses the key", stripeJs("throw new Error('no')")],
  ["refuses the session", stripeJs(making("Promise.reject(new Error('no'))"))],
  ["is silent", (page) => page.route("**/stripe.js", nothing), (page) => page.waitForRequest("**/stripe.js")],
  [
    "never has a form",
    stripeJs(making("new Promise(() => console.log('asked'))")),
    (page) => page.waitForEvent("console", (message) => message.text() === "asked"),
  ],
];

test("where Stripe.js can't show a form the same order is paid on Stripe's page, and nothing is asked of a host of Stripe's", async ({
  embedded,
  context,
  page: first,
  expectProblem,
}) => {
  expectProblem(/ERR_FAILED/);
  const own = [embedded.url, embedded.localStripe.url].map((url) => new URL(url).origin);
  const foreign: string[] = [];
  context.on("request", (request) => own.includes(new URL(request.url()).origin) || foreign.push(request.url()));
  for (const [what, fail, begins] of FAILURES)
    await test.step(`Stripe.js ${what}`, async () => {
      const page = await context.newPage();
      const { workspaceId, path } = await atCheckout(embedded, first);
      await fail(page);
      if (begins) {
        await page.clock.install();
        await Promise.all([begins(page), page.goto(path)]);
        await expect(page.getByText("Loading checkout…")).toBeVisible();
        await expect(page.getByRole("main").getByRole("alert")).toHaveCount(0);
        await page.clock.fastForward(5_000);
      } else await page.goto(path);
      await expect(page).toHaveURL((url) => url.origin === new URL(embedded.localStripe.url).origin);
      await expect(page.getByRole("heading", { name: "Try Pro" })).toBeVisible();
      expect(await sessionsOf(embedded, workspaceId)).toEqual(["embedded_page expired", "hosted open"]);
      await page.close();
    });
  expect(foreign).toEqual([]);
});

test("and where that fails as well, it says so, with a button", async ({ embedded, page, expectProblem }) => {
  expectProblem(/ERR_FAILED|502/);
  const { path } = await atCheckout(embedded, page);
  await page.route("**/stripe.js", (route) => route.abort());
  await embedded.localStripe.fault({ method: "POST", path: "/v1/checkout", kind: "status", status: 503, times: 1000 });
  try {
    await page.goto(path);
    await expect(page.getByRole("main").getByRole("alert")).toContainText("Stripe can't be reached right now.");
  } finally {
    await embedded.localStripe.clearFaults();
  }
  await page.getByRole("button", { name: "Continue to Stripe" }).click();
  await expect(page.getByRole("heading", { name: "Try Pro" })).toBeVisible();
});

test("a form that is open when its key is taken away leads to Stripe's page", async ({ embedded, page }) => {
  const { workspaceId, path } = await atCheckout(embedded, page);
  const without = await startApp({
    beside: embedded,
    postgres: { templateUrl: embedded.database.url },
    ownAddress: true,
    env: { CHECKOUT_UI: "hosted", STRIPE_PUBLISHABLE_KEY: "" },
  });
  try {
    await page.goto(without.url + path);
    await expect(page.getByRole("heading", { name: "Try Pro" })).toBeVisible();
    expect(new URL(page.url()).origin).toBe(new URL(embedded.localStripe.url).origin);
    expect(await sessionsOf(embedded, workspaceId)).toEqual(["embedded_page expired", "hosted open"]);
  } finally {
    await without.stop();
  }
});

test.describe("in German", () => {
  test.use({ locale: "de-DE" });

  test("all of it is, also in the dark, and two clicks at once pay once", async ({ embedded, page }) => {
    await page.emulateMedia({ colorScheme: "dark" });
    const { path, sessionId } = await atCheckout(embedded, page);
    await page.goto(path);
    await expect(page.getByRole("region", { name: "Ihre Bestellung" })).toContainText(/Pro 29\s\$ pro Monat/);
    await fillCard(stripeForm(page), "4242 4242 4242 4242");
    expect(await englishOn(page)).toEqual([]);
    const button = stripeForm(page).getByRole("button", { name: "Testphase starten" });
    await button.evaluate((one: HTMLButtonElement) => [one, one].forEach((each) => each.click()));
    await page.waitForURL("**/payment?session=cs_*");
    const { customer } = await embedded.stripe.checkout.sessions.retrieve(sessionId);
    expect((await embedded.stripe.subscriptions.list({ customer: String(customer) })).data).toHaveLength(1);
  });
});
