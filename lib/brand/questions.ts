import type { Language } from "../languages.mjs";

/** What billing/questions.ts says. */
export type Questions = readonly Readonly<Record<Language, { readonly question: string; readonly answer: string }>>[];
