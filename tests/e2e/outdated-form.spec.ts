import { expect, newPerson, test } from "@/tests/support/browser";
import { signIn } from "./steps";

const SAID = "We've updated this page since you opened it, so nothing was saved.";

test("a form of a page of an earlier release says so and keeps what was typed, also after the reload it asks for", async ({
  app,
  page,
  expectProblem,
}) => {
  expectProblem(/409/);
  const ada = newPerson("Ada");
  await app.signUp(ada);
  await signIn(page, ada);
  await page.goto("/workspaces");
  await page.route("**/workspaces", (route, request) =>
    request.headers()["next-action"]
      ? route.continue({ headers: { ...request.headers(), "next-action": "7f".repeat(21) } })
      : route.continue(),
  );
  const name = page.getByLabel(/^Name/);
  const create = page.getByRole("button", { name: "Create workspace" });
  const typed = 'Engines "in" Zürich; & more';
  await name.fill(typed);
  await create.click();
  await expect(page.getByRole("alert").filter({ hasText: `${SAID} Reload it, then try again.` })).toBeVisible();
  await expect(name).toHaveValue(typed);

  await page.unrouteAll();
  await page.reload();
  await expect(page.getByRole("alert").filter({ hasText: `${SAID} Check what you typed` })).toBeVisible();
  await expect(name).toHaveValue(typed);
  await create.click();
  await expect(page.getByRole("status").filter({ hasText: "Workspace created" })).toBeVisible();
  await page.goto("/workspaces");
  await expect(page.getByText(SAID)).toHaveCount(0);
  await expect(name).toHaveValue("");
});

test("a form whose session has ended says so and keeps what was typed until it's sent anew", async ({
  app,
  page,
  context,
}) => {
  const ada = newPerson("Ada");
  await app.signUp(ada);
  await signIn(page, ada);
  await page.goto("/workspaces");
  await context.clearCookies();
  const name = page.getByLabel(/^Name/);
  const create = page.getByRole("button", { name: "Create workspace" });
  await name.fill("Engines");
  await create.click();
  const alert = page.getByRole("alert").filter({ hasText: "Your session has expired. Please sign in again." });
  await expect(alert).toBeVisible();
  await expect(name).toHaveValue("Engines");
  // Beside it, so that the page stays as it is.
  const [other] = await Promise.all([context.waitForEvent("page"), alert.getByRole("link").click()]);
  await signIn(other, ada);
  await create.click();
  await expect(page.getByRole("status").filter({ hasText: "Workspace created" })).toBeVisible();
  await expect(page.getByRole("heading", { name: "Engines", level: 1 })).toBeVisible();
});
