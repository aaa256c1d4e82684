import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { DARK, LIGHT } from "@/lib/mail/look";
import { root } from "@/scripts/local/paths";

const tokens = readFileSync(`${root}app/tokens.css`, "utf8");
const [light = "", dark = ""] = tokens.split("@media (prefers-color-scheme: dark)");

const valuesIn = (css: string) =>
  Object.fromEntries([...css.matchAll(/--([\w-]+): (#[\da-f]{6});/g)].map(([, name, value]) => [name, value]));

test.each([
  ["light", LIGHT, light],
  ["dark", DARK, dark.split("@media print")[0] ?? ""],
])("mail has the colors of the product's %s look", (_, look, css) => {
  expect(valuesIn(css)).toMatchObject(look);
});

/** https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [one, other]
    .map((color) => {
      const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
        const part = Number.parseInt(color.slice(at, at + 2), 16) / 255;
        return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    })
    .toSorted((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

test.each([
  ["light", LIGHT],
  ["dark", DARK],
])("its text can be read in %s", (_, { paper, surface, ink, muted, accent, "accent-ink": accentInk }) => {
  for (const [text, ground] of [
    [ink, surface],
    [ink, paper],
    [muted, surface],
    [muted, paper],
    [accent, surface],
    [accentInk, accent],
  ] as const)
    expect(contrast(text, ground)).toBeGreaterThanOrEqual(4.5);
});
