import type { Page } from "@playwright/test";
import { priceOf, rowOf, setRole, subscribe, userIdOf, workspaceOf } from "@/tests/support/billing";
import { expect, newPerson, test } from "@/tests/support/browser";
import { enlarge } from "@/tests/support/large-workspace";
import { until } from "@/scripts/processes/until";
import { expectAccessible, expectPresentable } from "./accessible";
import { bring, chooseByKeyboard, pressByKeyboard, signIn, signInByKeyboard, typeByKeyboard } from "./steps";

// Two people on a busy machine, and axe reads several pages four times.
test.describe.configure({ timeout: 180_000 });

const section = (page: Page, name: string) => page.getByRole("region", { name, exact: true });
const done = (page: Page, text: string) => expect(page.getByRole("status").filter({ hasText: text })).toBeVisible();

/** Fills in and sends the form for a link, and reads the link that comes of it. */
async function invitationLink(page: Page, role: string): Promise<string> {
  const invitations = section(page, "Invitations");
  await chooseByKeyboard(page, invitations.getByLabel("Role"), role);
  await pressByKeyboard(page, invitations.getByRole("button", { name: "Create invitation link" }));
  const link = invitations.getByLabel("Invitation link");
  await expect(link).toHaveValue(/\/invitation\?token=/);
  return link.inputValue();
}

