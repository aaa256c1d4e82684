import NextAuth from "next-auth";
import { NextRequest } from "next/server";
import { authOptions } from "@/lib/auth";
import { endpoint, readBody } from "@/lib/http";

type Context = { params: Promise<{ nextauth: string[] }> };

// The options need the settings, which are checked when the server starts and not when it is built.
const answer = (request: NextRequest, context: Context): Promise<Response> =>
  NextAuth(request, context, authOptions()) as Promise<Response>;

const LIMIT_BYTES = 16 * 1024;

/** next-auth reads a body of any size. */
const POST = endpoint<Context>(async (request, context) => {
  const body = new Uint8Array(await readBody(request, LIMIT_BYTES));
  return answer(new NextRequest(request.url, { method: "POST", headers: request.headers, body }), context);
});

export { answer as GET, POST };
