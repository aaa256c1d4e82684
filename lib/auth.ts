import { cookies, headers } from "next/headers";
import type { NextAuthOptions } from "next-auth";
import { after } from "next/server";
import CredentialsProvider from "next-auth/providers/credentials";
import { cache } from "react";
import { audit } from "@/lib/audit-log";
import { userOfAccount } from "@/lib/auth/providers/accounts";
import { codeError } from "@/lib/auth/code-error";
import { checkCredentials } from "@/lib/auth/credentials";
import { admitFromProvider } from "@/lib/auth/providers/admission";
import { deviceId, rememberDevice } from "@/lib/auth/known-device";
import { MAIL_LINK } from "@/lib/auth/links/mail-link";
import { signInByMail } from "@/lib/auth/links/mail-link-provider";
import { chosenLanguage } from "@/lib/auth/language";
import { endLinking, type Linking } from "@/lib/auth/providers/linking";
import { oauthProviders } from "@/lib/auth/providers/providers";
import { claimOf, isSecure, sessionCookie } from "@/lib/auth/session-token";
import { beginSession } from "@/lib/auth/sessions";
import { keepLanguage } from "@/lib/choice-cookies";
import { type Claim, IS_SIGNED_IN, SEEN, seenValues } from "@/lib/claim";
import { statement } from "@/lib/db";
import { env } from "@/lib/env";
import { ProductError, unauthenticated } from "@/lib/errors";
import { clientAddress } from "@/lib/client-address";
import { failedSignIn } from "@/lib/security-log/failures";

/** A person who signed in. */
export type User = { id: string; name: string | null; email: string | null };

/** A body in JSON may hold anything. */
const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

/**
 * NextAuth's options. The token holds the ids of user and session and nothing else, so nothing in it can go stale.
 * @param linking for who comes back from a provider to link an account there, and is signed in already
 */
export const authOptions = (linking?: Linking | null): NextAuthOptions => ({
  secret: env().NEXTAUTH_SECRET,
  session: { strategy: "jwt", maxAge: env().SESSION_DAYS * 86_400 },
  cookies: {
    sessionToken: {
      name: sessionCookie(),
      options: { httpOnly: true, sameSite: "lax", path: "/", secure: isSecure() },
    },
  },
  pages: { signIn: "/login", error: "/login", signOut: "/login" },
  providers: [
    CredentialsProvider({
      name: "E-mail and password",
      credentials: { email: { label: "E-mail", type: "email" }, password: { label: "Password", type: "password" } },
      authorize: async (credentials, request) => {
        const from = clientAddress(new Headers(request.headers as Record<string, string> | undefined));
        const email = textOf(credentials?.email);
        try {
          const origin = { networkAddress: from, deviceId: await deviceId() };
          const known = await checkCredentials(email, textOf(credentials?.password), origin);
          if (!known) after(failedSignIn(email, from));
          return known && { id: known.id, hash: known.hash };
        } catch (error) {
          if (error instanceof ProductError)
            audit("sign_in_refused", { userId: null, from }, { email, code: error.code });
          throw codeError(error, "Signing in");
        }
      },
    }),
    ...(env().SIGN_IN_BY_MAIL ? [signInByMail()] : []),
    ...oauthProviders(),
  ],
  callbacks: {
    signIn: async ({ account, profile }) => {
      if (linking) return endLinking(linking, await getClaim(), account?.providerAccountId ?? "");
      if (account?.type === "oauth") await admitFromProvider(account, profile);
      return true;
    },
    // `account` is there at a sign-in alone. With a provider's, NextAuth's `sub` is the provider's id.
    // `user` is what `authorize` said.
    jwt: async ({ token, account, user }) => {
      if (!account) return { sub: token.sub, sid: token.sid };
      const isProvider = account.type === "oauth";
      const userId = isProvider ? await userOfAccount(account.provider, account.providerAccountId) : token.sub;
      if (!userId) return {};
      const asked = await headers();
      const networkAddress = clientAddress(asked);
      const sid = await beginSession({
        userId,
        method: isProvider ? account.provider : account.provider === MAIL_LINK ? "mail" : "password",
        deviceId: await rememberDevice(),
        networkAddress,
        userAgent: asked.get("user-agent"),
        hash: !isProvider && "hash" in user && typeof user.hash === "string" ? user.hash : undefined,
        providerAccountId: isProvider ? account.providerAccountId : undefined,
        linkId: !isProvider && "linkId" in user && typeof user.linkId === "string" ? user.linkId : undefined,
      });
      // Meanwhile the password was changed, the provider unlinked, or the account deleted.
      if (!sid) return {};
      const language = await chosenLanguage(userId);
      if (language) await keepLanguage(language);
      return { sub: userId, sid };
    },
  },
});

/** NextAuth's own, for the way back from a provider. */
const wayBackCookie = () => `${isSecure() ? "__Secure-" : ""}next-auth.callback-url`;

/**
 * The sign-in page from which a visitor went to a provider, for when they come back without having signed in: NextAuth
 * sends them to the bare page then. Only the query of the address is trusted.
 * @returns its parameters, or null when no visitor went to one
 */
export async function getSignInParameters(): Promise<URLSearchParams | null> {
  const address = (await cookies()).get(wayBackCookie())?.value;
  return address && URL.canParse(address) ? new URL(address).searchParams : null;
}

/** The sign-in page that a visitor comes back to who leaves it for their mail. @param path of ours */
export async function rememberSignInPage(path: string): Promise<void> {
  const home = env().FRONT_END_BASE_URL;
  const options = { httpOnly: true, sameSite: "lax", path: "/", secure: isSecure() } as const;
  (await cookies()).set(wayBackCookie(), `${home}${path}`, options);
}

/**
 * What the request's signed token claims, without asking the database. Only for a statement that itself checks the claim
 * (lib/claim.ts); everything else calls getUser.
 */
export const getClaim = cache(
  async (): Promise<Claim | null> => claimOf((await cookies()).get(sessionCookie())?.value),
);

const USER = `WITH ${SEEN} SELECT id, name, email FROM "user" WHERE id = $1 AND ${IS_SIGNED_IN}`;

/** The signed-in user as the database knows them now, or null; asked once per rendered page. */
export const getUser = cache(async (): Promise<User | null> => {
  const claim = await getClaim();
  if (!claim) return null;
  const [user] = await statement<User>("user", USER, seenValues(claim));
  return user ?? null;
});

/** Only for a function that itself checks the claim. @throws ProductError unauthenticated */
export async function requireClaim(): Promise<Claim> {
  const claim = await getClaim();
  if (!claim) throw unauthenticated();
  return claim;
}

/** @throws ProductError unauthenticated */
export async function requireUser(): Promise<User> {
  const user = await getUser();
  if (!user) throw unauthenticated();
  return user;
}
