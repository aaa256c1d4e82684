import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect } from "@/tests/support/browser";

/** Of a state that docs/pictures.md shows: with PICTURES set it is taken as pictures, too. */
export const expectPresentable = (page: Page, name: string): Promise<void> => expectAccessible(page, name, process.env.PICTURES);

/** Axe in both colour schemes, wide and narrow; at 320 px and at half the width, as zoomed to 200 %, nothing is cut off. */
export async function expectAccessible(page: Page, name: string, pictures?: string): Promise<void> {
  for (const [width, colorScheme] of [[1280, "light"], [360, "dark"]] as const) {
    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia({ colorScheme });
    // Axe's usual mode is for frames of other sites, which our pages don't have, and opens a page each time.
    const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
    const found = violations.map(({ id, nodes }) => `${name}, ${width} px, ${colorScheme}: ${id} at ${nodes.map(({ html }) => html).join(" ")}`);
    expect(found).toEqual([]);
    if (pictures) {
      const path = `${pictures}/states/${name.replaceAll(/\W+/g, "-")}-${width}.png`;
      await page.screenshot({ path, fullPage: true, animations: "disabled" });
    }
  }
  for (const width of [320, 640]) {
    await page.setViewportSize({ width, height: 640 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), `${name} at ${width} px`).toBeLessThanOrEqual(0);
  }
  await page.setViewportSize({ width: 1280, height: 720 });
  await page.emulateMedia({ colorScheme: "light" });
}
