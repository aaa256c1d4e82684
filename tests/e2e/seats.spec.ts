import { sell, subscribe, workspaceOf } from "@/tests/support/billing";
import { expect, newPerson, test } from "@/tests/support/browser";
import { expectPresentable } from "./accessible";
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

    const context = await browser.newContext({ baseURL: app.url });
    const theirs = await context.newPage();
    const grace = newPerson("Grace");
    await app.signUp(grace);
    await signIn(theirs, grace);
    await theirs.goto(link);
    await theirs.getByRole("button", { name: "Accept the invitation" }).click();
    await theirs.waitForURL("**/dashboard**");
    await context.close();

    await expect(async () => {
      await page.reload();
      await expect(seats).toContainText("Team: 2 seats at $9 per month each, $18 per month together.", {
        timeout: 1_000,
      });
    }).toPass({ timeout: 30_000 });
  });
});
