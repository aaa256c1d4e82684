import { newWorkspace, priceOf, subscribe } from "@/tests/support/billing";
import { expect, newPerson, test } from "@/tests/support/browser";
import { pressByKeyboard, signIn } from "./steps";

test("two workspaces: the portal leads back to the one that it was opened from, which shows the change", async ({
  app,
  page,
}) => {
  const person = newPerson();
  const client = await app.signUp(person);
  const other = await newWorkspace(app, { [person.email]: "owner" });
  const { subscriptionId } = await subscribe(app, client, await priceOf(app, "pro_month"), other);
  await signIn(page, person);
  await expect(page.getByRole("heading", { name: "No plan yet" })).toBeVisible();
  await pressByKeyboard(page, page.getByRole("button", { name: /: switch workspace$/ }));
  await pressByKeyboard(page, page.getByRole("link", { name: "Another workspace" }));
  await expect(page.getByText("Free until")).toBeVisible();

  await page.getByRole("button", { name: "Manage billing" }).click();
  await page.getByRole("link", { name: `Return to ${new URL(app.url).host}` }).click();
  await page.waitForURL(`**/dashboard?workspace=${other}`);
  // Changed while the page only watches: nobody reloads it.
  await app.stripe.subscriptions.update(subscriptionId, { cancel_at_period_end: true });
  await expect(page.getByText("Then the plan ends, and you won't be charged.")).toBeVisible();
});

test("a stranger's workspace and one that never was are not found alike", async ({ app, page, expectProblem }) => {
  expectProblem(/404/);
  const [owner, stranger] = [newPerson(), newPerson("Eve")];
  const client = await app.signUp(owner);
  await app.signUp(stranger);
  const { workspaceId } = await subscribe(app, client, await priceOf(app, "pro_month"));
  await signIn(page, stranger);
  for (const id of [workspaceId, "made-up"]) {
    await page.goto(`/dashboard?workspace=${id}`);
    await expect(page.getByRole("heading", { name: "Page not found" })).toBeVisible();
  }
});
