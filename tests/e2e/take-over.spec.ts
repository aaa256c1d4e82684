import { newWorkspace, priceOf, setRole, subscribe, userIdOf } from "@/tests/support/billing";
import { expect, newPerson, test } from "@/tests/support/browser";
import { expectAccessible } from "./accessible";
import { bring, fillCard } from "./steps";

test("an owner takes over the plan of somebody who left, and both read who pays from when on", async ({
  app,
  page,
  browser,
}) => {
  const [ada, olga] = [newPerson("Ada"), newPerson("Olga")];
  const [payer, owner] = await Promise.all([app.signUp(ada), app.signUp(olga)]);
  const workspaceId = await newWorkspace(app, { [ada.email]: "admin", [olga.email]: "owner" });
  await subscribe(app, payer, await priceOf(app, "pro_month"), workspaceId);

  // While Ada is a member, it is hers to allow.
  const context = await browser.newContext({ baseURL: app.url });
  const theirs = await context.newPage();
  await bring(context, payer);
  await theirs.goto(`/workspaces/${workspaceId}`);
  await theirs.getByRole("button", { name: "Allow taking over Pro" }).click();
  await expect(theirs.getByText("Owners and admins can take over Pro until")).toBeVisible();
  await expectAccessible(theirs, "settings with a consent");

  await bring(page.context(), owner);
  await page.goto(`/dashboard?workspace=${workspaceId}`);
  const whoPays = page.getByRole("region", { name: "Who pays" });
  await expect(whoPays).toContainText("Ada lets you take over Pro until");
  await expectAccessible(page, "dashboard with a consent");

  await app.database.pool.query("DELETE FROM membership WHERE workspace_id = $1 AND user_id = $2", [
    workspaceId,
    await userIdOf(app, ada.email),
  ]);
  await page.reload();
  await expect(whoPays).toContainText("Ada left this workspace and still pays for Pro.");
  await expect(whoPays).toContainText("You'll see the amount before you confirm.");
  await expectAccessible(page, "dashboard of a plan whose payer left");
  await whoPays.getByRole("button", { name: "Take over Pro" }).click();
  await expect(page.getByLabel("Card number")).toBeVisible();
  await expectAccessible(page, "checkout of a take-over");
  await fillCard(page, "4242 4242 4242 4242");
  await page.getByRole("button", { name: /^(Start trial|Subscribe)$/ }).click();
  await page.waitForURL("**/payment**");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.getByText(/trial/i)).toHaveCount(0);
  await expectAccessible(page, "payment page of a take-over");

  await expect(async () => {
    await page.goto(`/dashboard?workspace=${workspaceId}`);
    await expect(whoPays).toContainText("You take over Pro. You're first charged on", { timeout: 1_000 });
  }).toPass({ timeout: 30_000 });
  await expect(page.getByText(/twice/)).toHaveCount(0);
  await expectAccessible(page, "dashboard of who took over");

  await theirs.goto("/workspaces");
  await expect(theirs.getByText("Olga pays from then on.")).toBeVisible();
  await expectAccessible(theirs, "workspaces of who paid before");
  // Back as a member they read it on the dashboard, too.
  await setRole(app, ada.email, workspaceId, "admin");
  await theirs.goto(`/dashboard?workspace=${workspaceId}`);
  await expect(theirs.getByText(/Olga takes over Pro\. You won't be charged after/)).toBeVisible();
  await expectAccessible(theirs, "dashboard of who paid before");
  await context.close();
});
