import type { Browser, Page } from "@playwright/test";
import type { TestApp } from "@/tests/support/app";
import { priceOf, sell, setRole, subscribe, userIdOf } from "@/tests/support/billing";
import { expect, test } from "@/tests/support/browser";
import { type AppClient, newPerson } from "@/tests/support/client";
import { bring, choosing, payWith } from "./steps";

const NEEDED = /JavaScript/;

async function withoutScript(app: TestApp, browser: Browser, client?: AppClient): Promise<Page> {
  const context = await browser.newContext({ javaScriptEnabled: false, baseURL: app.url });
  if (client) await bring(context, client);
  return context.newPage();
}

/** A customer with a plan, a colleague, and two devices. @param metadata of the price */
async function team(app: TestApp, metadata: Record<string, string> = {}) {
  const [owner, colleague] = [await app.signUp(), await app.signUp(newPerson("Bea"))];
  await app.signIn(owner.person);
  const price = await sell(app, { metadata }, { metadata: { plan_group: "plan" } });
  const { workspaceId } = await subscribe(app, owner, price.id);
  await setRole(app, colleague.person.email, workspaceId, "member");
  const bea = await userIdOf(app, colleague.person.email);
  return { owner, colleague, workspaceId, bea };
}

/** Every button that is shown, once all that can be opened is open: in a form that the server takes, or none. */
async function expectAllToWork(page: Page, path: string): Promise<void> {
  for (const summary of await page.locator("main details > summary").all()) await summary.click();
  const idle = await page.locator("button:visible").evaluateAll((buttons) =>
    buttons.flatMap((button) => {
      const { form, type, textContent } = button as HTMLButtonElement;
      const sends = type === "submit" && form && !/^javascript:/.test(form.getAttribute("action") ?? "");
      return sends || button.hasAttribute("popovertarget") ? [] : [textContent];
    }),
  );
  expect([path, idle]).toEqual([path, []]);
  const hidden = await page.locator(".needs-script:not([data-close])").count();
  if (hidden > 0)
    expect([path, await page.locator("noscript").allTextContents()]).toEqual([
      path,
      expect.arrayContaining([expect.stringMatching(NEEDED)]),
    ]);
}

test("without JavaScript every button that is shown works, and what needs it is said", async ({ app, browser }) => {
  const { owner, workspaceId, bea } = await team(app, { per_seat: "true", seats: "chosen" });
  const page = await withoutScript(app, browser, owner);
  for (const path of [
    "/account",
    "/account/security",
    "/workspaces",
    `/workspaces/${workspaceId}`,
    `/workspaces/${workspaceId}?member=${bea}`,
    `/workspaces/${workspaceId}/audit-log`,
    `/dashboard?workspace=${workspaceId}`,
    `/dashboard/seats?workspace=${workspaceId}`,
    `/pricing?workspace=${workspaceId}`,
  ]) {
    await page.goto(path);
    await expectAllToWork(page, path);
  }
  await page.context().close();
  const stranger = await withoutScript(app, browser);
  for (const path of ["/forgot-password", "/reset-password/made-up", "/confirm-address/made-up", "/pricing"]) {
    await stranger.goto(path);
    await expectAllToWork(stranger, path);
  }
  await stranger.context().close();
});

