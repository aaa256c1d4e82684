import { allDelivered, priceOf, subscribe, workspaceOf } from "@/tests/support/billing";
import { expect, newPerson, test } from "@/tests/support/browser";
import { failedEvent, signUpOperator } from "@/tests/support/operator";
import { featuresOf, titlesOf } from "@/tests/support/plan-features";
import { expectAccessible } from "./accessible";
import { bring, signIn } from "./steps";

// Axe reads every element of every page four times.
test.describe.configure({ timeout: 180_000 });

const drift = JSON.stringify([
  {
    kind: "subscription",
    id: `sub_${"x".repeat(24)}`,
    field: "default_payment_method_id",
    here: `pm_${"y".repeat(24)}`,
    there: null,
  },
]);

test("an operator replays what failed and reads what happened, with and without scripts, by keyboard, on any screen", async ({
  app,
  page,
  browser,
  expectProblem,
}) => {
  const { person } = await signUpOperator(app);
  const customer = await app.signUp(newPerson("Ada"));
  const { subscriptionId } = await subscribe(app, customer, await priceOf(app, "pro_month"));
  await app.stripe.subscriptions.update(subscriptionId, { cancel_at_period_end: true });
  await allDelivered(app);
  const [first, second, third] = [await failedEvent(app), await failedEvent(app), await failedEvent(app)];
  await app.database.pool.query(
    `INSERT INTO reconciliation (id, mode, dry_run, started_at, worked_at, finished_at, drift, drift_count)
     VALUES (gen_random_uuid(), 'full', false, now(), now(), now(), $1, 1)`,
    [drift],
  );

  await test.step("strangers see the page of an address that does not exist", async () => {
    expectProblem(/404/);
    await page.goto("/operator");
    await expect(page.getByRole("heading", { name: "Page not found" })).toBeVisible();
    await expect(page).toHaveTitle("Not found · HyperSaaS");
  });

  await test.step("all is on one page, for every eye and screen", async () => {
    await signIn(page, person);
    await page.goto("/operator");
    await expect(page.getByRole("article")).toHaveCount(3);
    await page.getByText("Error and payload").first().click();
    await expect(page.getByRole("region", { name: `Payload ${first}` })).toContainText('"price.updated"');
    await expectAccessible(page, "operator");
  });

  await test.step("one is replayed with the keyboard", async () => {
    await page.goto("/operator");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    await expect(page.getByRole("button", { name: "Replay all" })).toBeFocused();
    await page.keyboard.press("Tab");
    await expect(page.getByRole("button", { name: `Replay ${first}` })).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(page.getByRole("status")).toHaveText(`${first} was processed.`);
    await expect(page.getByRole("article")).toHaveCount(2);
    await expectAccessible(page, "operator, after a replay");
  });

  await test.step("without scripts, too", async () => {
    const cookies = await page.context().cookies();
    const plain = await browser.newContext({ javaScriptEnabled: false, baseURL: app.url });
    await plain.addCookies(cookies);
    const quiet = await plain.newPage();
    await quiet.goto("/operator");
    await quiet.getByRole("button", { name: `Replay ${second}` }).click();
    await expect(quiet.getByRole("status")).toHaveText(`${second} was processed.`);
    await quiet.getByRole("button", { name: "Replay all" }).click();
    await expect(quiet.getByRole("status")).toHaveText("All failed events were replayed.");
    await expect(quiet.getByText(third)).toHaveCount(0);
    await plain.close();
  });

  await test.step("a workspace is found by its subscription, and its story read", async () => {
    await page.goto("/operator");
    await page.getByLabel("Find a workspace").fill(subscriptionId);
    await page.keyboard.press("Enter");
    // The page before lists workspaces of the same name.
    await page.waitForURL((url) => url.search.includes(subscriptionId));
    await page.getByRole("link", { name: "Ada's workspace" }).click();
    await page.waitForURL(`**/operator/workspaces/${await workspaceOf(customer)}`);
    const events = page.getByRole("region", { name: "What happened" }).getByRole("listitem");
    await expect(events.first()).toContainText("A cancellation was set: the plan ends on");
    await expect(events.last()).toContainText("Bought Pro ($29 per month).");
    await expect(events.last()).toContainText(`Access gained: ${titlesOf(featuresOf("pro"))}`);
    await expectAccessible(page, "timeline");
  });
});

test("what sales sold is assigned to a workspace, whose dashboard says who bills it", async ({ app, page }) => {
  const { person } = await signUpOperator(app);
  const ada = await app.signUp(newPerson("Ada"));
  const workspace = await workspaceOf(ada);
  const customer = await app.stripe.customers.create({
    name: "Analytical Engines",
    payment_method: "pm_card_visa",
    invoice_settings: { default_payment_method: "pm_card_visa" },
  });
  const items = [{ price: await priceOf(app, "pro_month") }];
  const { id } = await app.stripe.subscriptions.create({ customer: customer.id, items });
  await allDelivered(app);

  await signIn(page, person);
  await page.goto("/operator");
  const unassigned = page.getByRole("region", { name: "Paying, assigned to nobody" }).getByRole("listitem");
  await expect(unassigned.filter({ hasText: id })).toContainText("Pro · $29.00");
  await page.getByLabel(`Workspace for ${id}`).fill("made up");
  await page.getByRole("button", { name: `Assign ${id}` }).click();
  await expect(page.getByRole("alert").filter({ hasText: "There is no such workspace" })).toBeVisible();
  await expectAccessible(page, "operator, unassigned");
  await page.getByLabel(`Workspace for ${id}`).fill(workspace);
  await page.getByRole("button", { name: `Assign ${id}` }).click();
  await expect(page.getByRole("status")).toHaveText("Assigned to Ada's workspace.");
  await expect(unassigned.filter({ hasText: id })).toHaveCount(0);

  await page.context().clearCookies();
  await bring(page.context(), ada);
  await page.goto(`/dashboard?workspace=${workspace}`);
  const plan = page.getByRole("region", { name: "Plan", exact: true });
  await expect(plan).toContainText("Renews on");
  await expect(plan).toContainText("Billed outside this app");
  await expect(plan.getByRole("button", { name: /card|Cancel/ })).toHaveCount(0);
  await expectAccessible(page, "dashboard, billed outside");
});
