import { expect, newPerson, test } from "@/tests/support/browser";
import { expectAccessible } from "./accessible";
import { bring, resetLinkBy, signIn } from "./steps";

test("a person changes their name and password, sees their devices, and signs one out", async ({
  app,
  page,
  context,
}) => {
  const person = newPerson();
  await app.signUp(person);
  await signIn(page, person);
  await page.getByRole("link", { name: "Your account" }).click();
  await expect(page.getByText(`Signed in as ${person.email}`)).toBeVisible();
  const contents = page.getByRole("navigation", { name: "On this page" }).getByRole("link");
  for (const link of await contents.all())
    await expect(page.locator(`h2${await link.getAttribute("href")}`)).toHaveText(await link.innerText());
  await expect(contents).toHaveCount(await page.locator("main h2").count());
  await page.getByRole("textbox", { name: "Name" }).fill("Ada Lovelace");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Name saved")).toBeVisible();

  const phone = await app.signIn(person);
  await page.reload();
  await expect(page.getByText("Chrome on").filter({ hasText: "(This device)" })).toBeVisible();
  await expectAccessible(page, "account");
  await page.getByRole("button", { name: "Sign out Unknown device" }).first().click();
  await expect(page.getByText("That device is signed out.")).toBeVisible();

  await page.getByLabel("Current password").fill("not the password");
  await page.getByLabel("New password").fill("seven quiet herons");
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByLabel("Current password")).toBeFocused();
  await expect(page.getByLabel("Current password")).toHaveAccessibleDescription("That's not your current password.");
  await expect(page.getByLabel("New password")).toHaveValue("");
  await page.getByLabel("Current password").fill(person.password);
  await page.getByLabel("New password").fill("password1");
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByLabel("New password")).toHaveAccessibleDescription(/too easy to guess/);
  await page.getByLabel("Current password").fill(person.password);
  await page.getByLabel("New password").fill("seven quiet herons");
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByText("Password changed.")).toBeVisible();
  const log = page.getByRole("region", { name: "Security log" }).getByRole("listitem");
  await expect(log.first()).toContainText(/^Password changed, all other devices signed out.+from .+, Chrome on /);
  await expect(log.filter({ hasText: "Another device signed out" })).toHaveCount(1);
  await page.goto("/account/security");
  await expect(page.getByRole("listitem").last()).toContainText("Account created");
  await expectAccessible(page, "security log");
  await page.getByRole("link", { name: "Your account" }).click();
  expect((await phone.get("/api/workspaces/")).status).toBe(401);

  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download your data" }).click();
  expect((await download).suggestedFilename()).toBe("account.json");

  await page.getByText("Delete account…").click();
  await page.getByLabel("Your password").fill("seven quiet herons");
  await page.getByLabel("I understand that this can't be undone.").check();
  await page.getByRole("button", { name: "Delete my account" }).click();
  await expect(page.getByText("Your account is deleted.")).toBeVisible();
  await bring(context, phone);
  await page.goto("/account");
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
});

test("who forgot the password gets back in by a link that an operator makes", async ({ app, page }) => {
  const person = newPerson();
  await app.signUp(person);
  await page.goto("/login");
  await page.getByRole("link", { name: "Forgot your password?" }).click();
  await expect(page.getByText("Contact us for a link to set a new password.")).toBeVisible();
  await expectAccessible(page, "forgot password without mail");

  const link = await resetLinkBy(app, person);
  await page.goto(link);
  await expectAccessible(page, "reset password");
  await page.getByLabel("New password").fill("password1");
  await page.getByRole("button", { name: "Set password" }).click();
  await expect(page.getByLabel("New password")).toHaveAccessibleDescription(/too easy to guess/);
  await page.getByLabel("New password").fill("seven quiet herons");
  await page.getByRole("button", { name: "Set password" }).click();
  await expect(page.getByRole("heading", { name: "Your password is set" })).toBeVisible();
  await page.goto(link);
  await expect(page.getByRole("heading", { name: "This link no longer works" })).toBeVisible();
  await expectAccessible(page, "reset password, link used");
  await signIn(page, { ...person, password: "seven quiet herons" });
});
