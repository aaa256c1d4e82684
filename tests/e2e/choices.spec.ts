import type { Page } from "@playwright/test";
import { expect, newPerson, test } from "@/tests/support/browser";
import { expectAccessible } from "./accessible";
import { accountMenu, bring, chooseByKeyboard, pressByKeyboard, signIn } from "./steps";

const PAPER = { light: "rgb(251, 251, 249)", dark: "rgb(19, 21, 18)" };

/** What a page is painted with, and what it was when its first element was. */
async function looks(page: Page): Promise<{ paper: string; scheme: string; meta: string; bar: string; first: string }> {
  return page.evaluate(() => {
    const metaOf = (name: string) =>
      [...document.querySelectorAll<HTMLMetaElement>(`meta[name="${name}"]`)].find(
        ({ media }) => media === "" || matchMedia(media).matches,
      )?.content ?? "";
    const style = getComputedStyle(document.documentElement);
    return {
      paper: style.backgroundColor,
      scheme: style.colorScheme,
      meta: metaOf("color-scheme"),
      bar: metaOf("theme-color"),
      first: sessionStorage.getItem("first") ?? "",
    };
  });
}

/** Notes how the page would be painted as soon as there is a body, so before anything is. */
const noteFirst = (page: Page) =>
  page.addInitScript(() => {
    sessionStorage.removeItem("first");
    new MutationObserver((_, observer) => {
      if (!document.body) return;
      observer.disconnect();
      sessionStorage.setItem("first", document.documentElement.dataset.theme ?? "system");
    }).observe(document, { childList: true, subtree: true });
  });

for (const [chosen, system, name] of [
  ["dark", "light", "Dark"],
  ["light", "dark", "Light"],
] as const)
  test(`${chosen} is kept where the system is ${system}, on the shared page and on others, from the first paint on`, async ({
    app,
    page,
    context,
  }) => {
    await bring(context, await app.signUp());
    await page.emulateMedia({ colorScheme: system });
    await noteFirst(page);
    const asChosen = {
      paper: PAPER[chosen],
      scheme: chosen,
      meta: chosen,
      bar: chosen === "dark" ? "#131512" : "#fbfbf9",
      first: chosen,
    };
    await page.goto("/pricing");
    expect(await looks(page)).toMatchObject({ paper: PAPER[system], meta: "light dark", first: "system" });
    const root = page.locator("html");
    // Who is signed in chooses it in their menu, which is closed on the page that comes then.
    const theme = (await accountMenu(page)).getByRole("form", { name: "Theme" });
    await expect(theme.getByRole("button", { name: "System" })).toHaveAttribute("aria-current", "true");
    await pressByKeyboard(page, theme.getByRole("button", { name }));
    await expect(root).toHaveAttribute("data-theme", chosen);
    await accountMenu(page);
    await expect(theme.getByRole("button", { name })).toHaveAttribute("aria-current", "true");
    await page.keyboard.press("Escape");
    await expect(page).toHaveURL(/\/pricing$/);
    expect(await looks(page)).toEqual(asChosen);
    if (chosen === "dark") await expectAccessible(page, "pricing, dark chosen");
    await page.emulateMedia({ colorScheme: system });
    await page.goto("/dashboard");
    expect(await looks(page)).toEqual(asChosen);
    if (chosen === "dark") await expectAccessible(page, "dashboard, dark chosen");
    // Paper is white.
    await page.emulateMedia({ media: "print", colorScheme: system });
    expect((await looks(page)).paper).toBe("rgb(255, 255, 255)");
    await page.emulateMedia({ media: "screen", colorScheme: system });
    await accountMenu(page);
    await expect(theme.getByRole("button", { name })).toHaveAttribute("aria-current", "true");
    await theme.getByRole("button", { name: "System" }).click();
    await expect(root).not.toHaveAttribute("data-theme");
    await accountMenu(page);
    await expect(theme.getByRole("button", { name: "System" })).toHaveAttribute("aria-current", "true");
    await page.goto("/pricing");
    expect(await looks(page)).toMatchObject({ paper: PAPER[system], meta: "light dark", first: "system" });
  });

test("the shared page is the same whatever theme was chosen", async ({ app }) => {
  const read = async (theme: string) =>
    (await fetch(`${app.url}/pricing`, { headers: { cookie: `theme=${theme}` } })).text();
  expect(await read("dark")).toBe(await read("light"));
  const { headers, status } = await app.anonymous().get("/theme.js");
  expect([status, headers.get("cache-control")]).toEqual([200, "public, max-age=3600"]);
});

test("without JavaScript a theme is chosen at the foot of a page, and shown where the server knows it", async ({
  app,
  browser,
}) => {
  const context = await browser.newContext({ javaScriptEnabled: false, baseURL: app.url, colorScheme: "light" });
  const page = await context.newPage();
  await page.goto("/login");
  await page.getByRole("button", { name: "Dark" }).click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await expect(page.getByRole("button", { name: "Dark" })).toHaveAttribute("aria-current", "true");
  await page.goto("/nothing-here");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await context.close();
});

test("language and theme are chosen on the account page, and the language goes along to another browser", async ({
  app,
  page,
  browser,
}) => {
  const person = newPerson();
  await app.signUp(person);
  await signIn(page, person);
  await page.goto("/account");
  const choices = page.getByRole("region", { name: "Language and theme" });
  await chooseByKeyboard(page, choices.getByLabel("Language of pages and mail"), "Deutsch");
  await chooseByKeyboard(page, choices.getByLabel("Theme of this browser"), "Dark");
  await pressByKeyboard(page, choices.getByRole("button", { name: "Apply" }));
  await expect(page.getByText("Sprache und Farbschema sind eingestellt.")).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("lang", "de");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  expect((await looks(page)).paper).toBe(PAPER.dark);
  await expect(page.getByLabel("Sprache von Seiten und E-Mails")).toHaveValue("de");
  await expect(page.getByLabel("Farbschema in diesem Browser")).toHaveValue("dark");
  await expectAccessible(page, "account in German");

  const elsewhere = await browser.newContext({ baseURL: app.url, locale: "en-US" });
  const there = await elsewhere.newPage();
  await signIn(there, person);
  await expect(there.locator("html")).toHaveAttribute("lang", "de");
  await there.goto("/pricing");
  await expect(there.locator("html")).toHaveAttribute("lang", "de");
  await expect(there.locator("html")).not.toHaveAttribute("data-theme");

  // The foot of a page is the same choice for who is signed in.
  await there.getByRole("button", { name: "English" }).click();
  await there.goto("/account");
  await expect(there.getByLabel("Language of pages and mail")).toHaveValue("en");
  await there.getByLabel("Language of pages and mail").selectOption({ label: "Automatic (as your browser)" });
  await there.getByRole("button", { name: "Apply" }).click();
  await expect(there.getByText("Your language and theme are set.")).toBeVisible();
  expect((await elsewhere.cookies()).map(({ name }) => name)).not.toContain("language");
  await elsewhere.close();
});
