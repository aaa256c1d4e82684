import { now } from "@/lib/clock";
import { prisma } from "@/lib/db";
import { emailField } from "@/lib/email";
import type { Language } from "@/lib/messages";
import { createUser, newUser } from "./sign-up";

/** What a provider says of a person who signed in there. */
export type ProviderAccount = {
  provider: string;
  /** Never changes, unlike names and addresses. */
  providerAccountId: string;
  name: string | null;
  email: string | null;
  /** Whether the provider has verified the address; null where it doesn't say. */
  emailVerified: boolean | null;
};

/** The reason goes into the sign-in page's address. */
export class SignInRefused extends Error {
  constructor(readonly reason: "address_taken" | "address_not_verified" | "verification_unknown") {
    super(reason);
    this.name = "SignInRefused";
  }
}

/** The user who signs in with an account at a provider, if there is one. */
export async function userOfAccount(provider: string, providerAccountId: string): Promise<string | null> {
  const key = { provider_providerAccountId: { provider, providerAccountId } };
  return (await prisma().account.findUnique({ where: key }))?.userId ?? null;
}

/**
 * Finds or makes the user who signs in with an account at a provider. An account is added to a user by e-mail address
 * only where both sides have verified the address. Otherwise anyone who signs up with another person's address and a
 * new password would share that person's account from their first sign-in on.
 * @param mayCreate is asked before a user is made, and throws if not
 * @throws SignInRefused
 */
export async function admit(
  account: ProviderAccount,
  language: Language,
  mayCreate: () => Promise<unknown>,
): Promise<string> {
  const { provider, providerAccountId, name } = account;
  const known = await userOfAccount(provider, providerAccountId);
  if (known) return known;
  const address = emailField.safeParse(account.email);
  if (account.emailVerified === null) throw new SignInRefused("verification_unknown");
  if (!address.success || !account.emailVerified) throw new SignInRefused("address_not_verified");
  const link = { type: "oauth", provider, providerAccountId, linkedAt: now() };
  const holder = await prisma().user.findUnique({ where: { email: address.data } });
  if (holder) {
    if (!holder.emailVerified) throw new SignInRefused("address_taken");
    const key = { provider_providerAccountId: { provider, providerAccountId } };
    return (await prisma().account.upsert({ where: key, create: { ...link, userId: holder.id }, update: {} })).userId;
  }
  await mayCreate();
  const made = await createUser({
    ...newUser({ name, email: address.data }, language),
    emailVerified: now(),
    accounts: { create: link },
  });
  // Another request was quicker. The same account is the same person.
  const user = made ?? (await userOfAccount(provider, providerAccountId));
  if (!user) throw new SignInRefused("address_taken");
  return user;
}
