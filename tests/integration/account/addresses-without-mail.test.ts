import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { admit, SignInRefused } from "@/lib/auth/providers/accounts";
import { checkCredentials } from "@/lib/auth/credentials";
import { makeResetLink } from "@/lib/auth/links/reset-link";
import { resetPassword } from "@/lib/auth/links/reset";
import { signUp } from "@/lib/auth/sign-up/sign-up";
import { prisma } from "@/lib/db";
import { acceptInvitation } from "@/lib/workspaces/accept";
import { createWorkspace } from "@/lib/workspaces/create";
import { invite } from "@/lib/workspaces/invitations";
import { outcome } from "../workspaces/people";
import { insist, PASSWORD, useAccounts } from "./people";

useAccounts();

const newAddress = () => `ada-${randomUUID()}@example.com`;
const opens = async (email: string, password: string) =>
  (await insist(() => checkCredentials(email, password, { networkAddress: "192.0.2.7", deviceId: null })))?.id ?? null;
const sign = (email: string, password: string) => insist(() => signUp({ email, password }));

test("an address is one account's, because nobody could ever prove it: at once, and later", async () => {
  const email = newAddress();
  const passwords = Array.from({ length: 6 }, (_, n) => `quiet heron ${n}`);
  const made = await Promise.all(passwords.map((password) => sign(email, password)));
  expect(made.filter((id) => id !== null)).toHaveLength(1);
  expect(await sign(email, "seven quiet herons")).toBeNull();
  expect(await prisma().user.count({ where: { email } })).toBe(1);
  const n = made.findIndex((id) => id !== null);
  expect(await opens(email, passwords[n] ?? "")).toBe(made[n]);
  expect(await opens(email, "seven quiet herons")).toBeNull();
});

test("an invitation to it needs no proof, and a provider makes nobody lose it", async () => {
  const email = newAddress();
  const id = (await sign(email, PASSWORD)) ?? "";
  const owner = (await sign(newAddress(), PASSWORD)) ?? "";
  const workspaceId = await createWorkspace(owner, "Team");
  const token = await invite(owner, workspaceId, { role: "member", email });
  expect(await outcome(acceptInvitation({ id }, token))).toBe("done");
  const said = { provider: "github", providerAccountId: email, name: null, email, emailVerified: true };
  const come = () => admit(said, "en", () => Promise.resolve());
  await expect(come()).rejects.toThrow(new SignInRefused("address_taken"));
  expect(await opens(email, PASSWORD)).toBe(id);
  // An operator who spoke to the holder has made sure whose it is.
  const link = await makeResetLink(email, "olga");
  await resetPassword(link?.split("/").at(-1) ?? "", "seven quiet herons");
  expect(await come()).toBe(id);
});
