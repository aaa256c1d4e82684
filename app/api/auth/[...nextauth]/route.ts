import NextAuth from "next-auth";
import { NextRequest } from "next/server";
import { authOptions } from "@/lib/auth";
import { overloaded } from "@/lib/errors";
import { endpoint, readBody, requireSameOrigin } from "@/lib/http";

type Context = { params: Promise<{ nextauth: string[] }> };

// The options need the settings, which are checked when the server starts and not when it is built.
const answer = (request: NextRequest, context: Context): Promise<Response> =>
  NextAuth(request, context, authOptions()) as Promise<Response>;

const LIMIT_BYTES = 16 * 1024;

/** next-auth reads a body of any size, and from any site. */
const POST = endpoint<Context>(async (request, context) => {
  requireSameOrigin(request);
  const body = new Uint8Array(await readBody(request, LIMIT_BYTES));
  const answered = await answer(
    new NextRequest(request.url, { method: "POST", headers: request.headers, body }),
    context,
  );
  if ((await errorOf(answered)) === "overloaded") throw overloaded();
  return answered;
});

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

export { answer as GET, POST };
