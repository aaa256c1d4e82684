import type { BrowserContextOptions, Page } from "@playwright/test";
import { test } from "@playwright/test";
import { LANGUAGE_COOKIE } from "@/lib/languages.mjs";

/** Set by `npm run pictures`: the folder that gets every picture of every page and state. */
const FOLDER = process.env.EVERY_PICTURE;

const WIDTHS = [1280, 360];
const SCHEMES = ["light", "dark"] as const;
/** What the pictures of one state may add to the time of its test. */
const ALLOWANCE_MS = 60_000;

/**
 * The state in both languages, wide and narrow, light and dark. Nothing unless every picture is wanted.
 * @param check what has to be true of the German page, too
 */
export async function takeEveryPicture(
  page: Page,
  name: string,
  check: (german: Page) => Promise<void>,
): Promise<void> {
  if (!FOLDER) return;
  test.info().setTimeout(test.info().timeout + ALLOWANCE_MS);
  const folder = `${FOLDER}/${folderOf(name)}`;
  await take(page, `${folder}/en`);
  await inGerman(page, async (german) => {
    await take(german, `${folder}/de`);
    await check(german);
  });
}

/** Some are named by an address. Without its ids the folder is the same in each run. */
const folderOf = (name: string): string =>
  name
    .replaceAll(/_\w{12,}/g, "")
    .replaceAll(/\W+/g, "-")
    .replaceAll(/^-|-$/g, "") || "start";

async function take(page: Page, path: string): Promise<void> {
  for (const width of WIDTHS) {
    for (const colorScheme of SCHEMES) {
      await page.setViewportSize({ width, height: 800 });
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: `${path}-${width}-${colorScheme}.png`, fullPage: true, animations: "disabled" });
    }
  }
}

/**
 * The same address for the same person in a browser of its own, so the test's page keeps its language and what was typed
 * there. What only a click brought, as an opened menu, is not shown.
 */
async function inGerman(page: Page, look: (german: Page) => Promise<void>): Promise<void> {
  const browser = page.context().browser();
  const url = page.url();
  if (!browser || !url.startsWith("http")) return;
  const options: BrowserContextOptions = { storageState: await page.context().storageState(), locale: "de-DE" };
  const context = await browser.newContext(options);
  try {
    await context.addCookies([{ name: LANGUAGE_COOKIE, value: "de", url: new URL("/", url).href }]);
    const german = await context.newPage();
    await german.goto(url, { waitUntil: "load" });
    await look(german);
  } finally {
    await context.close();
  }
}
