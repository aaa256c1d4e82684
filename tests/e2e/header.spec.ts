import { newWorkspace, workspaceOf } from "@/tests/support/billing";
import { expect, newPerson, test } from "@/tests/support/browser";
import { expectAccessible } from "./accessible";
import { accountMenu, bring, pressByKeyboard } from "./steps";

test("the header's menus by keyboard: opened, closed with the focus back, searched, and in one line at any width", async ({
  app,
  page,
  context,
}) => {
  const person = { ...newPerson(), name: "Ada King Lovelace" };
  const client = await app.signUp(person);
  const first = await workspaceOf(client);
  for (let n = 0; n < 8; n++) await newWorkspace(app, { [person.email]: "member" });
  const long = await newWorkspace(app, { [person.email]: "member" });
  await app.database.pool.query("UPDATE workspace SET name = $2 WHERE id = $1", [long, "W".repeat(64)]);
  await bring(context, client);
  await page.goto(`/dashboard?workspace=${long}`);

  const switcher = page.getByRole("button", { name: /: switch workspace$/ });
  const list = page.getByRole("list", { name: "Workspaces" }).getByRole("link");
  await pressByKeyboard(page, switcher);
  await expect(list).toHaveCount(8);
  await expect(page.locator('#workspace-menu [aria-current="true"]')).toContainText("No plan · Member");
  await expectAccessible(page, "menu of workspaces");
  await page.keyboard.press("Escape");
  await expect(list.first()).toBeHidden();
  await expect(switcher).toBeFocused();

  for (const width of [1280, 360, 320]) {
    await page.setViewportSize({ width, height: 720 });
    expect((await page.locator("header").first().boundingBox())?.height, `${width} px`).toBe(65);
    for (const name of [/: switch workspace$/, /: account menu$/]) {
      await page.getByRole("button", { name }).click();
      const box = await page.locator("[popover]:popover-open").boundingBox();
      expect(box && box.x >= 0 && box.x + box.width <= width, `${name} at ${width} px`).toBe(true);
      await page.keyboard.press("Escape");
    }
  }
  await page.setViewportSize({ width: 1280, height: 720 });

  const menu = await accountMenu(page);
  await expect(menu).toContainText("Ada King Lovelace");
  await expect(menu.getByRole("link", { name: "Your account" })).toHaveAttribute("href", `/account?workspace=${long}`);
  await expectAccessible(page, "account menu");
  await page.keyboard.press("Escape");

  await pressByKeyboard(page, switcher);
  await page.getByRole("searchbox", { name: "Find a workspace" }).fill("lovelace");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/workspaces?q=lovelace");
  await page.getByRole("link", { name: "Dashboard of Ada King Lovelace's workspace" }).click();
  await page.waitForURL(`**/dashboard?workspace=${first}`);
});
