import { readFileSync } from "node:fs";
import { root } from "@/scripts/local/paths";

export type Scheme = "light" | "dark";

/** The colors of the product's look by name, as app/brand.css and app/tokens.css have them. */
export function colorsOf(scheme: Scheme): Record<string, string> {
  const css = ["brand", "tokens"].map((name) => readFileSync(`${root}app/${name}.css`, "utf8")).join("\n");
  const pairs = [...css.matchAll(/--([\w-]+): light-dark\((#[\da-f]{6}), (#[\da-f]{6})\);/g)];
  return Object.fromEntries(pairs.map(([, name, light, dark]) => [name, scheme === "light" ? light : dark]));
}

const parts = (color: string): number[] => [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16));

/** https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
export function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [one, other]
    .map((color) => {
      const [r = 0, g = 0, b = 0] = parts(color).map((part) =>
        part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4,
      );
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    })
    .toSorted((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

/** CSS's filter. */
export const brightened = (color: string, factor: number): string =>
  `#${parts(color)
    .map((part) =>
      Math.min(255, Math.round(part * factor))
        .toString(16)
        .padStart(2, "0"),
    )
    .join("")}`;
