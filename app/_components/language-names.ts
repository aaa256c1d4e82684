import type { Language } from "@/lib/languages.mjs";

/** Each in its own language. */
export const LANGUAGE_NAMES: Record<Language, string> = { en: "English", de: "Deutsch" };
