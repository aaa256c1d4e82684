/** Writes app/brand.css, the brand's colors as a style sheet: no page may have styles in its HTML. */
import { readFileSync, writeFileSync } from "node:fs";

const file = new URL("../../app/brand.css", import.meta.url);

/** @param {import("../../lib/brand/types").Brand["colors"]} colors */
export function brandCss({ accent, onAccent, wash }) {
  const pair = (name, { light, dark }) => `  --${name}: light-dark(${light}, ${dark});\n`;
  const pairs = pair("accent", accent) + pair("accent-ink", onAccent) + pair("accent-wash", wash);
  return `/* Written from billing/brand.ts by \`npm run build\` and \`npm run dev\`. Change the colors there. */\n:root {\n${pairs}}\n`;
}

/** Leaves the file alone where it is right already. */
export async function writeBrandCss() {
  const { brand } = await import("../../billing/brand.ts");
  const css = brandCss(brand.colors);
  if (readFileSync(file, "utf8") !== css) writeFileSync(file, css);
}
