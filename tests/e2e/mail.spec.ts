import { anyPort } from "@/scripts/processes/ports";
import { startApp } from "@/tests/support/app";
import { expect, newPerson, test } from "@/tests/support/browser";
import { startMailbox } from "@/tests/support/mail";
import { expectAccessible } from "./accessible";
import { pressByKeyboard, typeByKeyboard } from "./steps";

// Axe reads every element of three pages four times.
test.describe.configure({ timeout: 180_000 });

test("somebody who is invited reads the mail in the mailbox, follows its link, and joins", async ({
  app,
  browser,
  context,
}) => {
  const mailbox = await startMailbox();
  const port = await anyPort();
  const url = `http://127.0.0.1:${port}`;
  const instance = await startApp({
    postgres: { templateUrl: app.database.url },
    beside: app,
    port,
    env: { ...mailbox.settings, FRONT_END_BASE_URL: url, NEXTAUTH_URL: url },
  });
  const [ada, bea] = [newPerson("Ada"), newPerson("Bea")];
  await Promise.all([instance.signUp(ada), instance.signUp(bea)]);
  const signIn = async (person: typeof ada, page: Awaited<ReturnType<typeof context.newPage>>) => {
    await page.goto(`${url}/login`);
    await page.getByLabel("E-mail address").fill(person.email);
    await page.getByLabel("Password").fill(person.password);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.waitForURL("**/dashboard");
  };

  await test.step("the form says where the invitation goes, and still shows the link", async () => {
    const page = await context.newPage();
    await signIn(ada, page);
    await page.goto(`${url}/workspaces`);
    await page.getByRole("link", { name: "Members and settings", exact: false }).first().click();
    const invitations = page.getByRole("region", { name: "Invitations", exact: true });
    await expect(invitations.getByText("optional; we send the invitation there")).toBeVisible();
    await typeByKeyboard(page, invitations.getByLabel("Only for this e-mail address"), bea.email);
    await pressByKeyboard(page, invitations.getByRole("button", { name: "Create invitation link" }));
    await expect(invitations.getByLabel("Invitation link")).toHaveValue(/\/invitation\?token=/);
    await expect(invitations.getByText("we've sent it there")).toBeVisible();
    await page.close();
  });

  const theirs = await browser.newContext({ locale: "en-US" });
  const page = await theirs.newPage();
  await signIn(bea, page);
  await mailbox.waitForMail(bea.email);

  await test.step("the mailbox and the mail can be read by everyone", async () => {
    await page.goto(mailbox.url);
    await expectAccessible(page, "mailbox");
    await pressByKeyboard(page, page.getByRole("link", { name: "Ada invited you to Ada's workspace" }));
    await expect(page.getByRole("heading", { level: 1, name: "Ada invited you to Ada's workspace" })).toBeVisible();
    await expectAccessible(page, "a mail in the mailbox");
    // Its own address forbids scripts, and with them axe. A mail program has the landmark around it.
    const html = mailbox.mailTo(bea.email)[0]?.html ?? "";
    await page.goto("about:blank");
    await page.setContent(html.replace(/(<body[^>]*>)([^]*)(<\/body>)/, "$1<main>$2</main>$3"));
    await expectAccessible(page, "the mail itself");
  });

  await test.step("its button leads to the invitation", async () => {
    await page.goto(mailbox.url);
    await page.getByRole("link", { name: "Ada invited you" }).click();
    const opened = theirs.waitForEvent("page");
    await page.frameLocator("iframe").getByRole("link", { name: "Accept the invitation" }).click();
    const invitation = await opened;
    await expect(invitation.getByRole("heading", { name: "Ada invites you to Ada's workspace" })).toBeVisible();
    await pressByKeyboard(invitation, invitation.getByRole("button", { name: "Accept the invitation" }));
    await invitation.waitForURL(/dashboard/);
  });

  await theirs.close();
  await instance.stop();
  await mailbox.stop();
});