test("two people, with the keyboard alone: invited, signed up on the way, given a role, passed on to, left and deleted", async ({
  app,
  page,
  browser,
  expectProblem,
}) => {
  expectProblem(/401/);
  const [ada, bea] = [newPerson("Ada"), newPerson("Bea")];
  await app.signUp(ada);
  await signInByKeyboard(page, ada);
  await pressByKeyboard(page, page.getByRole("button", { name: "Ada's workspace: switch workspace" }));
  await pressByKeyboard(page, page.getByRole("link", { name: "All workspaces" }));
  await typeByKeyboard(page, page.getByLabel("Name"), "Engines");
  await pressByKeyboard(page, page.getByRole("button", { name: "Create workspace" }));
  await done(page, "Workspace created");
  await expect(page.getByRole("heading", { level: 1, name: "Engines" })).toBeVisible();
  const link = await invitationLink(page, "Member");
  await expect(section(page, "Invitations").getByText("Anyone with the link", { exact: true })).toBeVisible();

  const context = await browser.newContext({ baseURL: app.url });
  const other = await context.newPage();
  await test.step("the invitation survives sign-up, a wrong password and sign-in", async () => {
    await other.goto(link);
    await expect(other.getByRole("heading", { name: "Ada invites you to Engines" })).toBeVisible();
    await pressByKeyboard(other, other.getByRole("link", { name: "Sign up or sign in" }));
    await pressByKeyboard(other, other.getByRole("button", { name: "Sign in instead" }));
    await typeByKeyboard(other, other.getByLabel("E-mail address"), bea.email);
    await typeByKeyboard(other, other.getByLabel("Password"), "not a password");
    await pressByKeyboard(other, other.getByRole("button", { name: "Sign in", exact: true }));
    await expect(other.getByText("Incorrect e-mail or password")).toBeVisible();
    await pressByKeyboard(other, other.getByRole("button", { name: "Create an account" }));
    await typeByKeyboard(other, other.getByLabel("Name"), bea.name);
    await typeByKeyboard(other, other.getByLabel("Password"), bea.password);
    await pressByKeyboard(other, other.getByRole("button", { name: "Create account" }));
    await other.waitForURL(link);
    await expect(other.getByText(`You're signed in as ${bea.email}.`)).toBeVisible();
    await pressByKeyboard(other, other.getByRole("button", { name: "Accept invitation" }));
    await other.waitForURL("**/dashboard?workspace=*");
    await expect(other.getByRole("heading", { level: 1, name: "Engines" })).toBeVisible();
  });

  await page.reload();
  await expect(section(page, "Invitations").getByText("Anyone with the link", { exact: true })).toHaveCount(0);
  await pressByKeyboard(page, page.getByRole("link", { name: "Manage Bea" }));
  await chooseByKeyboard(page, page.getByLabel("Role of Bea", { exact: true }), "Admin");
  await pressByKeyboard(page, page.getByRole("button", { name: "Save role of Bea" }));
  await done(page, "Role changed");
  await pressByKeyboard(page, page.getByRole("link", { name: "Manage Bea" }));
  await expect(page.getByLabel("Role of Bea", { exact: true })).toHaveValue("admin");
  await expect(section(page, "Leave workspace").getByText("You're the only owner.")).toBeVisible();

  const transferring = page.getByLabel("Transfer ownership to Bea…");
  const asked = page.getByRole("dialog", { name: "Transfer ownership to Bea?" });
  await pressByKeyboard(page, transferring);
  await expect(asked).toContainText("Bea decides about members, the plan and deletion from now on.");
  await expect(asked.getByRole("button", { name: "Cancel" })).toBeFocused();
  await expectAccessible(page, "the question before a transfer");
  await page.keyboard.press("Escape");
  await expect(asked).toBeHidden();
  await expect(transferring).toBeFocused();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter");
  await expect(asked).toBeHidden();
  await expect(transferring).toBeFocused();
  await pressByKeyboard(page, transferring);
  await pressByKeyboard(page, page.getByRole("button", { name: "Transfer ownership to Bea" }));
  await done(page, "Ownership transferred.");
  await expect(section(page, "Delete workspace")).toHaveCount(0);
  await pressByKeyboard(page, page.getByText("Leave…"));
  await expect(page.getByRole("dialog", { name: "Leave Engines?" })).toContainText("You lose access now");
  await pressByKeyboard(page, page.getByRole("button", { name: "Leave workspace" }));
  await done(page, "You left the workspace");
  await expect(page.getByRole("heading", { name: "Engines" })).toHaveCount(0);

  await pressByKeyboard(other, other.getByRole("link", { name: "Members and settings" }));
  await pressByKeyboard(other, other.getByText("Delete…"));
  await typeByKeyboard(other, other.getByLabel("Type the workspace name"), "engines");
  await pressByKeyboard(other, other.getByRole("button", { name: "Delete workspace" }));
  await expect(other.getByText("That's not the name of the workspace.")).toBeVisible();
  await expect(other.getByLabel("Type the workspace name")).toHaveValue("engines");
  await typeByKeyboard(other, other.getByLabel("Type the workspace name"), "Engines");
  await pressByKeyboard(other, other.getByRole("button", { name: "Delete workspace" }));
  await done(other, "Workspace deleted");
  await other.goto("/dashboard");
  await expect(other.getByRole("heading", { level: 1, name: "Bea's workspace" })).toBeVisible();
  await context.close();
});

test("with a plan it can't be deleted: the way out leads through the portal, and then it can", async ({
  app,
  page,
}) => {
  const person = newPerson();
  const client = await app.signUp(person);
  const { subscriptionId, workspaceId } = await subscribe(app, client, await priceOf(app, "pro_month"));
  await signIn(page, person);
  await page.getByRole("link", { name: "Members and settings" }).click();
  const deletion = section(page, "Delete workspace");
  await expect(deletion.getByText("This workspace is on Pro.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Delete workspace" })).toHaveCount(0);
  await deletion.getByRole("link", { name: "Cancel plan" }).click();
  await page.getByRole("button", { name: "Cancel Pro" }).click();
  await page.waitForURL((address) => address.origin === new URL(app.localStripe.url).origin);

  await app.stripe.subscriptions.update(subscriptionId, { cancel_at_period_end: true });
  await until(
    "the cancellation",
    async () => (await rowOf(app, "subscription", subscriptionId))?.cancel_at_period_end === true,
  );
  await page.goto(`/workspaces/${workspaceId}`);
  await expect(deletion.getByText("Pro is canceled and ends on")).toBeVisible();

  await app.stripe.subscriptions.cancel(subscriptionId);
  await until("the end", async () => (await rowOf(app, "subscription", subscriptionId))?.status === "canceled");
  await page.reload();
  await page.getByText("Delete…").click();
  await page.getByLabel("Type the workspace name").fill("Ada's workspace");
  await page.getByRole("button", { name: "Delete workspace" }).click();
  await done(page, "Workspace deleted");
  await page.goto("/dashboard");
  await page.waitForURL("**/workspaces");
  await expect(page.getByText("You're not in a workspace yet.")).toBeVisible();
});

