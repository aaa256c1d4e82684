import { MAIL_LINK } from "@/lib/auth/links/mail-link";
import { offeredProviders } from "@/lib/auth/providers/providers";
import { env } from "@/lib/env";
import { invalidRequest, notFound } from "@/lib/errors";
import { problemOf } from "@/lib/problem";

/** What we use of NextAuth, by method. Anyone could fill our log through its `_log`. */
const ACTIONS = {
  GET: ["session", "csrf", "providers", "signin", "signout", "callback", "error"],
  POST: ["signin", "signout", "callback"],
} as const;

const CREDENTIALS = "credentials";
/** Those that a form of ours is sent to. The others send the visitor back by a link. */
const formsOfOurs = (): string[] => (env().SIGN_IN_BY_MAIL ? [CREDENTIALS, MAIL_LINK] : [CREDENTIALS]);

/**
 * Checks what NextAuth is asked, because it answers 500 to what it doesn't expect.
 * @param path the segments after /api/auth
 * @param callbackUrls what the address and the form say
 * @returns the method that this path takes instead, or null when all is well
 * @throws ProductError not_found; invalid_request for a way back that isn't ours
 */
export function checkAuthRequest(
  method: "GET" | "POST",
  path: readonly string[],
  callbackUrls: readonly string[],
): "GET" | "POST" | null {
  const [action = "", provider, ...more] = path;
  const known: readonly string[] = [...offeredProviders().map(({ id }) => id), ...formsOfOurs()];
  const takes = (one: "GET" | "POST") => (ACTIONS[one] as readonly string[]).includes(action);
  if (more.length > 0 || (provider !== undefined && !known.includes(provider))) throw notFound();
  if (!takes("GET") && !takes("POST")) throw notFound();
  if (action === "callback") {
    if (provider === undefined) throw notFound();
    const only = formsOfOurs().includes(provider) ? "POST" : "GET";
    if (method !== only) return only;
  }
  if (!takes(method)) return method === "GET" ? "POST" : "GET";
  if (!callbackUrls.every((url) => url === "" || isOurs(url))) throw notOurs();
  return null;
}

/**
 * Why a sign-in failed, which next-auth writes into the address of the sign-in page as it came. Its own reasons and ours
 * are single words. @throws ProductError invalid_request
 */
export function checkReason(parameters: URLSearchParams): void {
  if (!parameters.getAll("error").every((reason) => /^\w{0,64}$/.test(reason)))
    throw invalidRequest([{ field: "error", message: "must be the name of an error" }]);
}

const notOurs = () => invalidRequest([{ field: "callbackUrl", message: "must be an address of this site" }]);

const isOurs = (url: string): boolean => {
  const base = env().FRONT_END_BASE_URL;
  return /^(\/(?![/\\])|https?:)/i.test(url) && URL.canParse(url, base) && new URL(url, base).origin === base;
};

/** Every way back that a request names: next-auth takes the last one of each kind. @throws ProductError invalid_request */
export function callbackUrlsIn(request: Request, body?: Buffer): string[] {
  const inAddress = new URL(request.url).searchParams.getAll("callbackUrl");
  const text = body?.toString("utf8") ?? "";
  if (!request.headers.get("content-type")?.includes("application/json"))
    return [...inAddress, ...new URLSearchParams(text).getAll("callbackUrl")];
  const { callbackUrl = "" } = fieldsOf(text);
  if (typeof callbackUrl !== "string") throw notOurs();
  return [...inAddress, callbackUrl];
}

function fieldsOf(json: string): { callbackUrl?: unknown } {
  try {
    return (JSON.parse(json) ?? {}) as { callbackUrl?: unknown };
  } catch {
    throw invalidRequest([{ field: "body", message: "is not valid JSON" }]);
  }
}

/**
 * next-auth remembers the way back in a cookie, and answers 500 as long as the browser keeps one that is no address.
 * @returns the answer that takes it away, or null when all is well
 */
export function checkKeptCallbackUrl(cookies: { name: string; value: string }[]): Response | null {
  const bad = cookies.filter(
    ({ name, value }) => name.endsWith("next-auth.callback-url") && value !== "" && !isAddress(value),
  );
  if (bad.length === 0) return null;
  const { body, status, headers } = problemOf(notOurs(), "a cookie");
  const answer = new Response(body, { status, headers });
  for (const { name } of bad) {
    const secure = name.startsWith("__") ? "; Secure" : "";
    answer.headers.append("set-cookie", `${name}=; Path=/; Max-Age=0${secure}`);
  }
  return answer;
}

/** The one that next-auth puts there, ours or not: where it leads, next-auth checks itself. */
const isAddress = (text: string): boolean => /^https?:\/\//i.test(text) && URL.canParse(text);
