import { describe, expect, it } from "vitest";
import { acceptPattern, languageOf, languages } from "@/lib/languages.mjs";

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
  ])("for %j is %s: the first one of ours that the browser names, else the first of ours", (accepted, language) => {
    expect(languageOf(undefined, accepted)).toBe(language);
  });

  it("is the one that was chosen, if it is one of ours", () => {
    expect(languageOf("en", "de")).toBe("en");
    expect(languageOf("de", null)).toBe("de");
    expect(languageOf("tlh", "de")).toBe("de");
  });

  it("is decided in a moment however long the header is", () => {
    const began = performance.now();
    for (const language of languages) new RegExp(`^${acceptPattern(language)}$`).test("fr ,".repeat(100_000));
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});
