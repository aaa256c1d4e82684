import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { brand } from "@/billing/brand";
import type { Brand } from "@/lib/brand/types";
import { legalPages } from "@/lib/billing/setup/portal";
import { schema } from "@/lib/settings-schema";
import { root } from "@/scripts/local/paths";
import { brandCss } from "@/scripts/standalone/brand-css.mjs";
import { brightened, colorsOf, contrast } from "@/tests/support/colors";

const { name, logo, colors, legal, support }: Brand = brand;

test("the style sheet is the one that a build writes", () => {
  expect(readFileSync(`${root}app/brand.css`, "utf8")).toBe(brandCss(colors));
});

describe.each(["light", "dark"] as const)("in %s pages", (scheme) => {
  const look = colorsOf(scheme);
  const contrasts = (pairs: [text: string, ground: string][]) =>
    pairs.map(([text, ground]) => ({ text, ground, contrast: contrast(look[text] ?? "", look[ground] ?? "") }));

  test("every text can be read where it is", () => {
    const grounds = ["paper", "surface"];
    const pairs = [
      ...["ink", "muted", "accent", "warning", "danger", "success"].flatMap((text) =>
        grounds.map((ground): [string, string] => [text, ground]),
      ),
      ["accent", "accent-wash"],
      ["ink", "accent-wash"],
      ["accent-ink", "accent"],
      ["success", "success-wash"],
      ["warning", "warning-wash"],
      ["danger", "danger-wash"],
      ["muted", "neutral-wash"],
    ] as [string, string][];
    expect(contrasts(pairs).filter((one) => !(one.contrast >= 4.5))).toEqual([]);
  });

  test("a filled button can be read under the pointer", () => {
    const ground = brightened(look.accent ?? "", 1.12);
    expect(contrast(brightened(look["accent-ink"] ?? "", 1.12), ground)).toBeGreaterThanOrEqual(4.5);
  });

  test("a field's border and the mark of the focus stand out", () => {
    const pairs: [string, string][] = [
      ["control-line", "surface"],
      ["control-line", "paper"],
      ["accent", "surface"],
      ["accent", "paper"],
    ];
    expect(contrasts(pairs).filter((one) => !(one.contrast >= 3))).toEqual([]);
  });
});

test("colors are written with six digits", () => {
  const written = Object.values(colors).flatMap(({ light, dark }) => [light, dark]);
  expect(written.filter((color) => !/^#[\da-f]{6}$/.test(color))).toEqual([]);
});

test("the name can stand in a message", () => {
  expect(name).toMatch(/^[^{}<>'\s][^{}<>']*$/);
});

test("the logo is there", () => {
  if (logo !== null) expect(existsSync(`${root}public${logo}`), `public${logo}`).toBe(true);
});

test("links lead to a page of this app, or by https to another's", () => {
  const links = Object.values(legal).flatMap((link) =>
    link === null ? [] : typeof link === "string" ? [link] : Object.values(link),
  );
  expect(links.filter((href) => !/^(\/(?!\/)|https:\/\/[^/\s]+)\S*$/.test(href))).toEqual([]);
  expect(schema.shape.SUPPORT_URL.safeParse(support ?? "").success).toBe(true);
});

test("where the brand has terms, Stripe's portal has them", () => {
  expect(legalPages({ terms: null, privacy: null })).toEqual({});
  expect(
    legalPages({
      terms: "https://example.com/terms",
      privacy: { en: "https://example.com/privacy", de: "/datenschutz" },
    }),
  ).toEqual({
    terms_of_service_url: "https://example.com/terms",
    privacy_policy_url: "https://example.com/privacy",
  });
});
