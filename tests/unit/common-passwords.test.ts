import { expect, test } from "vitest";
import { isCommonPassword } from "@/lib/auth/passwords/common-passwords";
import { signUpFields } from "@/lib/auth/sign-up/sign-up";
import { DEMO_USER } from "@/lib/demo";

test.each([
  ...[
    "password",
    "Password1",
    "P@ssw0rd!",
    "passwordpassword",
    "pass-word",
    "password123!",
    "123password",
    "iloveyou1",
  ],
  ...["12345678", "123456789", "0987654321", "aaaaaaaa", "abcabcabc", "12121212", "abcdefgh", "qwertyuiop", "1q2w3e4r"],
  ...[
    "qwertz123",
    "sunshine",
    "Sunshine2024",
    "football1",
    "letmein1",
    "Welcome1",
    "Summer2026!",
    "changeme",
    "trustno1",
  ],
  ...["passwort", "hallo123", "Schalke04", "hypersaas1"],
])("%s is refused", (password) => {
  expect(isCommonPassword(password)).toBe(true);
});

test.each([
  "correct horse battery staple",
  "long-enough",
  "another-password",
  "pw-3f2a",
  DEMO_USER.password,
  "Tr0ub4dor&3xyz",
])("%s is taken", (password) => {
  expect(isCommonPassword(password)).toBe(false);
});

test("an address, or the name in it, is no password for its account", () => {
  expect(isCommonPassword("grace.hopper1", "grace.hopper@example.com")).toBe(true);
  expect(isCommonPassword("Grace@example.com", "grace@example.com")).toBe(true);
  expect(isCommonPassword("grace.hopper1", "ada@example.com")).toBe(false);
});

test("a name at sign-up is one line, as everywhere", () => {
  const named = { name: " Eve\r\nBcc:  you@example.com ", email: "eve@example.com", password: "seven quiet herons" };
  expect(signUpFields.parse(named).name).toBe("Eve Bcc: you@example.com");
});

test("sign-up says so, once and for its field, also of the account's address; a short one is only called short", () => {
  const problems = (password: string, email = "a@example.com") =>
    signUpFields.safeParse({ email, password }).error?.issues.map(({ path, message }) => [path, message]);
  expect(problems("grace.hopper1", "Grace.Hopper@example.com")).toHaveLength(1);
  expect(problems("grace.hopper1")).toBeUndefined();
  expect(problems("Password1")).toEqual([[["password"], "is among the first that anyone would guess"]]);
  expect(problems("abc")).toHaveLength(1);
});
