import type { Page } from "@playwright/test";
import { anyPort } from "@/scripts/processes/ports";
import { startApp, type TestApp } from "@/tests/support/app";
import { priceOf } from "@/tests/support/billing";
import { expect, newPerson, test } from "@/tests/support/browser";
import { linksIn, startMailbox } from "@/tests/support/mail";
import { expectAccessible } from "./accessible";
import { bring, pressByKeyboard, typeByKeyboard } from "./steps";

// Axe reads every element of three pages four times.
test.describe.configure({ timeout: 180_000 });

/** An instance that sends its mail to a mailbox of the test's. */
async function withMailbox(app: TestApp) {
  const [mailbox, port] = await Promise.all([startMailbox(), anyPort()]);
  const url = `http://127.0.0.1:${port}`;
  const instance = await startApp({
    postgres: { templateUrl: app.database.url },
    beside: app,
    port,
    env: { ...mailbox.settings, SIGN_IN_BY_MAIL: "true", FRONT_END_BASE_URL: url, NEXTAUTH_URL: url },
  });
  return { mailbox, instance, url };
}

test("somebody who is invited reads the mail in the mailbox, follows its link, and joins", async ({
  app,
  browser,
  context,
}) => {
  const { mailbox, instance, url } = await withMailbox(app);
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
  await expect(page.getByText("Open the link we sent you")).toBeVisible();
  await mailbox.waitForMail(bea.email, 2);

  await test.step("the address that it names is confirmed by the mail from the sign-up", async () => {
    const mail = mailbox.mailTo(bea.email).find(({ subject }) => subject.startsWith("Confirm"));
    const link = (mail ? linksIn(mail) : []).find((one) => one.includes("/confirm-address/")) ?? "";
    await page.goto(link);
    await expectAccessible(page, "confirm address");
    await pressByKeyboard(page, page.getByRole("button", { name: "Confirm this address" }));
    await expect(page.getByRole("heading", { name: "Your address is confirmed" })).toBeVisible();
    await page.goto(link);
    await expect(page.getByRole("heading", { name: "Your address is confirmed" })).toBeVisible();
    await page.goto(`${url}/account`);
    await expect(page.getByText(`${bea.email}, confirmed`)).toBeVisible();
  });

  await test.step("the mailbox and the mail can be read by everyone", async () => {
    await page.goto(mailbox.url);
    await expectAccessible(page, "mailbox");
    await pressByKeyboard(page, page.getByRole("link", { name: "Ada invited you to Ada's workspace" }));
    await expect(page.getByRole("heading", { level: 1, name: "Ada invited you to Ada's workspace" })).toBeVisible();
    await expectAccessible(page, "a mail in the mailbox");
    // Its own address forbids scripts, and with them axe. A mail program has the landmark around it.
    const html = mailbox.mailTo(bea.email).find(({ subject }) => subject.startsWith("Ada"))?.html ?? "";
    await page.goto("about:blank");
    await page.setContent(html.replace(/(<body[^>]*>)([^]*)(<\/body>)/, "$1<main>$2</main>$3"));
    await expectAccessible(page, "the mail itself");
  });

  await test.step("its button leads to the invitation", async () => {
    await page.goto(mailbox.url);
    await page.getByRole("link", { name: "Ada invited you" }).click();
    const opened = theirs.waitForEvent("page");
    await page.frameLocator("iframe").getByRole("link", { name: "Accept invitation" }).click();
    const invitation = await opened;
    await expect(invitation.getByRole("heading", { name: "Ada invites you to Ada's workspace" })).toBeVisible();
    await pressByKeyboard(invitation, invitation.getByRole("button", { name: "Accept invitation" }));
    await invitation.waitForURL(/dashboard/);
  });

  await theirs.close();
  await instance.stop();
  await mailbox.stop();
});

test("who forgot the password gets a mail, sets a new one by its link, and is told so", async ({ app, page }) => {
  const { mailbox, instance, url } = await withMailbox(app);
  const ada = newPerson("Ada");
  await instance.signUp(ada);
  await page.goto(`${url}/login`);
  await page.getByRole("link", { name: "Forgot your password?" }).click();
  await expectAccessible(page, "forgot password");
  await typeByKeyboard(page, page.getByLabel("E-mail address"), ada.email);
  await pressByKeyboard(page, page.getByRole("button", { name: "Send the link" }));
  await expect(page.getByText("a link is on its way")).toBeVisible();

  // The first one confirms the address of the sign-up.
  const mail = (await mailbox.waitForMail(ada.email, 2)).find(({ subject }) => subject === "Reset your password");
  const link = (mail ? linksIn(mail) : []).find((one) => one.includes("/reset-password/")) ?? "";
  await page.goto(link);
  await typeByKeyboard(page, page.getByLabel("New password"), "seven quiet herons");
  await pressByKeyboard(page, page.getByRole("button", { name: "Set password" }));
  await expect(page.getByRole("heading", { name: "Your password is set" })).toBeVisible();
  const subjects = (await mailbox.waitForMail(ada.email, 3)).map(({ subject }) => subject);
  expect(subjects).toContain("Your password was changed");

  await page.getByRole("link", { name: "Sign in" }).last().click();
  await page.getByLabel("E-mail address").fill(ada.email);
  await page.getByLabel("Password").fill("seven quiet herons");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL("**/dashboard");
  await instance.stop();
  await mailbox.stop();
});

