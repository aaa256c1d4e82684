/**
 * The languages of the pages, and which of them a visitor reads. Not compiled, because next.config.mjs, which leads to
 * the shared page in a visitor's language, reads it too. The first one is the fallback.
 */
export const languages = /** @type {const} */ (["en", "de"]);

/** @typedef {(typeof languages)[number]} Language */

/** Holds a language that was chosen on the page (app/api/language); it counts more than what the browser says. */
export const LANGUAGE_COOKIE = "language";

const anyOfOurs = `\\s*(?:${languages.join("|")})\\b`;

/**
 * A pattern for the Accept-Language headers whose first language of ours is this one. Browsers list what is preferred
 * first, so the weights behind it say nothing new.
 * @param {string} language
 */
export const acceptPattern = (language) => `(?:(?!${anyOfOurs})[^,]*,)*\\s*${language}\\b.*`;

/**
 * @param {string | null | undefined} chosen the cookie's value
 * @param {string | null | undefined} accepted the Accept-Language header
 * @returns {Language}
 */
export function languageOf(chosen, accepted) {
  const prefers = (/** @type {string} */ language) => new RegExp(`^${acceptPattern(language)}$`).test(accepted ?? "");
  return languages.find((one) => one === chosen) ?? languages.find(prefers) ?? languages[0];
}
