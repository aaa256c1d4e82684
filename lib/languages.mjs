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
 * A pattern for the Accept-Language headers whose first language of ours is this one. Right where the header lists what
 * is preferred first (PLAIN_ACCEPT_LANGUAGE), as browsers do; proxy.ts brings any other header to that form.
 * @param {string} language
 */
export const acceptPattern = (language) => `(?:(?!${anyOfOurs})[^,]*,)*\\s*${language}\\b.*`;

const TAG = "[a-z]{1,8}(?:-[a-zA-Z\\d]{1,8})*";

/** Headers as browsers write them: weights with one decimal, none higher than the one before. */
export const PLAIN_ACCEPT_LANGUAGE = `(?:\\*|${TAG}(?:, ?${TAG})*${[9, 8, 7, 6, 5, 4, 3, 2, 1].map((tenths) => `(?:, ?${TAG};q=0\\.${tenths})*`).join("")})`;

// One member of the list: a language range and its weight (RFC 9110, section 12.5.4; RFC 4647, section 2.1).
const MEMBER = /^(\*|[a-z]{1,8}(?:-[a-z\d]{1,8})*)(?:[ \t]*;[ \t]*q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?))?$/;

/**
 * @param {string | null | undefined} accepted the Accept-Language header
 * @returns the members that are well-formed; without a weight it is 1
 */
const membersOf = (accepted) =>
  (accepted ?? "")
    .toLowerCase()
    .split(",")
    .flatMap((member) => {
      const [, range, weight = "1"] = MEMBER.exec(member.trim()) ?? [];
      return range ? [{ range, weight: Number(weight) }] : [];
    });

/**
 * The weight of a language of ours. Any region of it counts, so de-AT asks for German; `*` stands for the languages that
 * are not named.
 * @param {ReturnType<typeof membersOf>} members
 * @param {string} language
 * @returns {{ weight: number | null, place: number }} null where the header does not speak of the language
 */
function requestFor(members, language) {
  const named = members.filter(({ range }) => range.split("-")[0] === language);
  const asked = named.length > 0 ? named : members.filter(({ range }) => range === "*");
  if (asked.length === 0) return { weight: null, place: Infinity };
  // "Not German" refuses our German pages, also where one region of it is asked for.
  const refused = asked.some(({ range, weight }) => range === language && weight === 0);
  const weight = refused ? 0 : Math.max(...asked.map((member) => member.weight));
  const place =
    named.length > 0 ? members.findIndex((member) => member === named.find((one) => one.weight === weight)) : Infinity;
  return { weight, place };
}

/**
 * The language that an Accept-Language header prefers: by weight, then by place in the header, then by our order.
 * Where it wants none of ours, the first one that it does not refuse.
 * @param {string | null | undefined} accepted
 * @returns {Language}
 */
function preferred(accepted) {
  const members = membersOf(accepted);
  const requests = languages.map((language) => ({ language, ...requestFor(members, language) }));
  const [best] = requests
    .filter(({ weight }) => weight !== null && weight > 0)
    .toSorted((a, b) => (b.weight ?? 0) - (a.weight ?? 0) || (a.place === b.place ? 0 : a.place - b.place));
  return (best ?? requests.find(({ weight }) => weight === null))?.language ?? languages[0];
}

/**
 * @param {string | null | undefined} chosen the cookie's value
 * @param {string | null | undefined} accepted the Accept-Language header
 * @returns {Language}
 */
export const languageOf = (chosen, accepted) => languages.find((one) => one === chosen) ?? preferred(accepted);
