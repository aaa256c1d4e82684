import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { checkCredentials } from "@/lib/auth/credentials";
import { signUp, signUpFields } from "@/lib/auth/sign-up/sign-up";
import { findWorkspaces } from "@/lib/billing/operator/workspaces";
import { disconnect } from "@/lib/db";
import { emailField } from "@/lib/email";
import { acceptInvitation } from "@/lib/workspaces/accept";
import { invite } from "@/lib/workspaces/invitations";
import { createDatabase, type TestDatabase } from "../support/integration";
import { insist } from "./account/people";
import { outcome, peopleOf } from "./workspaces/people";

// Spellings of one address, as people and their devices write it.
const SPELLINGS = (name: string) => [
  `${name}@example.com`,
  `${name.toUpperCase()}@Example.Com`,
  ` ${name}@example.com\u00a0`,
  `${name}@example.com\u200b`,
  `${name}＠example．com`,
];
const PASSWORD = "correct horse";

let database: TestDatabase;
const { team } = peopleOf(() => database);
beforeAll(async () => {
  database = await createDatabase();
  Object.assign(process.env, {
    DATABASE_URL: database.url,
    STRIPE_API_SECRET: "sk_test_not_needed",
    STRIPE_WEBHOOK_SECRET: "whsec_not_needed",
    NEXTAUTH_SECRET: "the-secret-that-chooses-decoys",
  });
});
afterAll(async () => {
  await disconnect();
  await database?.drop();
});

const signIn = (email: string, password: string) =>
  insist(() => checkCredentials(email, password, { networkAddress: "192.0.2.1", deviceId: null }));

const signUpAs = (email: string) =>
  insist(() => signUp(signUpFields.parse({ name: "Ada", email, password: PASSWORD })));

test("signs up once, and signs in by each spelling", async () => {
  const name = `ada-${randomUUID()}`;
  const made = await Promise.all(SPELLINGS(name).map(signUpAs));
  const id = made.find((one) => one !== null);
  expect(made.filter((one) => one !== null)).toHaveLength(1);
  for (const email of SPELLINGS(name)) expect(await signIn(email, PASSWORD)).toMatchObject({ id });
  for (const email of SPELLINGS(name)) expect(await findWorkspaces(email)).toHaveLength(1);
});

test("is limited as one address when its password is guessed", async () => {
  const name = `bea-${randomUUID()}`;
  await signUpAs(`${name}@example.com`);
  const guesses = [...SPELLINGS(name), ...SPELLINGS(name), ...SPELLINGS(name)];
  const results = [];
  for (const email of guesses) results.push(await outcome(signIn(email, "wrong password")));
  expect(results).toEqual([...Array<string>(10).fill("done"), ...Array<string>(5).fill("rate_limited")]);
});

test("is invited by one spelling and accepts by another", async () => {
  const { workspaceId, owner } = await team();
  for (const [n, typed] of SPELLINGS(`cleo-${randomUUID()}`).entries()) {
    const id = await signUpAs(`cleo-${n}-${randomUUID()}@example.com`);
    const token = await invite(owner.id, workspaceId, { role: "member", email: emailField.parse(typed) });
    expect(await outcome(acceptInvitation({ id: id ?? "" }, token))).toBe("invitation_for_another");
    // As an address that an import has brought.
    await database.pool.query(`UPDATE "user" SET email = $2 WHERE id = $1`, [id, typed]);
    expect(await outcome(acceptInvitation({ id: id ?? "" }, token))).toBe("done");
  }
});
