import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { DARK, LIGHT } from "@/lib/mail/look";
import { THEME_COLORS } from "@/lib/themes";
import { root } from "@/scripts/local/paths";

const tokens = readFileSync(`${root}app/tokens.css`, "utf8");
const pairs = [...tokens.matchAll(/--([\w-]+): light-dark\((#[\da-f]{6}), (#[\da-f]{6})\);/g)];

test.each([
  ["light", LIGHT, 2],
  ["dark", DARK, 3],
] as const)("mail and browsers have the colors of the product's %s look", (name, look, place) => {
  const colors = Object.fromEntries(pairs.map((pair) => [pair[1], pair[place]]));
  expect(colors).toMatchObject(look);
  expect(THEME_COLORS[name]).toBe(colors.paper);
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
