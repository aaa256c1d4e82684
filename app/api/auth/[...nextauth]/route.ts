import NextAuth from "next-auth";
import { NextRequest } from "next/server";
import { authOptions, getClaim } from "@/lib/auth";
import { afterLinking, linkingOf } from "@/lib/auth/providers/linking";
import { endSession, isOpen } from "@/lib/auth/sessions";
import { callbackUrlsIn, checkAuthRequest, checkKeptCallbackUrl, checkReason } from "@/lib/auth/next-auth-request";
import { FAILURES_COUNT_SECONDS } from "@/lib/auth/credentials";
import { internalError, overloaded, rateLimited, unavailable } from "@/lib/errors";
import { endpoint, readBody, requireSameOrigin } from "@/lib/http";
import { own } from "@/lib/own";

type Context = { params: Promise<{ nextauth: string[] }> };

const LIMIT_BYTES = 16 * 1024;

/**
 * What next-auth would answer as if the person had typed something wrong. Of a limit it brings the code alone, so the
 * longest wait is told.
 */
const FAILURES = {
  overloaded,
  unavailable,
  internal_error: internalError,
  rate_limited: () => rateLimited(FAILURES_COUNT_SECONDS),
};

const GET = endpoint<Context>(async (request, context) => answer("GET", request, context));

/** next-auth reads a body of any size, and from any site. */
const POST = endpoint<Context>(async (request, context) => {
  requireSameOrigin(request);
  const answered = await answer("POST", request, context, await readBody(request, LIMIT_BYTES));
  const failure = own(FAILURES, await errorOf(answered));
  if (failure) throw failure();
  return answered;
});

async function answer(method: "GET" | "POST", request: Request, context: Context, body?: Buffer): Promise<Response> {
  const { nextauth } = await context.params;
  const asked = new NextRequest(request.url, {
    method,
    headers: request.headers,
    ...(body && { body: new Uint8Array(body) }),
  });
  const other = checkAuthRequest(method, nextauth, callbackUrlsIn(request, body));
  if (other) return new Response(null, { status: 405, headers: { allow: other } });
  checkReason(asked.nextUrl.searchParams);
  const unusable = checkKeptCallbackUrl(asked.cookies.getAll());
  if (unusable) return unusable;
  if (nextauth[0] === "session" && !(await isSignedIn())) return Response.json({}, { headers: NOT_KEPT });
  // The options need the settings, which are checked when the server starts and not when it is built.
  const [action, provider = ""] = nextauth;
  const linking = action === "callback" ? await linkingOf(provider, asked.nextUrl.searchParams.get("state")) : null;
  const answered = (await NextAuth(asked, context, authOptions(linking))) as Response;
  if (linking) return afterLinking(answered);
  if (method === "POST" && nextauth[0] === "signout") await endOwnSession(answered);
  return answered;
}

const NOT_KEPT = { "cache-control": "private, no-store" };

/** Asked before next-auth, which would take the cookie away when the database does not answer. */
async function isSignedIn(): Promise<boolean> {
  const claim = await getClaim();
  return claim !== null && (await isOpen(claim));
}

/** next-auth takes the cookie away, if the form's token is right; where the session can't be ended as well, neither happens. */
async function endOwnSession(answered: Response): Promise<void> {
  const isSignedOut = answered.headers.getSetCookie().some((one) => /session-token=;/.test(one));
  const claim = isSignedOut ? await getClaim() : null;
  if (claim) await endSession(claim);
}

/** To next-auth every refusal is a failed sign-in, which it names in an address: of a redirect, or in JSON. */
async function errorOf(answered: Response): Promise<string | null> {
  const said =
    answered.status === 401
      ? ((await answered
          .clone()
          .json()
          .catch(() => ({}))) as { url?: string })
      : {};
  const address = answered.headers.get("location") ?? said.url;
  return address ? new URL(address, "http://ours").searchParams.get("error") : null;
}

export { GET, POST };
