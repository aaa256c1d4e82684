import { newWorkspace, sell, setRole, subscribe, userIdOf, workspaceOf } from "@/tests/support/billing";
import { expect, newPerson, test } from "@/tests/support/browser";
import { changeableTo, selling } from "./selling";
import { bring } from "./steps";

/** 80 letters. */
const WORD = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenfabrikantenwitwenrente";
const ADDRESS = `${"ada.lovelace.".repeat(5)}@analytical-engines.example`;

test("names without a space, of workspaces, plans and people, push no page sideways", async ({ app, page }) => {
  async function fits(path: string, name: string) {
    await page.goto(path);
    await expect(page.locator("main").getByText(name).first()).toBeVisible();
    for (const width of [1280, 640, 360, 320]) {
      await page.setViewportSize({ width, height: 720 });
      expect
        .soft(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), `${path} at ${width} px`)
        .toBeLessThanOrEqual(0);
      const tooFull = await page
        .locator("main .button")
        .evaluateAll((all) => all.filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.textContent));
      expect.soft(tooFull, `buttons of ${path} at ${width} px`).toEqual([]);
    }
  }
  /** Each question that the page asks before something is done, in 320 px. */
  async function dialogsFit(): Promise<void> {
    await page.setViewportSize({ width: 320, height: 720 });
    const asking = page.locator("main summary:visible");
    expect(await asking.count()).toBeGreaterThan(2);
    for (const summary of await asking.all()) {
      await summary.click();
      const dialog = page.locator("dialog:modal");
      await expect(dialog).toBeVisible();
      expect
        .soft(await dialog.evaluate((one) => one.scrollWidth - one.clientWidth), await dialog.innerText())
        .toBeLessThanOrEqual(0);
      await page.keyboard.press("Escape");
      await expect(summary).toBeFocused();
    }
  }
  const rename = (workspace: string, name: string) =>
    app.database.pool.query("UPDATE workspace SET name = $2 WHERE id = $1", [workspace, name]);
  const plan = (name: string, unit_amount: number) =>
    sell(app, { unit_amount }, { name, metadata: { plan_group: "plan", features: "chat" } });

  await selling(
    app,
    async () => [await plan(WORD, 900), await plan(`${WORD}s`, 1900)],
    async ([first, second]) => {
      const person = { ...newPerson(), name: WORD };
      const client = await app.signUp(person);
      const workspace = await workspaceOf(client);
      const query = `?workspace=${workspace}`;
      await bring(page.context(), client);
      for (const name of [WORD, ADDRESS]) {
        await rename(workspace, name);
        await fits(`/dashboard${query}`, name);
        await fits("/workspaces", name);
        await fits(`/workspaces/${workspace}`, name);
      }
      await rename(await newWorkspace(app, { [person.email]: "owner" }), `${WORD} 2`);
      await fits(`/pricing${query}`, `${WORD} 2`);
      const colleague = { ...newPerson(), name: `${WORD} der Jüngere` };
      await app.signUp(colleague);
      await setRole(app, colleague.email, workspace, "member");
      await fits(`/workspaces/${workspace}?member=${await userIdOf(app, colleague.email)}`, colleague.name);
      await dialogsFit();
      await subscribe(app, client, first?.id ?? "", workspace);
      await fits(`/dashboard${query}`, WORD);
      await fits(`/workspaces/${workspace}`, WORD);
      await changeableTo(app, second ? [second] : [], () =>
        fits(`/dashboard/change${query}&price=${second?.id}`, `Switch from ${WORD}`),
      );
    },
  );
});
