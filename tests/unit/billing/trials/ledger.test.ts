import { beforeEach, expect, test, vi } from "vitest";

const SETTINGS = {
  STRIPE_API_SECRET: "sk_test_unit",
  STRIPE_WEBHOOK_SECRET: "whsec_unit",
  DATABASE_URL: "postgresql://unit",
  NEXTAUTH_SECRET: "a secret of sixteen",
};

const ledger = async (settings: Record<string, string> = {}) => {
  vi.resetModules(); // The settings are read once per process.
  for (const [name, value] of Object.entries({ ...SETTINGS, ...settings })) vi.stubEnv(name, value);
  return import("@/lib/billing/trials/ledger");
};

beforeEach(() => vi.unstubAllEnvs());

test.each([
  ["Ada@Example.com ", "ada@example.com"],
  ["ada.love.lace@gmail.com", "adalovelace@gmail.com"],
  ["Ada.Lovelace+trial2@GoogleMail.com", "adalovelace@gmail.com"],
  // Elsewhere a dot or a plus may be another person.
  ["ada.lovelace+x@example.com", "ada.lovelace+x@example.com"],
  ["ada@notgmail.com", "ada@notgmail.com"],
  ["@gmail.com", "@gmail.com"],
  ['"a@b.c"@gmail.com', '"a@bc"@gmail.com'],
])("%s is %s", async (typed, normalized) => {
  expect((await ledger()).normalizedEmail(typed)).toBe(normalized);
});

test("a hash says nothing without the secret, and a card is no address", async () => {
  const { hashOfEmail, hashOfCard } = await ledger();
  expect(hashOfEmail("A.da@gmail.com")).toBe(hashOfEmail("ada+2@googlemail.com"));
  expect(hashOfEmail("ada@gmail.com")).not.toBe(hashOfCard("ada@gmail.com"));
  expect(hashOfEmail("ada@gmail.com")).not.toContain("ada");
  const other = await ledger({ NEXTAUTH_SECRET: "another secret of these" });
  expect(other.hashOfEmail("ada@gmail.com")).not.toBe(hashOfEmail("ada@gmail.com"));
});
