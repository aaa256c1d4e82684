import type { Page } from "@playwright/test";
import { newWorkspace, priceOf, subscribe } from "@/tests/support/billing";
import { expect, newPerson, test } from "@/tests/support/browser";
import { bring, choosing, payWith, subscribePaid } from "./steps";

const plan = (page: Page) => page.getByRole("region", { name: "Plan", exact: true });
const choose = (page: Page, name: string) =>
  page
    .getByRole("button", { name: choosing(name) })
    .first()
    .click();

test("two tabs with two workspaces: each buys, pays and shows its own", async ({ app, page, context }) => {
  const client = await app.signUp();
  // Somebody who had a plan: no trial that only one of two checkouts could keep.
  await subscribePaid(app, client, "business_month");
  const [one, other] = [
    await newWorkspace(app, { [client.person.email]: "owner" }),
    await newWorkspace(app, { [client.person.email]: "owner" }),
  ];
  await bring(context, client);
  const [left, right] = [page, await context.newPage()];
  await left.goto(`/pricing?workspace=${one}`);
  await right.goto(`/pricing?workspace=${other}`);
  await choose(left, "Starter");
  await expect(left.getByLabel("Card number")).toBeVisible();
  await choose(right, "Pro");
  await expect(right.getByLabel("Card number")).toBeVisible();
  await payWith(right, "4242 4242 4242 4242");
  await expect(right.getByRole("heading", { name: "You're on Pro" })).toBeVisible();
  await payWith(left, "4242 4242 4242 4242");
  await expect(left.getByRole("heading", { name: "You're on Starter" })).toBeVisible();

  for (const [tab, workspace, name] of [
    [left, one, "Starter"],
    [right, other, "Pro"],
  ] as const) {
    await tab.getByRole("link", { name: "Go to the dashboard" }).click();
    await tab.waitForURL(`**/dashboard?workspace=${workspace}`);
    await expect(plan(tab)).toContainText(name);
  }
  // Both go to the portal, whose way back names the workspace.
  for (const tab of [left, right]) await tab.getByRole("button", { name: "Manage billing" }).click();
  for (const tab of [right, left]) await tab.getByRole("link", { name: `Return to ${new URL(app.url).host}` }).click();
  await right.waitForURL(`**/dashboard/?workspace=${other}`);
  await left.waitForURL(`**/dashboard/?workspace=${one}`);
  await expect(plan(left)).toContainText("Starter");
  await expect(plan(right)).toContainText("Pro");
});

test("two tabs with the plans of one workspace: the second to pay is not sold another plan", async ({
  app,
  page,
  context,
  expectProblem,
}) => {
  expectProblem(/410/); // Stripe's page of a checkout that was closed
  const client = await app.signUp();
  await bring(context, client);
  const [left, right] = [page, await context.newPage()];
  await left.goto("/pricing");
  await right.goto("/pricing");
  await choose(left, "Starter");
  await expect(left.getByLabel("Card number")).toBeVisible();
  const abandoned = left.url();
  await choose(right, "Pro");
  await payWith(right, "4242 4242 4242 4242");
  await expect(right.getByRole("heading", { name: "You're on Pro" })).toBeVisible();
  // The first tab's checkout was closed when the second began.
  await left.goto(abandoned);
  await expect(left.getByLabel("Card number")).toHaveCount(0);
  const { data } = await app.stripe.subscriptions.list({ limit: 3 });
  const [pro] = data.filter(
    ({ status, items }) => status === "trialing" && items.data[0]?.price.lookup_key === "pro_month",
  );
  expect(data.filter(({ customer }) => customer === pro?.customer)).toHaveLength(1);
});

test("two people in one browser: a tab that the first one left open does nothing in the name of the second", async ({
  app,
  page,
  context,
  expectProblem,
}) => {
  expectProblem(/404/);
  const [ada, eve] = [await app.signUp(newPerson("Ada")), await app.signUp(newPerson("Eve"))];
  const { workspaceId } = await subscribe(app, ada, await priceOf(app, "pro_month"));
  await subscribe(app, eve, await priceOf(app, "starter_month"));
  await bring(context, ada);
  await page.goto(`/dashboard?workspace=${workspaceId}`);
  await expect(plan(page)).toContainText("Pro");
  await bring(context, eve);
  await page.getByRole("button", { name: "Manage billing" }).click();
  await expect(
    page.getByRole("alert").filter({ hasText: "We couldn't find this workspace among yours." }),
  ).toBeVisible();
  const second = await context.newPage();
  await second.goto("/dashboard");
  await expect(second.getByRole("heading", { name: "Eve's workspace" })).toBeVisible();
  await expect(plan(second)).toContainText("Starter");
  await page.reload();
  await expect(page.getByRole("heading", { name: "Page not found" })).toBeVisible();
});
