import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { admit, userOfAccount } from "@/lib/auth/providers/accounts";
import { useAccounts } from "./people";

const accounts = useAccounts();

const said = (emailVerified: boolean | null, email: string | null = `ada-${randomUUID()}@example.com`) => ({
  provider: "acme",
  providerAccountId: randomUUID(),
  name: "Ada",
  email,
  emailVerified,
});

const come = (who: ReturnType<typeof said>) =>
  admit(who, "en", () => Promise.resolve()).catch((error: Error) => error.message);

test.each([
  [null, "verification_unknown"],
  [false, "address_not_verified"],
] as const)("a provider that calls an address verified: %s lets nobody new in", async (emailVerified, reason) => {
  const who = said(emailVerified);
  expect(await come(who)).toBe(reason);
  const { rows } = await accounts().database.pool.query(`SELECT FROM "user" WHERE email = $1`, [who.email]);
  expect([rows, await userOfAccount("acme", who.providerAccountId)]).toEqual([[], null]);
});

test("one that names no address is refused, whatever it says of it", async () => {
  for (const emailVerified of [null, false, true])
    expect(await come(said(emailVerified, null))).toMatch(/^(verification_unknown|address_not_verified)$/);
});

test("a name that is said there becomes one line that Stripe takes too", async () => {
  const id = await come({ ...said(true), name: ` Ada\r\n\0Lovelace ${"x".repeat(300)}` });
  const { rows } = await accounts().database.pool.query<{ name: string }>(`SELECT name FROM "user" WHERE id = $1`, [
    id,
  ]);
  expect(rows[0]?.name).toBe(`Ada Lovelace ${"x".repeat(300)}`.slice(0, 100));
});

test("who was let in before comes in whatever is said of the address", async () => {
  const who = said(true);
  const ada = await come(who);
  expect(await come({ ...who, emailVerified: null, email: null })).toBe(ada);
});
