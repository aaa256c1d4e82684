import type { Language } from "@/lib/languages.mjs";

/** In each language of lib/languages.mjs. English is required, and is the fallback for missing languages. */
export type InLanguages<T> = { en: T } & Partial<Record<Language, T>>;

export type FeatureTexts = InLanguages<{ title: string; sentence: string }>;

/**
 * A feature's texts. `was`: the ids it had before, the latest last, while a release that asks by them may still run. Code
 * gets the same answer by each of them, and lists show the new one.
 */
export type FeatureEntry = FeatureTexts & { was?: string | readonly string[] };

/**
 * `unit` and its plural `units`: what the number of an add-on counts, whose buyers choose it: "license", "licenses". Without
 * them pages say "units".
 */
export type PlanTexts = InLanguages<{ name: string; description: string; unit?: string; units?: string }>;

/**
 * What a meter counts: "API call", shown as "plus $0.02 per API call". `units`, the plural, is shown beside numbers:
 * "1,000 API calls"; without it `unit` is, as suits "100 GB".
 */
export type MeterTexts = InLanguages<{ name: string; unit: string; units?: string }>;

/** The text in a language, or English. */
export const inLanguage = <T>(texts: InLanguages<T>, language: Language): T => texts[language] ?? texts.en;
