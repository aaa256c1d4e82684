import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { brand } from "@/billing/brand";
import { questions } from "@/billing/questions";
import { checkBrand, checkQuestions } from "@/lib/brand/check";
import type { Brand } from "@/lib/brand/types";
import { legalPages } from "@/lib/billing/setup/portal";
import { root } from "@/scripts/local/paths";
import { brandCss } from "@/scripts/standalone/brand-css.mjs";
import { brightened, colorsOf, contrast } from "@/tests/support/colors";

const { logo, colors, legal }: Brand = brand;

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

test("this brand and these questions are as they have to be", () => {
  expect(() => checkBrand(brand)).not.toThrow();
  expect(() => checkQuestions(questions)).not.toThrow();
});

test.each([
  [{ ...brand, nmae: "X" }, "nmae is no field of a brand, which has name"],
  [{ ...brand, name: "O'Neill" }, "name must be a name without braces"],
  [{ ...brand, logo: "logo.svg" }, "logo must be a picture in public/"],
  [
    { ...brand, colors: { ...colors, wash: { light: "#EAF3EC", dark: "#000" } } },
    'colors.wash.light must be a color such as "#14532d"',
  ],
  [{ ...brand, legal: { ...legal, terms: "//elsewhere.example" } }, "legal.terms must be a page"],
  [{ ...brand, legal: { ...legal, terms: { en: "/terms" } } }, "legal.terms must be a page"],
  [{ ...brand, support: "help@example.com" }, "support must be mailto:"],
])("a brand is refused where it says what can't be used: %#", (wrong, says) => {
  expect(() => checkBrand(wrong)).toThrow(says);
});

test("a question without its answer in a language is refused with its place", () => {
  const [first] = questions;
  expect(() => checkQuestions([first, { ...first, de: { question: "Warum?" } }])).toThrow(
    "billing/questions.ts can't be used:\n  [1].de.answer is missing: it must be a text",
  );
  expect(() => checkQuestions([{ en: first?.en }])).toThrow("[0].de is missing");
});

test("the logo is there", () => {
  if (logo !== null) expect(existsSync(`${root}public${logo}`), `public${logo}`).toBe(true);
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
