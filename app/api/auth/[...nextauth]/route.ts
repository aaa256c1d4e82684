import NextAuth from "next-auth";
import { NextRequest } from "next/server";
import { authOptions } from "@/lib/auth";
import { callbackUrlsIn, checkAuthRequest, checkKeptCallbackUrl } from "@/lib/auth/next-auth-request";
import { endpoint, readBody } from "@/lib/http";

type Context = { params: Promise<{ nextauth: string[] }> };

const LIMIT_BYTES = 16 * 1024;

const GET = endpoint<Context>(async (request, context) => answer("GET", request, context));

/** next-auth reads a body of any size. */
const POST = endpoint<Context>(async (request, context) =>
  answer("POST", request, context, await readBody(request, LIMIT_BYTES)),
);

async function answer(method: "GET" | "POST", request: Request, context: Context, body?: Buffer): Promise<Response> {
  const { nextauth } = await context.params;
  const asked = new NextRequest(request.url, {
    method,
    headers: request.headers,
    ...(body && { body: new Uint8Array(body) }),
  });
  const other = checkAuthRequest(method, nextauth, callbackUrlsIn(request, body));
  if (other) return new Response(null, { status: 405, headers: { allow: other } });
  const unusable = checkKeptCallbackUrl(asked.cookies.getAll());
  if (unusable) return unusable;
  // The options need the settings, which are checked when the server starts and not when it is built.
  return (await NextAuth(asked, context, authOptions())) as Response;
}

export { GET, POST };
