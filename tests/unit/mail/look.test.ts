import { expect, test } from "vitest";
import { DARK, LIGHT } from "@/lib/mail/look";
import { THEME_COLORS } from "@/lib/themes";
import { colorsOf } from "@/tests/support/colors";

test.each([
  ["light", LIGHT],
  ["dark", DARK],
] as const)("mail and browsers have the colors of the product's %s look", (scheme, look) => {
  const colors = colorsOf(scheme);
  expect(colors).toMatchObject(look);
  expect(THEME_COLORS[scheme]).toBe(colors.paper);
});
