import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Frame, FrameLocator, Page } from "@playwright/test";
import type axe from "axe-core";
import type { Result } from "axe-core";
import { expect } from "@/tests/support/browser";
import { takeEveryPicture } from "./pictures";

declare global {
  interface Window {
    axe: typeof axe;
  }
}

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

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
    await expectNoViolations(page, `${name}, ${width} px, ${colorScheme}`);
    if (pictures && SHOWN.some((screen) => screen.width === width && screen.colorScheme === colorScheme)) {
      const path = `${pictures}/states/${name.replaceAll(/\W+/g, "-")}-${width}.png`;
      await page.screenshot({ path, fullPage: true, animations: "disabled" });
    }
  }
  await expectNothingCutOff(page, name);
  await takeEveryPicture(page, name, async (german) => {
    await expectNoViolations(german, `${name}, in German`);
    await expectNothingCutOff(german, `${name}, in German,`);
  });
  await page.setViewportSize({ width: 1280, height: 720 });
  await page.emulateMedia({ colorScheme: "light" });
}

/** Axe within a frame of another site, which the page's own doesn't enter: wide and light, narrow and dark. */
export async function expectFramePresentable(page: Page, name: string): Promise<void> {
  for (const { width, colorScheme } of SHOWN) {
    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia({ colorScheme });
    const frame = page.frame(name);
    if (!frame) throw new Error(`The page has no frame ${name}.`);
    await expectNoViolations(frame, `${name}, ${width} px, ${colorScheme}`);
  }
}

const CONTROLS = "a:visible, button:visible, input:visible, select:visible, summary:visible";

/** At 400 % of a screen of 1280 by 1024 pixels, all that can be clicked can be, and nothing lies on it. */
export async function expectUsableAtFourfoldZoom(page: Page, frame: FrameLocator): Promise<void> {
  await page.setViewportSize({ width: 320, height: 256 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  const controls = [...(await page.locator(CONTROLS).all()), ...(await frame.locator(CONTROLS).all())];
  // A trial click scrolls there, and is refused where something else would get it. The link past the header shows with the focus.
  for (const control of controls)
    if ((await control.getAttribute("href")) !== "#main") await control.click({ trial: true });
}

/** Nothing is wider than the screen; on the narrowest no choice is cut, and the buttons of a row have one width. */
async function expectNothingCutOff(page: Page, name: string): Promise<void> {
  for (const width of [320, 640]) {
    await page.setViewportSize({ width, height: 640 });
    expect(
      await page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
      `${name} at ${width} px`,
    ).toBeLessThanOrEqual(0);
    if (width === 320) expect(await page.evaluate(cutChoices), `${name} at ${width} px`).toEqual([]);
    if (width === 320) expect(await page.evaluate(unevenRows), `${name} at ${width} px`).toEqual([]);
  }
}

/** Runs in the page: what its selects say, where that is cut although there is room beside them. */
function cutChoices(): string[] {
  return [...document.querySelectorAll("select")].flatMap((select) => {
    const [chosen] = select.selectedOptions;
    if (!chosen || !select.checkVisibility() || select.offsetWidth > innerWidth / 2) return [];
    const whole = select.cloneNode() as HTMLSelectElement;
    whole.removeAttribute("id");
    whole.append(chosen.cloneNode(true));
    Object.assign(whole.style, { position: "absolute", width: "max-content" });
    select.after(whole);
    const isCut = whole.offsetWidth > select.offsetWidth + 1;
    whole.remove();
    return isCut ? [chosen.text] : [];
  });
}

/** Runs in the page: the buttons of each row whose widths differ. */
function unevenRows(): string[] {
  return [...document.querySelectorAll("main .row")].flatMap((row) => {
    const buttons = [...row.querySelectorAll<HTMLElement>(".button")].filter(
      (button) => button.closest(".row") === row && button.checkVisibility(),
    );
    return new Set(buttons.map(({ offsetWidth }) => offsetWidth)).size > 1
      ? [buttons.map(({ innerText, offsetWidth }) => `${innerText}: ${offsetWidth}`).join(", ")]
      : [];
  });
}

async function expectNoViolations(page: Page | Frame, name: string): Promise<void> {
  const found = await violationsOf(page);
  expect(found.map(({ id, nodes }) => `${name}: ${id} at ${nodes.map(({ html }) => html).join(" ")}`)).toEqual([]);
}

/**
 * Axe itself rather than its builder for Playwright, which looks for frames of other sites and takes twice the time. The
 * one frame that there is, a mail in the local mailbox, runs no script: axe would wait a minute for it.
 */
async function violationsOf(page: Page | Frame): Promise<Result[]> {
  // Sending axe to a page takes longer than running it, so a page that has it is sent nothing.
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(AXE);
  return page.evaluate(async () => (await window.axe.run({ iframes: false, resultTypes: ["violations"] })).violations);
}
