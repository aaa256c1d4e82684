import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { emailField, isSameEmail, normalizeEmail } from "@/lib/email";

describe("an e-mail address has one form", () => {
  test.each([
    ["Ada@Example.COM", "ada@example.com"],
    ["  ada@example.com\t", "ada@example.com"],
    ["\u00a0ada@example.com\u3000", "ada@example.com"],
    ["ada@example.com\u200b", "ada@example.com"],
    ["\ufeffada@exam\u00adple.com", "ada@example.com"],
    ["ａｄａ＠ｅｘａｍｐｌｅ．ｃｏｍ", "ada@example.com"],
    ["Ｋarl＋２@example.com", "karl+2@example.com"],
    ["ada@\u212aarls.example", "ada@karls.example"],
    ["ada@Bücher.example", "ada@xn--bcher-kva.example"],
    ["ada@Bu\u0308cher.example", "ada@xn--bcher-kva.example"],
    ["ada@XN--bcher-kva.example", "ada@xn--bcher-kva.example"],
  ])("%j is %s", (typed, kept) => {
    expect(emailField.parse(typed)).toBe(kept);
  });

  test.each([
    "",
    "ada",
    "ada@",
    "@example.com",
    "a da@example.com",
    "ada@example",
    "ada@exa mple.com",
    "ада@example.com",
  ])("%j is none", (typed) => {
    expect(emailField.safeParse(typed).success).toBe(false);
  });

  // What a mail server keeps apart is never one of ours: each would be somebody else's account.
  test.each([
    "\u017fam@example.com",
    "\u212aarl@example.com",
    "\u0130da@example.com",
    "ada\u00b2@example.com",
    "\u{1d41a}da@example.com",
    "o\ufb03ce@example.com",
    "\u24d0da@example.com",
    "ada\ufe52b@example.com",
    "ada\u037e@example.com",
  ])("the letter before the @ of %j becomes no other letter", (typed) => {
    expect(emailField.safeParse(typed).success).toBe(false);
    expect(normalizeEmail(typed)).not.toMatch(/^\p{ASCII}+$/u);
  });

  test("only full-width letters, and those that nobody sees, become plain ones before the @", () => {
    for (let code = 0x80; code <= 0x1_ff_ff; code++) {
      const letter = String.fromCodePoint(code);
      if (/[\uff01-\uff5e]|\p{Cf}|\p{Cs}/u.test(letter)) continue;
      if (/^\p{ASCII}*$/u.test(normalizeEmail(`a${letter}b@example.com`))) throw new Error(`U+${code.toString(16)}`);
    }
  });

  test("accents are one letter, however they are made", () => {
    expect(isSameEmail("rene\u0301@example.com", "REN\u00c9@example.com")).toBe(true);
  });

  test("once in that form, it stays", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "grapheme" }), fc.emailAddress()), (typed) => {
        expect(normalizeEmail(normalizeEmail(typed))).toBe(normalizeEmail(typed));
      }),
    );
  });

  test("an unknown address is nobody's", () => {
    expect([isSameEmail(null, null), isSameEmail("ada@example.com", null)]).toEqual([false, false]);
    expect(isSameEmail("ADA@example.com", "ada@example.com ")).toBe(true);
  });
});
