import type { Page, Route } from "@playwright/test";
import { known, newWorkspace, priceOf, setRole, settled, subscribe, workspaceOf } from "@/tests/support/billing";
import { startApp } from "@/tests/support/app";
import { expect, newPerson, test } from "@/tests/support/browser";
import { bring, choosing, signIn } from "./steps";

const SHOWS_WITHIN_MS = 5_000;

const pro = (page: Page) =>
  page.getByRole("listitem").filter({ has: page.getByRole("heading", { name: "Pro", exact: true }) });

/** How much moved on the page so far, all in all. */
const shifts = (page: Page): Promise<number> =>
  page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let sum = 0;
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) sum += (entry.toJSON() as { value: number }).value;
        }).observe({ type: "layout-shift", buffered: true });
        requestAnimationFrame(() => requestAnimationFrame(() => resolve(sum)));
      }),
  );

test("a change at Stripe shows within five seconds, on every instance, also after a quiet hour", async ({ app }) => {
  const second = await startApp({ beside: app, postgres: { templateUrl: app.database.url } });
  try {
    const read = async (url: string) => (await fetch(`${url}/pricing`)).text();
    // Both have the page in their memory now; nobody asks for it until it has changed.
    await Promise.all([read(app.url), read(second.url)]);
    // Made at Stripe, so its texts are Stripe's.
    const description = `For whoever reads this at ${Date.now()}.`;
    const product = await app.stripe.products.create({ name: "Made at Stripe", description });
    await app.stripe.prices.create({
      product: product.id,
      currency: "usd",
      unit_amount: 500,
      recurring: { interval: "month" },
    });
    await settled(app);
    for (const url of [app.url, second.url]) {
      await expect.poll(() => read(url), { timeout: SHOWS_WITHIN_MS }).toContain(description);
    }
    await app.stripe.products.update(product.id, { active: false });
    await settled(app);
  } finally {
    await second.stop();
  }
});

test("month and year can be switched without JavaScript", async ({ browser, app }) => {
  const context = await browser.newContext({ javaScriptEnabled: false, baseURL: app.url });
  const page = await context.newPage();
  await page.goto("/pricing");
  await expect(page.getByText("$29", { exact: true })).toBeVisible();
  await expect(page.getByText("$24.17", { exact: true })).toBeHidden();
  await page.getByLabel("Yearly").check();
  await expect(page.getByText("$24.17", { exact: true })).toBeVisible();
  await expect(page.getByText("$29", { exact: true })).toBeHidden();
  await context.close();
});

test("the trial is promised to new customers, and to this person only if they get it", async ({ app, page }) => {
  const person = newPerson();
  const client = await app.signUp(person);
  await page.goto("/pricing");
  await expect(page.getByText("New customers try any plan free for 7 days.")).toBeVisible();
  await signIn(page, person);
  await page.goto("/pricing");
  await expect(page.getByText(/You can try any plan free for 7 days\. First payment on \w+ \d+, \d+\./)).toBeVisible();
  await subscribe(app, client, await priceOf(app, "pro_month"));
  await page.reload();
  await expect(page.getByText("Switching doesn't start a new trial.")).toBeVisible();
  const other = await newWorkspace(app, { [person.email]: "owner" });
  await page.goto(`/pricing?workspace=${other}`);
  await expect(page.getByText("You've had a plan before, so a new one starts without a free trial.")).toBeVisible();
  await expect(page.getByRole("button", { name: choosing("Pro") })).toBeVisible();
});

test("a customer sees their own interval and plan, with its end, and nothing moves when the page learns of them", async ({
  app,
  page,
}) => {
  const client = await app.signUp(newPerson());
  const { subscriptionId, workspaceId } = await subscribe(app, client, await priceOf(app, "pro_year"));
  await app.stripe.subscriptions.update(subscriptionId, { cancel_at_period_end: true });
  await settled(app);
  await bring(page.context(), client);
  for (const width of [1280, 360]) {
    await page.setViewportSize({ width, height: 900 });
    await page.goto(`/pricing?workspace=${workspaceId}`);
    await expect(page.getByLabel("Yearly")).toBeChecked();
    await expect(pro(page)).toContainText(/Your plan ?Trial, ends on \w+ \d+, \d+/);
    await expect(pro(page).getByRole("button", { name: "Manage Pro" })).toBeVisible();
    await expect(page.getByRole("link", { name: "Switch to Business" })).toBeVisible();
    expect(await shifts(page)).toBe(0);
  }
  // What was chosen stays.
  await page.getByLabel("Monthly").check();
  await expect(pro(page).getByRole("link", { name: "Switch to monthly billing" })).toBeVisible();
});