test("and what asks first asks below its button", async ({ app, browser }) => {
  const { owner, colleague, workspaceId, bea } = await team(app);
  const page = await withoutScript(app, browser, owner);
  const managing = `/workspaces/${workspaceId}?member=${bea}`;
  await page.goto(`/workspaces/${workspaceId}`);
  await page.getByRole("button", { name: "Create invitation link" }).click();
  await expect(page.getByLabel("Invitation link")).toHaveValue(/\/invitation\?token=/);
  for (const [path, ask, dialog, button, done] of [
    [managing, "Make owner: Bea…", "Make Bea an owner?", "Make Bea an owner", "Role changed"],
    [managing, "Change role of Bea…", "Change the role of Bea?", "Save role of Bea", "Role changed"],
    [
      `/workspaces/${workspaceId}`,
      /^Revoke invitation: .*…$/,
      "Revoke the invitation?",
      /^Revoke invitation: .*[^…]$/,
      "Invitation revoked",
    ],
    [
      managing,
      "Transfer ownership to Bea…",
      "Transfer ownership to Bea?",
      "Transfer ownership to Bea",
      "Ownership transferred.",
    ],
    [
      "/account",
      "Sign out everywhere else…",
      "Sign out everywhere else?",
      "Sign out everywhere else",
      "All other devices are signed out.",
    ],
  ] as const) {
    await page.goto(path);
    const asked = page.getByRole("dialog", { name: dialog });
    await expect(asked).toBeHidden();
    await page
      .locator("summary")
      .and(page.getByLabel(ask).or(page.getByText(ask, { exact: true })))
      .click();
    await asked.getByRole("button", { name: button, exact: true }).click();
    await expect(page.getByText(done)).toBeVisible();
  }
  await page.context().close();
  const other = await withoutScript(app, browser, colleague);
  await other.goto(`/workspaces/${workspaceId}?member=${await userIdOf(app, owner.person.email)}`);
  await other.locator("summary", { hasText: "Remove…" }).click();
  await expect(other.getByRole("dialog")).toContainText("keeps being billed for this workspace until they cancel.");
  await other
    .getByRole("dialog")
    .getByRole("button", { name: /^Remove / })
    .click();
  await expect(other.getByText("Member removed")).toBeVisible();
  await other.context().close();
});

test("to Stripe it leads nobody by a button, and says so", async ({ app, browser }) => {
  const client = await app.signUp();
  const { workspaceId } = await subscribe(app, client, await priceOf(app, "pro_month"));
  const page = await withoutScript(app, browser, client);
  await page.goto(`/dashboard?workspace=${workspaceId}`);
  for (const name of ["Manage billing", "Update card"]) await expect(page.getByRole("button", { name })).toHaveCount(0);
  await expect(page.locator("noscript p").filter({ hasText: NEEDED }).first()).toBeVisible();
  await page.getByRole("link", { name: "Cancel plan" }).click();
  await page.getByRole("button", { name: "Cancel Pro" }).click();
  await page.getByRole("button", { name: "Cancel plan" }).click();
  await expect(async () => {
    await page.goto(`/dashboard?workspace=${workspaceId}&done=cancel`);
    await expect(page.getByText(/Canceled\. Yours until .+\./)).toBeVisible({ timeout: 500 });
  }).toPass();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByText("You're keeping Pro.")).toBeVisible();
  await page.getByRole("link", { name: "Change plan" }).click();
  await expect(page).toHaveURL(/\/pricing/);
  await page.goto(`/workspaces/${workspaceId}`);
  await page.getByRole("link", { name: "Cancel plan" }).click();
  await expect(page.getByRole("button", { name: "Cancel Pro" })).toBeVisible();
  await page.context().close();
});

test("from the plans through sign-up and Stripe's page to the paid plan", async ({ app, browser }) => {
  const page = await withoutScript(app, browser);
  const person = newPerson();
  await page.goto("/pricing");
  await page
    .getByRole("link", { name: choosing("Pro") })
    .first()
    .click();
  await page.getByRole("textbox", { name: "E-mail address" }).fill(person.email);
  await page.getByRole("textbox", { name: "Password" }).fill(person.password);
  await page.getByRole("button", { name: "Create account" }).click();
  await page.getByRole("button", { name: "Continue to checkout" }).click();
  await expect(page).toHaveURL((url) => url.origin === new URL(app.localStripe.url).origin);
  await payWith(page, "4242 4242 4242 4242");
  await page.waitForURL("**/payment?session=cs_*");
  // Paid sooner than within the two seconds for which Stripe's last answer counts, as nobody does by hand.
  await expect(async () => {
    await page.reload();
    await expect(page.getByRole("heading", { name: "You're on Pro" })).toBeVisible({ timeout: 500 });
  }).toPass();
  await page.context().close();
});
