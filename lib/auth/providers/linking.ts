import { cookies } from "next/headers";
import { decode, encode } from "next-auth/jwt";
import { type Claim } from "@/lib/claim";
import { env } from "@/lib/env";
import { ProductError } from "@/lib/errors";
import { log } from "@/lib/observe/log";
import { linkProvider } from "./linked-providers";
import { isSecure } from "../session-token";
import { visitorLanguage } from "../visitor-language";

// A signed-in person goes to a provider to link an account there (begin-linking.ts), and comes back like one who signs
// in. A signed cookie tells the two apart: it names the session that began, and the `state` of this one visit to the
// provider, which NextAuth compares too. So nobody else's visit can link anything, and this one can't sign anyone in.

/** Where the person is led, with what came of it. */
const PAGE = "/account";

/** A minute longer than NextAuth keeps a state: a visit that it still takes never comes back without this cookie. */
const LASTS_SECONDS = 16 * 60;
const SALT = "linking";

const cookieName = () => `${isSecure() ? "__Host-" : ""}linking`;

export type Linking = { provider: string; by: Claim };

/** Remembers that this session sent its person to a provider. @param state of the visit */
export async function rememberLinking({ provider, by }: Linking, state: string): Promise<void> {
  const token = { ...by, provider, state };
  const secret = env().NEXTAUTH_SECRET;
  (await cookies()).set(cookieName(), await encode({ token, secret, salt: SALT, maxAge: LASTS_SECONDS }), {
    path: "/",
    maxAge: LASTS_SECONDS,
    httpOnly: true,
    sameSite: "lax",
    secure: isSecure(),
  });
}

/**
 * Whether somebody comes back from a visit that was to link an account.
 * @param state that the provider sent back
 */
export async function linkingOf(provider: string, state: string | null): Promise<Linking | null> {
  const token = (await cookies()).get(cookieName())?.value;
  const said = token ? await decode({ token, secret: env().NEXTAUTH_SECRET, salt: SALT }).catch(() => null) : null;
  if (!said || state === null || said.state !== state || said.provider !== provider) return null;
  return { provider, by: { userId: String(said.userId), sessionId: String(said.sessionId) } };
}

/**
 * Links the account of who comes back to the session that began, and to no other.
 * @param present who the request says is asking
 * @returns where they are led; nobody is signed in or out
 */
export async function endLinking(linking: Linking, present: Claim | null, providerAccountId: string): Promise<string> {
  const { provider, by } = linking;
  if (present?.sessionId !== by.sessionId || present.userId !== by.userId)
    return backWith("refused", "unauthenticated");
  try {
    await linkProvider(present, { provider, providerAccountId }, await visitorLanguage());
    return backWith("done", "linked");
  } catch (error) {
    if (error instanceof ProductError) return backWith("refused", error.code);
    log.error(`Linking an account at ${provider} failed`, { error });
    return backWith("refused", "linking_failed");
  }
}

const backWith = (name: "done" | "refused", value: string): string =>
  `${env().FRONT_END_BASE_URL}${PAGE}?${new URLSearchParams({ [name]: value })}`;

/** The visit is over, however it ended: NextAuth leads to the sign-in page where the person declined. */
export async function afterLinking(answered: Response): Promise<Response> {
  (await cookies()).set(cookieName(), "", { path: "/", maxAge: 0, httpOnly: true, secure: isSecure() });
  const page = `${env().FRONT_END_BASE_URL}${PAGE}?`;
  if (!answered.headers.get("location")?.startsWith(page))
    answered.headers.set("location", backWith("refused", "linking_failed"));
  return answered;
}
