import { cookies, headers } from "next/headers";
import type { NextAuthOptions } from "next-auth";
import { decode } from "next-auth/jwt";
import CredentialsProvider from "next-auth/providers/credentials";
import { cache } from "react";
import { audit } from "@/lib/audit-log";
import { userOfAccount } from "@/lib/auth/accounts";
import { checkCredentials } from "@/lib/auth/credentials";
import { admitFromProvider } from "@/lib/auth/admission";
import { deviceCookie, knownDevice, rememberDevice } from "@/lib/auth/known-device";
import { oauthProviders } from "@/lib/auth/providers";
import { statement } from "@/lib/db";
import { env } from "@/lib/env";
import { ProductError, unauthenticated } from "@/lib/errors";
import { clientAddress } from "@/lib/client-address";
import { log } from "@/lib/observe/log";
import { readUuid } from "@/lib/uuid";

/** A person who signed in. */
export type User = { id: string; name: string | null; email: string | null };

const cookieName = (name: "session-token" | "callback-url") =>
  `${env().NEXTAUTH_URL.startsWith("https:") ? "__Secure-" : ""}next-auth.${name}`;

/** A body in JSON may hold anything. */
const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

/** NextAuth's options. The token holds the user's id and nothing else, so nothing in it can go stale. */
export const authOptions = (): NextAuthOptions => ({
  secret: env().NEXTAUTH_SECRET,
  session: { strategy: "jwt" },
  pages: { signIn: "/login", error: "/login", signOut: "/login" },
  providers: [
    CredentialsProvider({
      name: "E-mail and password",
      credentials: { email: { label: "E-mail", type: "email" }, password: { label: "Password", type: "password" } },
      authorize: async (credentials, request) => {
        const from = clientAddress(new Headers(request.headers as Record<string, string> | undefined));
        const email = textOf(credentials?.email);
        try {
          const cookie = await deviceCookie();
          const origin = {
            networkAddress: from,
            deviceOf: (address: string) => knownDevice(cookie, address),
          };
          const known = await checkCredentials(email, textOf(credentials?.password), origin);
          if (known) await rememberDevice(known.email);
          audit(known ? "sign_in" : "sign_in_failed", { userId: known?.id ?? null, from }, { email });
          return known && { id: known.id };
        } catch (error) {
          // NextAuth puts an error's message into an address, so only codes of ours may be one.
          if (error instanceof ProductError) {
            audit("sign_in_refused", { userId: null, from }, { email, code: error.code });
            throw new Error(error.code);
          }
          log.error("Signing in failed", { error });
          throw new Error("internal_error");
        }
      },
    }),
    ...oauthProviders(),
  ],
  callbacks: {
    signIn: async ({ account, profile }) => {
      if (account?.type === "oauth") await admitFromProvider(account, profile);
      return true;
    },
    // With a provider's account NextAuth's `sub` is the provider's id.
    jwt: async ({ token, account }) => {
      if (account?.type !== "oauth") return { sub: token.sub };
      const userId = await userOfAccount(account.provider, account.providerAccountId);
      audit("sign_in", { userId, from: clientAddress(await headers()) }, { provider: account.provider });
      return { sub: userId ?? undefined };
    },
  },
});

/**
 * The sign-in page from which a visitor went to a provider, for when they come back without having signed in: NextAuth
 * sends them to the bare page then. Only the query of the address is trusted.
 * @returns its parameters, or null when no visitor went to one
 */
export async function getSignInParameters(): Promise<URLSearchParams | null> {
  const address = (await cookies()).get(cookieName("callback-url"))?.value;
  return address && URL.canParse(address) ? new URL(address).searchParams : null;
}

/**
 * The user id that the request's signed token claims, without asking the database. Only for a statement that itself
 * checks that the user still exists; everything else calls getUser.
 */
export async function getClaimedUserId(): Promise<string | null> {
  const token = (await cookies()).get(cookieName("session-token"))?.value;
  if (!token) return null;
  // decode throws for a token that is forged, damaged or expired. The visitor is signed out then.
  const claims = await decode({ token, secret: env().NEXTAUTH_SECRET }).catch(() => null);
  return readUuid(claims?.sub);
}

/** The signed-in user as the database knows them now, or null; asked once per rendered page. */
export const getUser = cache(async (): Promise<User | null> => {
  const id = await getClaimedUserId();
  if (!id) return null;
  const [user] = await statement<User>("user", `SELECT id, name, email FROM "user" WHERE id = $1`, [id]);
  return user ?? null;
});

/** @throws ProductError unauthenticated */
export async function requireUser(): Promise<User> {
  const user = await getUser();
  if (!user) throw unauthenticated();
  return user;
}
