import type { Page } from "@playwright/test";
import type { TestApp } from "@/tests/support/app";
import { checkout, newWorkspace, priceOf, subscribe, workspaceOf } from "@/tests/support/billing";
import { expect, newPerson, test } from "@/tests/support/browser";
import { expectAccessible } from "./accessible";
import { bring } from "./steps";

const AWAY = "Stripe can't be reached right now. Nothing was changed; try again shortly.";
const notices = (page: Page) => page.getByRole("main").getByRole("alert");

async function away(app: TestApp, work: () => Promise<void>): Promise<void> {
  await app.localStripe.fault({ path: "/v1/", kind: "status", status: 503, times: 1000 });
  await work().finally(() => app.localStripe.clearFaults());
}

test("an account is made once, and what was chosen stays, when Stripe is away on the way to the checkout", async ({
  app,
  page,
  expectProblem,
}) => {
  expectProblem(/502/);
  const { name, email, password } = newPerson();
  let madeAccounts = 0;
  page.on("request", (request) => void (request.url().endsWith("/api/users/") && madeAccounts++));
  const toCheckout = page.getByRole("button", { name: "Continue to checkout" });
  await page.goto(`/login?price=${await priceOf(app, "pro_month")}`);
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password").fill(password);
  await away(app, async () => {
    await page.getByRole("button", { name: "Create account and go to checkout" }).click();
    await expect(notices(page)).toHaveText(AWAY);
    await expect(toCheckout).toBeFocused();
    await expect(page.getByText(email)).toBeVisible();
    await expect(page.getByRole("region", { name: "Your choice" })).toContainText("Pro $29 per month");
    await expectAccessible(page, "a checkout that Stripe did not open");
    await toCheckout.press("Enter");
    await expect(notices(page)).toHaveCount(0);
    // Said once, however often it is tried.
    await expect(notices(page)).toHaveText([AWAY]);
  });
  await toCheckout.press("Enter");
  await expect(page.getByLabel("Card number")).toBeVisible();
  expect(madeAccounts).toBe(1);
  const { rows } = await app.database.pool.query(`SELECT id FROM "user" WHERE email = $1`, [email]);
  expect(rows).toHaveLength(1);
});

test("the workspace that was chosen stays, when Stripe is away on the way to the checkout", async ({
  app,
  page,
  expectProblem,
}) => {
  expectProblem(/502/);
  const person = newPerson();
  await app.signUp(person);
  const { email, password } = person;
  const [second, third] = [
    await newWorkspace(app, { [email]: "owner" }),
    await newWorkspace(app, { [email]: "admin" }),
  ];
  await page.goto(`/login?price=${await priceOf(app, "pro_month")}&workspace=${second}`);
  await page.getByRole("button", { name: "Sign in instead" }).click();
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password").fill(password);
  const chosen = page.getByLabel("For the workspace");
  const toCheckout = page.getByRole("button", { name: "Continue to checkout" });
  await away(app, async () => {
    await page.getByRole("button", { name: "Sign in and go to checkout" }).click();
    await expect(notices(page)).toHaveText(AWAY);
    await expect(chosen).toHaveValue(second);
    await chosen.selectOption(third);
    await expect(notices(page)).toHaveCount(0);
    await toCheckout.click();
    await expect(notices(page)).toHaveText([AWAY]);
    await expect(chosen).toHaveValue(third);
  });
  await toCheckout.click();
  await expect(page.getByLabel("Card number")).toBeVisible();
  const [newest] = (await app.stripe.checkout.sessions.list({ limit: 1 })).data;
  expect(newest?.metadata?.workspace_id).toBe(third);
});

test("a workspace with an open checkout is not deleted while Stripe is away, and what was typed stays", async ({
  app,
  page,
  context,
}) => {
  const client = await app.signUp();
  const workspace = await workspaceOf(client);
  const { body } = await checkout(client, await priceOf(app, "pro_month"), workspace);
  await bring(context, client);
  await page.goto(`/workspaces/${workspace}`);
  const section = page.getByRole("region", { name: "Delete workspace" });
  const confirm = section.getByRole("textbox");
  const destroy = section.getByRole("button", { name: "Delete workspace" });
  await section.getByText("Delete…").click();
  await confirm.fill("Ada's  workspace");
  await away(app, async () => {
    await destroy.click();
    await expect(section.getByRole("alert")).toHaveText(AWAY);
    await expect(confirm).toHaveValue("Ada's  workspace");
  });
  await destroy.click();
  await expect(page.getByText("Workspace deleted")).toBeVisible();
  expect((await app.stripe.checkout.sessions.retrieve(body.session_id)).status).toBe("expired");
});

test("a refusal on the dashboard stands below the buttons, which stay where they were", async ({
  app,
  page,
  context,
  expectProblem,
}) => {
  expectProblem(/502/);
  const client = await app.signUp();
  await subscribe(app, client, await priceOf(app, "pro_month"));
  await bring(context, client);
  await page.goto("/dashboard");
  const [first, last] = [
    page.getByRole("button", { name: "Manage billing" }),
    page.getByRole("link", { name: "Cancel plan" }),
  ];
  const before = await last.boundingBox();
  await away(app, async () => {
    await first.click();
    await expect(notices(page)).toHaveText(AWAY);
  });
  const [after, notice] = [await last.boundingBox(), await notices(page).boundingBox()];
  expect(after).toEqual(before);
  expect(notice?.y).toBeGreaterThanOrEqual((after?.y ?? 0) + (after?.height ?? 0));
});
