// The checkout page speaks English and German. Its sentences are written in English; German ones are found by them.
import { GERMAN, GERMAN_PATTERNS } from "./words-de.ts";

export type Language = "en" | "de";
export type Say = (english: string) => string;

/** The language of a session, or of the browser that opens it. [SDK: Checkout.Session.locale] */
export function languageOf(locale: string | null, accepted: string | undefined): Language {
  const wanted = locale === null || locale === "auto" ? (accepted ?? "en") : locale;
  return /^\s*de\b/i.test(wanted) ? "de" : "en";
}

export function sayIn(language: Language): Say {
  return language === "en" ? (english) => english : german;
}

function german(english: string): string {
  const known = GERMAN.get(english);
  if (known !== undefined) return known;
  for (const [pattern, translation] of GERMAN_PATTERNS)
    if (pattern.test(english)) return english.replace(pattern, translation);
  return english;
}
