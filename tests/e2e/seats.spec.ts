import type { Browser } from "@playwright/test";
import type { TestApp } from "@/tests/support/app";
import { known, sell, subscribe, workspaceOf } from "@/tests/support/billing";
import { expect, newPerson, test } from "@/tests/support/browser";
import { expectAccessible, expectPresentable } from "./accessible";
import { selling } from "./selling";
import { bring, signIn } from "./steps";

test("a price per seat is shown as what all pay together, and who joins sees to a seat more", async ({
  app,
  page,
  browser,
}) => {
  const sold = async () => [
    await sell(
      app,
      { unit_amount: 900, metadata: { per_seat: "true" } },
      { name: "Team", metadata: { plan_group: "plan", features: "chat" } },
    ),
  ];
  await selling(app, sold, async ([team]) => {
    await page.goto("/pricing");
    await expect(page.getByRole("listitem").filter({ has: page.getByRole("heading", { name: "Team" }) })).toContainText(
      "per person, per month",
    );

    const ada = newPerson("Ada");
    const client = await app.signUp(ada);
    const workspaceId = await workspaceOf(client);
    await bring(page.context(), client);
    await page.goto(`/pricing?workspace=${workspaceId}`);
    await expect(page.getByText("1 person: $9 per month. Each new member adds a seat.")).toBeVisible();
    await expectPresentable(page, "pricing per seat");

    await subscribe(app, client, team?.id ?? "", workspaceId);
    await page.goto(`/workspaces/${workspaceId}`);
    const seats = page.getByRole("region", { name: "Seats" });
    await expect(seats).toContainText("Team: 1 seat at $9 per month each, $9 per month together.");
    await expectPresentable(page, "settings of a workspace with seats");
    await page.getByRole("button", { name: "Create invitation link" }).click();
    const link = await page.getByLabel("Invitation link").inputValue();

    await joinBy(link, app, browser);

    await expect(async () => {
      await page.reload();
      await expect(seats).toContainText("Team: 2 seats at $9 per month each, $18 per month together.", {
        timeout: 1_000,
      });
    }).toPass({ timeout: 30_000 });
  });
});

/** Somebody new signs up, opens an invitation's link and accepts it. */
async function joinBy(link: string, app: TestApp, browser: Browser): Promise<void> {
  const context = await browser.newContext({ baseURL: app.url });
  const theirs = await context.newPage();
  const grace = newPerson("Grace");
  await app.signUp(grace);
  await signIn(theirs, grace);
  await theirs.goto(link);
  await theirs.getByRole("button", { name: "Accept invitation" }).click();
  await theirs.waitForURL("**/dashboard**");
  await context.close();
}

test("of a chosen number nobody is invited beyond it, until one more is bought", async ({ app, page, browser }) => {
  const metadata = { per_seat: "true", seats: "chosen", min_seats: "2", max_seats: "40" };
  const sold = async () => [
    await sell(app, { unit_amount: 2_000, metadata }, { name: "Studio", metadata: { plan_group: "plan" } }),
  ];
  await selling(app, sold, async ([studio]) => {
    const client = await app.signUp(newPerson("Ada"));
    const workspaceId = await workspaceOf(client);
    // Who had a plan before gets no trial.
    const first = await subscribe(app, client, studio?.id ?? "", workspaceId);
    await app.stripe.subscriptions.cancel(first.subscriptionId);
    await known(app, first.subscriptionId);
    await subscribe(app, client, studio?.id ?? "", workspaceId);
    await bring(page.context(), client);
    await page.goto(`/workspaces/${workspaceId}`);
    const seats = page.getByRole("region", { name: "Seats" });
    await expect(seats).toContainText(
      "Studio: 2 seats at $20 per month each, $40 per month together. 1 of 2 seats in use.",
    );
    const invite = page.getByRole("button", { name: "Create invitation link" });
    await invite.click();
    const link = await page.getByLabel("Invitation link").inputValue();
    await joinBy(link, app, browser);

    await page.reload();
    await invite.click();
    const refusal = page.getByRole("alert").filter({ hasText: "All 2 seats are in use." });
    await expect(refusal).toBeVisible();
    await expectAccessible(page, "settings of a workspace whose seats are taken");
    await refusal.getByRole("link", { name: "Change seats" }).click();

    await expect(page.getByRole("heading", { level: 1, name: "Seats of Studio" })).toBeVisible();
    await page.getByLabel("Number of seats").fill("3");
    await page.getByRole("button", { name: "See what it costs" }).click();
    const cost = page.getByRole("region", { name: "What you pay" });
    await expect(cost).toContainText("3 seats instead of 2, as soon as you confirm. Nothing is charged today.");
    await expect(cost).toContainText("After that you pay $60 per month.");
    await expectAccessible(page, "another number of seats");
    await page.getByRole("button", { name: "Change to 3 seats" }).click();

    await expect(page.getByText("Number of seats changed")).toBeVisible();
    await expect(seats).toContainText(
      "Studio: 3 seats at $20 per month each, $60 per month together. 2 of 3 seats in use.",
    );
    await invite.click();
    await expect(page.getByLabel("Invitation link")).not.toHaveValue(link);
    await page.goto(`/dashboard?workspace=${workspaceId}`);
    await page.getByRole("link", { name: "Change seats" }).click();
    await expect(page.getByLabel("Number of seats")).toHaveValue("3");
  });
});