test.describe("in German", () => {
  test.use({ locale: "de-DE", viewport: { width: 360, height: 740 } });

  test("a new address is the account's once its mail is answered, which both addresses are told", async ({
    app,
    page,
    context,
  }) => {
    const { mailbox, instance, url } = await withMailbox(app);
    const [ada, next] = [newPerson("Ada"), newPerson().email];
    await bring(context, await instance.signUp(ada));
    await page.goto(`${url}/account`);
    await typeByKeyboard(page, page.getByLabel("Neue Adresse"), next);
    const address = page.getByRole("region", { name: "E-Mail-Adresse" });
    await typeByKeyboard(page, address.getByLabel("Aktuelles Passwort"), ada.password);
    await pressByKeyboard(page, address.getByRole("button", { name: "Adresse ändern" }));
    await expect(page.getByText("Eine E-Mail mit einem Link ist unterwegs")).toBeVisible();
    const [asked] = await mailbox.waitForMail(next, 1);
    await page.goto((asked ? linksIn(asked) : []).find((one) => one.includes("/confirm-address/")) ?? "");
    await expect(page.getByText(`Sie ersetzt ${ada.email}.`)).toBeVisible();
    await expectAccessible(page, "confirm a new address, German");
    await pressByKeyboard(page, page.getByRole("button", { name: "Diese Adresse bestätigen" }));
    await expect(page.getByRole("heading", { name: "Ihre Adresse ist bestätigt" })).toBeVisible();
    for (const [to, count] of [
      [next, 2],
      [ada.email, 2],
    ] as const)
      expect((await mailbox.waitForMail(to, count)).map(({ subject }) => subject)).toContain(
        "Ihre E-Mail-Adresse wurde geändert",
      );
    await page.goto(`${url}/account`);
    await expect(page.getByText(`${next}, bestätigt`)).toBeVisible();
    await instance.stop();
    await mailbox.stop();
  });
});

test("a stranger who typed an address first keeps nobody out, and is told before it is lost", async ({
  app,
  browser,
  page,
}) => {
  const { mailbox, instance, url } = await withMailbox(app);
  const stranger = newPerson("Mallory");
  await instance.signUp(stranger);
  // Somebody who pays; how they came to it is another test's.
  const { rows } = await app.database.pool.query<{ id: string }>(`SELECT id FROM "user" WHERE email = $1`, [
    stranger.email,
  ]);
  const [userId, customer] = [rows[0]?.id, `cus_${rows[0]?.id}`];
  await app.database.pool.query("INSERT INTO stripe_user (user_id, customer_id) VALUES ($1, $2)", [userId, customer]);
  await app.database.pool.query(
    "INSERT INTO subscription (id, customer_id, status, metadata, as_of) VALUES ($1, $2, 'active', '{}', now())",
    [`sub_${userId}`, customer],
  );

  await page.goto(`${url}/login`);
  await page.getByRole("button", { name: "Create an account" }).click();
  await typeByKeyboard(page, page.getByLabel("Name"), "Ada");
  await typeByKeyboard(page, page.getByLabel("E-mail address"), stranger.email);
  await typeByKeyboard(page, page.getByLabel("Password"), "seven quiet herons");
  await pressByKeyboard(page, page.getByRole("button", { name: "Create account" }));
  await page.waitForURL("**/dashboard");
  const mails = await mailbox.waitForMail(stranger.email, 3);
  expect(mails.map(({ subject }) => subject)).toContain("Someone else wants to use your e-mail address");

  const theirs = await browser.newContext({ locale: "de-DE" });
  const other = await theirs.newPage();
  await other.goto(`${url}/login`);
  await other.getByLabel("E-Mail-Adresse").fill(stranger.email);
  await other.getByLabel("Passwort").fill(stranger.password);
  await other.getByRole("button", { name: "Anmelden", exact: true }).click();
  await expect(other.getByText("Jemand anderes möchte Ihre E-Mail-Adresse verwenden.")).toBeVisible();
  await expectAccessible(other, "dashboard of a contested address");

  // The stranger's link takes the stranger's password, which Ada doesn't know.
  const first = mails.find(({ subject, text }) => subject.startsWith("Confirm") && !text.includes("Several accounts"));
  await page.goto((first ? linksIn(first) : []).find((one) => one.includes("/confirm-address/")) ?? "");
  await expect(page.getByText("The account: Mallory, created on")).toBeVisible();
  await expectAccessible(page, "confirm address of another account", process.env.PICTURES);
  await typeByKeyboard(page, page.getByLabel("Password of this account"), "seven quiet herons");
  await pressByKeyboard(page, page.getByRole("button", { name: "Confirm this address" }));
  await expect(page.getByText("That's not the password of this account.")).toBeVisible();
  await expect(page.getByRole("link", { name: "Set a new password" })).toBeVisible();

  const mail = mails.find(({ text }) => text.includes("Several accounts use this address"));
  await page.goto((mail ? linksIn(mail) : []).find((one) => one.includes("/confirm-address/")) ?? "");
  await expect(page.getByText("The account: Ada, created on")).toBeVisible();
  await expectAccessible(page, "confirm address, which account");
  await pressByKeyboard(page, page.getByRole("button", { name: "Confirm this address" }));
  await expect(page.getByRole("heading", { name: "Your address is confirmed" })).toBeVisible();

  await other.goto(`${url}/account`);
  await expect(other.getByText("Ihr Konto hat keine E-Mail-Adresse mehr")).toBeVisible();
  await theirs.close();
  await instance.stop();
  await mailbox.stop();
});

