// The sentences of the checkout page in German, by the English ones.

export const GERMAN = new Map<string, string>();
export const GERMAN_PATTERNS: [RegExp, string][] = [];
