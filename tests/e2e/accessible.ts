import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect } from "@/tests/support/browser";

/** Each width and each scheme of colors once; the pictures show these. */
const SHOWN = [
  { width: 1280, colorScheme: "light" },
  { width: 360, colorScheme: "dark" },
] as const;
const OTHER_PAIRS = [
  { width: 1280, colorScheme: "dark" },
  { width: 360, colorScheme: "light" },
] as const;
/** SCREENS=all, as every night, looks at the other pairs as well. */
const SCREENS = process.env.SCREENS === "all" ? [...SHOWN, ...OTHER_PAIRS] : SHOWN;

/** Of a state that docs/pictures.md shows: with PICTURES set it is taken as pictures, too. */
export const expectPresentable = (page: Page, name: string): Promise<void> =>
  expectAccessible(page, name, process.env.PICTURES);

/** Axe wide and narrow, light and dark; at 320 px and at half the width, as zoomed to 200 %, nothing is cut off. */
export async function expectAccessible(page: Page, name: string, pictures?: string): Promise<void> {
  for (const { width, colorScheme } of SCREENS) {
    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia({ colorScheme });
    const { violations } = await lookThrough(page);
    const found = violations.map(
      ({ id, nodes }) => `${name}, ${width} px, ${colorScheme}: ${id} at ${nodes.map(({ html }) => html).join(" ")}`,
    );
    expect(found).toEqual([]);
    if (pictures && SHOWN.some((screen) => screen.width === width && screen.colorScheme === colorScheme)) {
      const path = `${pictures}/states/${name.replaceAll(/\W+/g, "-")}-${width}.png`;
      await page.screenshot({ path, fullPage: true, animations: "disabled" });
    }
  }
  for (const width of [320, 640]) {
    await page.setViewportSize({ width, height: 640 });
    expect(
      await page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
      `${name} at ${width} px`,
    ).toBeLessThanOrEqual(0);
  }
  await page.setViewportSize({ width: 1280, height: 720 });
  await page.emulateMedia({ colorScheme: "light" });
}

/** Sending axe to a page takes longer than running it, so a page that has it is sent nothing. */
async function lookThrough(page: Page) {
  const isThere = await page.evaluate(() => "axe" in window);
  const builder = new AxeBuilder({ page, axeSource: isThere ? "void 0" : undefined });
  // Axe's usual mode is for frames of other sites, which our pages don't have, and opens a page each time.
  return builder
    .setLegacyMode()
    .options({ resultTypes: ["violations"] })
    .analyze();
}
