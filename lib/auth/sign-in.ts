import { cookies, headers } from "next/headers";
import { encode } from "next-auth/jwt";
import { after } from "next/server";
import { chosenLanguage } from "@/lib/auth/language";
import { keepLanguage } from "@/lib/choice-cookies";
import { clientAddress } from "@/lib/client-address";
import { env } from "@/lib/env";
import { failedSignIn } from "@/lib/security-log/failures";
import { checkCredentials } from "./credentials";
import { deviceId, rememberDevice } from "./known-device";
import { isSecure, sessionCookie } from "./session-token";
import { beginSession } from "./sessions";

/**
 * Signs in as next-auth does with what lib/auth.ts tells it, for a form without JavaScript: next-auth wants a token that a
 * script fetches first.
 * @returns false when address and password don't belong together
 * @throws ProductError rate_limited, overloaded
 */
export async function signInByPassword(email: string, password: string): Promise<boolean> {
  const asked = await headers();
  const networkAddress = clientAddress(asked);
  const known = await checkCredentials(email, password, { networkAddress, deviceId: await deviceId() });
  if (!known) {
    after(failedSignIn(email, networkAddress));
    return false;
  }
  const sid = await beginSession({
    userId: known.id,
    method: "password",
    deviceId: await rememberDevice(),
    networkAddress,
    userAgent: asked.get("user-agent"),
    hash: known.hash,
  });
  // Meanwhile the password was changed, or the account deleted.
  if (!sid) return false;
  const maxAge = env().SESSION_DAYS * 86_400;
  const token = await encode({ token: { sub: known.id, sid }, secret: env().NEXTAUTH_SECRET, maxAge });
  const options = { path: "/", maxAge, httpOnly: true, sameSite: "lax", secure: isSecure() } as const;
  (await cookies()).set(sessionCookie(), token, options);
  const language = await chosenLanguage(known.id);
  if (language) await keepLanguage(language);
  return true;
}
