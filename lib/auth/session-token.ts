import { decode } from "next-auth/jwt";
import type { Claim } from "@/lib/claim";
import { env } from "@/lib/env";
import { readUuid } from "@/lib/uuid";

// The signed token that a browser sends, as far as it can be read without the database.

export const isSecure = (): boolean => env().NEXTAUTH_URL.startsWith("https:");

/** A cookie of this prefix comes from this host alone, and over https: no other subdomain can plant one. */
export const sessionCookie = (): string => `${isSecure() ? "__Host-" : ""}next-auth.session-token`;

const idIn = (value: unknown): string | null => (typeof value === "string" ? (readUuid(value) ?? null) : null);

/** What a token claims; null for none, and for one that is forged, damaged or expired. */
export async function claimOf(token: string | undefined): Promise<Claim | null> {
  if (!token) return null;
  const said = await decode({ token, secret: env().NEXTAUTH_SECRET }).catch(() => null);
  const [userId, sessionId] = [idIn(said?.sub), idIn(said?.sid)];
  return userId && sessionId ? { userId, sessionId } : null;
}

/** Whether OPERATOR_USER_IDS names the user of a token, whose session may have ended. */
export const namesOperator = (claim: Claim | null): boolean =>
  claim !== null && env().OPERATOR_USER_IDS.includes(claim.userId);
