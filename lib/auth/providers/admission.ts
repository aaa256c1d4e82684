import { headers } from "next/headers";
import type { Account, Profile } from "next-auth";
import { log } from "@/lib/observe/log";
import { admit, SignInRefused } from "./accounts";
import { codeError } from "../code-error";
import { limitSignUps } from "../limits";
import { visitorLanguage } from "../visitor-language";
import { saidBy } from "./providers";

/** A profile may hold anything. */
const textOrNull = (value: unknown): string | null => (typeof value === "string" ? value : null);

/**
 * Lets in whom a provider sent back to us.
 * @throws Error with a code for its message, which NextAuth hands to the sign-in page
 */
export async function admitFromProvider(account: Account, profile: Profile = {}): Promise<void> {
  const { provider, providerAccountId } = account;
  try {
    const { name, email, emailVerified } = saidBy(provider, { ...profile });
    const said = {
      provider,
      providerAccountId,
      name: textOrNull(name),
      email: textOrNull(email),
      emailVerified: emailVerified == null ? null : emailVerified === true,
    };
    const asked = await headers();
    await admit(said, await visitorLanguage(), () => limitSignUps(asked));
  } catch (error) {
    if (error instanceof SignInRefused) {
      if (error.reason === "verification_unknown")
        log.error(`${provider} doesn't say whether an address is verified: see docs/sign-in.md, "A provider".`);
      throw error;
    }
    throw codeError(error, `Signing in with ${provider}`);
  }
}
