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
    ["\u212aarl@example.com", "karl@example.com"],
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