test("who asks for a link by mail signs in with it where they are or elsewhere, and comes to the plan they chose", async ({
  app,
  browser,
  page,
}) => {
  const { mailbox, instance, url } = await withMailbox(app);
  const ada = newPerson("Ada");
  await instance.signUp(ada);
  const linksTo = async (count: number) =>
    (await mailbox.waitForMail(ada.email, count)).flatMap(linksIn).filter((one) => one.includes("/sign-in-by-mail/"));
  const ask = async (from: Page, path: string) => {
    await from.goto(`${url}${path}`);
    const toSignIn = from.getByRole("button", { name: "Sign in instead" });
    if (path !== "/login") await toSignIn.click();
    await typeByKeyboard(from, from.getByLabel("E-mail address"), ada.email);
    await pressByKeyboard(from, from.getByRole("button", { name: "E-mail me a sign-in link" }));
    await expect(from.getByRole("status").filter({ hasText: "a sign-in link is on its way" })).toBeVisible();
  };

  await page.goto(`${url}/login`);
  await page.getByRole("button", { name: "E-mail me a sign-in link" }).click();
  await expect(page.getByLabel("E-mail address")).toHaveAttribute("aria-invalid", "true");
  await ask(page, `/login?price=${await priceOf(app, "pro_month")}`);
  await expectAccessible(page, "sign in by mail, asked", process.env.PICTURES);
  const [link = ""] = await linksTo(2);
  await page.goto(link);
  await expect(page.getByText(`You'll be signed in as ${ada.email}.`)).toBeVisible();
  // Nobody has confirmed the address yet.
  await expect(page.getByText("It's removed, and all other devices are signed out.")).toBeVisible();
  await expectAccessible(page, "sign in by mail, opened", process.env.PICTURES);
  await pressByKeyboard(page, page.getByRole("button", { name: "Sign in" }));
  await expect(page.getByRole("region", { name: "Your choice" })).toContainText("Pro");
  await expect(page.getByText(`You're signed in as ${ada.email}.`)).toBeVisible();
  await page.goto(`${url}/account`);
  const devices = page.getByRole("region", { name: "Where you're signed in" });
  await expect(devices.getByText("with a link by mail")).toBeVisible();
  await expect(page.getByText(`${ada.email}, confirmed`)).toBeVisible();
  await page.goto(link);
  await expect(page.getByRole("heading", { name: "This link no longer works" })).toBeVisible();

  const phone = await browser.newContext({ locale: "de-DE" });
  const other = await phone.newPage();
  await page.context().clearCookies();
  await ask(page, "/login");
  // One of the mails before told that the password is gone.
  const [another = ""] = (await linksTo(4)).filter((one) => one !== link);
  const subjects = mailbox.mailTo(ada.email).map(({ subject }) => subject);
  expect(subjects).toContain("You can no longer sign in with your password");
  await other.goto(another);
  await other.getByRole("button", { name: "Anmelden" }).click();
  await other.waitForURL("**/dashboard");
  // What was used meanwhile is nothing where it's still open.
  await page.goto(another);
  await expect(page.getByRole("heading", { name: "This link no longer works" })).toBeVisible();

  await phone.close();
  await instance.stop();
  await mailbox.stop();
});