test("a payer who leaves is warned, and finds what they still pay for", async ({ app, page }) => {
  const [payer, heir] = [newPerson("Ada"), newPerson("Bea")];
  const client = await app.signUp(payer);
  await app.signUp(heir);
  const { workspaceId } = await subscribe(app, client, await priceOf(app, "pro_month"));
  await setRole(app, heir.email, workspaceId, "owner");
  await signIn(page, payer);
  await page.goto(`/workspaces/${workspaceId}`);
  await expect(section(page, "Members").getByText("Billing", { exact: true })).toBeVisible();
  const leaving = section(page, "Leave workspace");
  await leaving.getByText("Leave…").click();
  await expect(leaving.getByText("Leaving doesn't cancel the plan")).toBeVisible();
  await leaving.getByLabel("I understand I'll keep being charged.").check();
  await leaving.getByRole("button", { name: "Leave workspace" }).click();
  await done(page, "You left the workspace");
  await expect(page.getByText("You're no longer a member, but you're still billed for it.")).toBeVisible();
  await page.getByRole("button", { name: "Manage billing" }).click();
  await page.waitForURL((address) => address.origin === new URL(app.localStripe.url).origin);
});

test("a form that gets no answer says so, and keeps what was typed", async ({ app, page, context, expectProblem }) => {
  expectProblem(/Failed to load resource/);
  await bring(context, await app.signUp());
  await page.goto("/workspaces");
  await page.route("**/workspaces", (route) =>
    route.request().method() === "POST" ? route.abort() : route.continue(),
  );
  const name = page.getByRole("textbox").first();
  await name.fill("Far away");
  await name.press("Enter");
  await expect(page.getByRole("alert").filter({ hasText: "We couldn't reach the server." })).toBeVisible();
  await expect(name).toHaveValue("Far away");
  await page.unroute("**/workspaces");
  await name.press("Enter");
  await expect(page.getByRole("heading", { name: "Far away" })).toBeVisible();
});

test("while something is under way its button keeps the focus, and presses no more", async ({ app, page, context }) => {
  await bring(context, await app.signUp());
  await page.goto("/workspaces");
  let sent = 0;
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route("**/workspaces", async (route) => {
    if (route.request().method() === "POST") sent++;
    await held;
    await route.continue();
  });
  const name = page.getByRole("textbox").first();
  await name.fill("Made once");
  await page.getByRole("button", { name: "Create" }).press("Enter");
  const busy = page.getByRole("button", { name: "One moment" });
  await expect(busy).toBeFocused();
  await expect(busy).toHaveAttribute("aria-disabled", "true");
  await busy.press("Enter");
  await busy.click({ force: true });
  await name.press("Enter");
  release();
  await expect(page.getByRole("heading", { name: "Made once" })).toBeVisible();
  expect(sent).toBe(1);
  await page.goto("/workspaces");
  await expect(page.getByRole("heading", { name: "Made once" })).toHaveCount(1);
});

