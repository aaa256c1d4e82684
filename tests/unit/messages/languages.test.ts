import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { acceptPattern, languageOf, languages, PLAIN_ACCEPT_LANGUAGE } from "@/lib/languages.mjs";
import { config } from "@/proxy";

describe("the language of a page", () => {
  it.each([
    ["de-DE,de;q=0.9,en-US;q=0.8,en;q=0.7", "de"],
    ["en-US,en;q=0.9,de;q=0.8", "en"],
    ["fr-FR, fr;q=0.9, de;q=0.5, en;q=0.4", "de"],
    ["fr, en, de", "en"],
    ["de", "de"],
    ["deutsch,en", "en"],
    ["den, fr", "en"],
    ["*", "en"],
    ["", "en"],
    [null, "en"],
  ])("for %j is %s, as browsers write it", (accepted, language) => {
    expect(languageOf(undefined, accepted)).toBe(language);
  });

  // https://www.rfc-editor.org/rfc/rfc9110#section-12.5.4
  it.each([
    ["a weight counts more than the place", "en;q=0.4, de;q=0.9", "de"],
    ["three decimals count", "en;q=0.998,de;q=0.999", "de"],
    ["without a weight it is 1", "en;q=0.999, de", "de"],
    ["of equal weights the first counts", "de;q=0.5,en;q=0.5", "de"],
    ["1.000 is 1", "en;q=0.9,de;q=1.000", "de"],
    ["a region asks for its language", "en;q=0.8, de-AT", "de"],
    ["the region that is wanted most counts", "de;q=0.1, en;q=0.5, de-CH;q=0.9", "de"],
    ["tags and q know no case", "EN;Q=0.1, DE-de;Q=0.2", "de"],
    ["white space may stand around the semicolon", "en ; q=0.3 ,\tde\t;\tq=0.4", "de"],
    ["empty members say nothing", ",, ,de,, en", "de"],
    ["0 is not acceptable", "en;q=0, de;q=0.1", "de"],
    ["0.000 is not acceptable", "en;q=0.000, de;q=0.001", "de"],
    ["what is refused is not the fallback", "en;q=0", "de"],
    ["nor where other languages are asked for", "fr, en;q=0", "de"],
    ["a refused language is refused in each region", "de-DE, de;q=0, en;q=0.1", "en"],
    ["a refused region refuses no other", "de-CH;q=0, de", "de"],
    ["all refused is the first of ours", "en;q=0, de;q=0", "en"],
    ["a star stands for what is not named", "de;q=0.5, *;q=0.8", "en"],
    ["a star does not stand for what is named", "en;q=0.2, de;q=0.3, *", "de"],
    ["what is named counts more than a star of the same weight", "*, de", "de"],
    ["a star can be refused", "de;q=0.1, *;q=0", "de"],
    ["and leaves what is named", "*;q=0, en;q=0.1", "en"],
    ["all refused by a star is the first of ours", "*;q=0", "en"],
    ["a star after a refusal is the other one", "en;q=0, *;q=0.1", "de"],
    ["a weight over 1 is malformed, and its member says nothing", "en;q=1.5, de;q=0.1", "de"],
    ["so is one with four decimals", "en;q=0.9999, de;q=0.1", "de"],
    ["so is a word", "en;q=high, de;q=0.1", "de"],
    ["so is none at all", "en;q=, de;q=0.1", "de"],
    ["so is a negative one", "en;q=-1, de;q=0.1", "de"],
    ["so is one with spaces around its sign", "en;q = 1, de;q=0.1", "de"],
    ["so is another parameter", "en;level=1, de;q=0.1", "de"],
    ["so is a language with an underscore", "en_US, de;q=0.1", "de"],
    ["nothing but what is malformed is the first of ours", "de;q=2; en", "en"],
  ])("%s: %j", (_, accepted, language) => {
    expect(languageOf(undefined, accepted)).toBe(language);
  });

  it("is the one that was chosen, if it is one of ours", () => {
    expect(languageOf("en", "de")).toBe("en");
    expect(languageOf("de", null)).toBe("de");
    expect(languageOf("tlh", "de")).toBe("de");
    expect(languageOf("en", "de, en;q=0")).toBe("en");
  });

  it("is decided in a moment however long the header is", () => {
    const began = performance.now();
    const long = "fr ,".repeat(100_000);
    for (const language of languages) new RegExp(`^${acceptPattern(language)}$`).test(long);
    new RegExp(`^${PLAIN_ACCEPT_LANGUAGE}$`).test(long);
    new RegExp(`^${PLAIN_ACCEPT_LANGUAGE}$`).test(`${"fr,".repeat(100_000)}!`);
    languageOf(undefined, long);
    languageOf(undefined, `de;q=${"0".repeat(100_000)}`);
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});

describe("the shared page, whose language next.config.mjs chooses by a pattern", () => {
  const byPattern = (accepted: string) =>
    languages.slice(1).find((language) => new RegExp(`^${acceptPattern(language)}$`).test(accepted)) ?? languages[0];
  const isPlain = (accepted: string) => new RegExp(`^${PLAIN_ACCEPT_LANGUAGE}$`).test(accepted);

  it.each([
    "de-DE,de;q=0.9,en-US;q=0.8,en;q=0.7",
    "de,en-US;q=0.7,en;q=0.3",
    "en-US,en;q=0.5",
    "zh-Hant-TW, de",
    "de",
    "*",
  ])("%j needs no weighing", (accepted) => {
    expect(isPlain(accepted)).toBe(true);
  });

  it.each(["en;q=0.4,de", "en;q=0,de", "de,*;q=0.5", "DE", "en;q=0.85"])("%j is weighed by proxy.ts", (accepted) => {
    expect(isPlain(accepted)).toBe(false);
  });

  test("a header that needs no weighing means the same to the pattern", () => {
    const tag = fc.constantFrom("en", "de", "fr", "en-US", "de-AT", "den", "eng", "zh-Hant-TW", "*", "DE", "");
    const weight = fc.constantFrom("", ";q=0.9", ";q=0.8", ";q=0.5", ";q=0.1", ";q=0", ";q=1", ";q=0.55", "; q=0.7");
    const member = fc.tuple(tag, weight).map((parts) => parts.join(""));
    const descending = fc.array(fc.tuple(tag, fc.integer({ min: 1, max: 10 })), { maxLength: 5 }).map((list) =>
      list
        .toSorted((a, b) => b[1] - a[1])
        .map(([name, tenths]) => (tenths === 10 ? name : `${name};q=0.${tenths}`))
        .join(","),
    );
    const header = fc.oneof(
      fc.array(member, { maxLength: 4 }).map((all) => all.join(", ")),
      descending,
    );
    fc.assert(
      fc.property(header, (accepted) => {
        fc.pre(isPlain(accepted));
        expect(byPattern(accepted)).toBe(languageOf(undefined, accepted));
      }),
      { numRuns: 2_000, maxSkipsPerRun: 1_000 },
    );
  });

  test("what proxy.ts makes of a header means the same to the pattern", () => {
    for (const language of languages) expect(byPattern(language)).toBe(language);
  });

  test("proxy.ts weighs exactly the others", () => {
    const shared = config.matcher.at(-1);
    expect(shared).toMatchObject({ missing: [{ key: "accept-language", value: PLAIN_ACCEPT_LANGUAGE }] });
  });
});