test("a workspace that had a plan is told that this is why there is no trial; a member is promised none", async ({
  app,
  page,
}) => {
  const [payer, person] = [newPerson(), newPerson("Grace")];
  const [client] = [await app.signUp(payer), await app.signUp(person)];
  const { subscriptionId, workspaceId } = await subscribe(app, client, await priceOf(app, "pro_month"));
  await app.stripe.subscriptions.cancel(subscriptionId);
  await known(app, subscriptionId);
  await setRole(app, person.email, workspaceId, "admin");
  await signIn(page, person);
  await page.goto(`/pricing?workspace=${workspaceId}`);
  await expect(
    page.getByText("This workspace has had a plan before, so a new one starts without a free trial."),
  ).toBeVisible();
  const fresh = await newWorkspace(app, { [person.email]: "member" });
  await page.goto(`/pricing?workspace=${fresh}`);
  await expect(page.getByText("Only owners and admins can choose plans. Ask one of them.")).toBeVisible();
  await expect(page.getByText("You can try any plan")).toBeHidden();
});

test("the saving of a year and the features of all plans are there without JavaScript", async ({ browser, app }) => {
  const context = await browser.newContext({ javaScriptEnabled: false, baseURL: app.url });
  const page = await context.newPage();
  await page.goto("/pricing");
  await expect(page.getByText("Save $58 a year")).toBeHidden();
  await page.getByLabel("Yearly").check();
  await expect(page.getByText("Save $58 a year")).toBeVisible();
  for (const width of [320, 1280]) {
    await page.setViewportSize({ width, height: 700 });
    const row = page.getByRole("table").getByRole("row", { name: /API access/ });
    await expect(row).toContainText("Connect your own tools to the workspace.");
    await expect(row.getByRole("cell")).toHaveText(["Not included", "Not included", "Included"]);
  }
  await context.close();
});

for (const [what, fail] of [
  [
    "an error of ours",
    (route: Route) => route.fulfill({ status: 500, json: { code: "internal_error", detail: "Something went wrong." } }),
  ],
  ["no answer", (route: Route) => route.abort()],
] as const) {
  test(`${what} about the workspace of the address brings up no other workspace`, async ({
    app,
    page,
    context,
    expectProblem,
  }) => {
    expectProblem(/500|ERR_FAILED/);
    const client = await app.signUp();
    const workspace = await newWorkspace(app, { [client.person.email]: "owner" });
    await bring(context, client);
    await page.route(`**/offer/?workspace_id=${workspace}`, fail);
    await page.goto(`/pricing?workspace=${workspace}`);
    await page.waitForLoadState("networkidle");
    await expect(page.getByRole("button", { name: choosing("Pro") })).toHaveCount(0);
    await expect(page.getByRole("link", { name: choosing("Pro") }).first()).toHaveAttribute(
      "href",
      new RegExp(`&workspace=${workspace}$`),
    );
  });
}

test("for a workspace of others, and for what is no workspace, the page is the one for their own", async ({
  app,
  page,
  context,
  expectProblem,
}) => {
  expectProblem(/400|404/);
  const client = await app.signUp();
  await bring(context, client);
  for (const workspace of [await newWorkspace(app, {}), "ws_1"]) {
    await page.goto(`/pricing?workspace=${workspace}`);
    await expect(page.getByRole("button", { name: choosing("Pro") })).toBeVisible();
    await expect(page.getByRole("link", { name: "Dashboard" })).toHaveAttribute(
      "href",
      `/dashboard?workspace=${await workspaceOf(client)}`,
    );
  }
});
