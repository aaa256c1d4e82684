import type { Language } from "../languages.mjs";

/** "#14532d" in light pages, and what stands for it in dark ones. */
export type ColorPair = { readonly light: string; readonly dark: string };

export type LegalLink = string | Readonly<Record<Language, string>> | null;

/** What billing/brand.ts says. */
export type Brand = {
  readonly name: string;
  readonly logo: `/${string}` | null;
  readonly colors: { readonly accent: ColorPair; readonly onAccent: ColorPair; readonly wash: ColorPair };
  readonly legal: { readonly terms: LegalLink; readonly privacy: LegalLink };
  readonly support: string | null;
};