test("with the keyboard alone, and without JavaScript", async ({ app, page, browser }) => {
  const person = newPerson();
  const client = await app.signUp(person);
  await signIn(page, person);
  await page.setViewportSize({ width: 320, height: 640 });
  await page.goto("/workspaces");
  await page.getByLabel("Name").focus();
  await page.keyboard.type("By keyboard");
  await page.keyboard.press("Enter");
  await done(page, "Workspace created");
  await page.getByLabel("Only for this e-mail address").focus();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("Invitation link")).toHaveValue(/token=/);

  const context = await browser.newContext({ baseURL: app.url, javaScriptEnabled: false });
  await context.addCookies(await page.context().cookies());
  const plain = await context.newPage();
  await plain.goto(`/workspaces/${await workspaceOf(client)}`);
  await section(plain, "Invitations").getByRole("button", { name: "Create invitation link" }).click();
  await expect(plain.getByLabel("Invitation link")).toHaveValue(/token=/);
  await expect(plain.getByRole("button", { name: "Copy link" })).toHaveCount(0);
  await section(plain, "Workspace name").getByLabel("Name").fill("Without scripts");
  await plain.getByRole("button", { name: "Save", exact: true }).click();
  await done(plain, "Name saved");
  await expect(plain.getByRole("heading", { level: 1, name: "Without scripts" })).toBeVisible();
  await context.close();
});

test("of many members one is found and managed with the keyboard, on a page that is accessible", async ({
  app,
  page,
}) => {
  const owner = newPerson("Ada");
  const client = await app.signUp(owner);
  const bought = await subscribe(app, client, await priceOf(app, "pro_month"));
  const { workspaceId } = bought;
  const userId = await userIdOf(app, owner.email);
  await enlarge(app.database.pool, { ...bought, userId }, { members: 80, changes: 1, invoices: 1 });
  await signIn(page, owner);
  await page.goto(`/workspaces/${workspaceId}`);
  const members = section(page, "Members");
  await expect(members.getByRole("listitem")).toHaveCount(25);
  await pressByKeyboard(page, members.getByRole("link", { name: "Next members" }));
  await expect(members.getByText("person-40-")).toBeVisible();
  await pressByKeyboard(page, members.getByRole("link", { name: "First members" }));
  await typeByKeyboard(page, members.getByLabel("Find a member"), "person-77-");
  await page.keyboard.press("Enter");
  await expect(members.getByRole("listitem")).toHaveCount(1);
  await pressByKeyboard(page, members.getByRole("link", { name: /^Manage / }));
  await expect(page.getByRole("heading", { level: 3, name: /77$/ })).toBeVisible();
  await chooseByKeyboard(page, members.getByRole("combobox"), "Admin");
  await pressByKeyboard(page, members.getByRole("button", { name: /^Save role of/ }));
  await done(page, "Role changed");
  await expect(members.getByRole("listitem")).toHaveCount(1);
  await expect(members.getByRole("listitem").getByText("Admin", { exact: true })).toBeVisible();
  await pressByKeyboard(page, members.getByRole("link", { name: /^Manage / }));
  await page.getByText("Remove…").click();
  await expectPresentable(page, "settings of a workspace with many members");
});

test("is accessible, in light and dark, on narrow screens", async ({ app, page }) => {
  const [owner, colleague] = [newPerson("Ada"), newPerson("Bartholomew-Maximilian")];
  const client = await app.signUp(owner);
  await app.signUp(colleague);
  const { workspaceId } = await subscribe(app, client, await priceOf(app, "pro_month"));
  await setRole(app, colleague.email, workspaceId, "admin");
  await signIn(page, owner);
  await page.goto("/workspaces");
  await expectPresentable(page, "workspaces");
  await page.goto(`/workspaces/${workspaceId}`);
  const link = await invitationLink(page, "Admin");
  await page.getByRole("link", { name: "Manage Bartholomew-Maximilian" }).click();
  await page.getByText("Remove…").click();
  await expectPresentable(page, "settings of a workspace");
  await page.context().clearCookies();
  await page.goto(link);
  await expectPresentable(page, "invitation");
  await page.goto(`${link}x`);
  await expectAccessible(page, "invitation that is no longer valid");
});
