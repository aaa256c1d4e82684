import { cookies, headers } from "next/headers";
import type { Account, Profile } from "next-auth";
import { ProductError } from "@/lib/errors";
import { LANGUAGE_COOKIE, languageOf } from "@/lib/languages.mjs";
import { log } from "@/lib/observe/log";
import { admit, SignInRefused } from "./accounts";
import { limitSignUps } from "./limits";

/**
 * Lets in whom a provider sent back to us.
 * @throws Error with a code for its message, which NextAuth hands to the sign-in page
 */
export async function admitFromProvider(
  account: Account,
  profile: Profile & { email_verified?: unknown } = {},
): Promise<void> {
  const { provider, providerAccountId } = account;
  const email = profile.email ?? null;
  const said = {
    provider,
    providerAccountId,
    name: profile.name ?? null,
    email,
    emailVerified: profile.email_verified === true,
  };
  try {
    const [sent, asked] = await Promise.all([cookies(), headers()]);
    const language = languageOf(sent.get(LANGUAGE_COOKIE)?.value, asked.get("accept-language"));
    await admit(said, language, () => limitSignUps(asked));
  } catch (error) {
    if (error instanceof SignInRefused) throw error;
    if (error instanceof ProductError) throw new Error(error.code);
    // The message goes into an address, so a message of the database must not be part of it.
    log.error(`Signing in with ${provider} failed`, { error });
    throw new Error("provider_failed");
  }
}
